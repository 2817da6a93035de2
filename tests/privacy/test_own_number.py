"""The number that one signs in with: whoever holds somebody's token cannot make it their own."""

from __future__ import annotations

from api.privacy.retention import kind_of
from tests.api.signing.phones import Phone, Street

MINE, THEIRS, NEW = "three geese under a wampee", "seven cats beside a lychee", "five ducks over a pomelo"


def with_passwords(street: Street) -> tuple[Phone, Phone]:
    """Who is robbed of an access token, and who has it."""
    victim, thief = street.member("packer"), street.member("packer")
    for phone, password in ((victim, THEIRS), (thief, MINE)):
        assert street.post("password", {"password": password}, phone.access, "PUT").status_code == 204
    return victim, thief


def test_the_number_that_one_signs_in_with_is_proved_and_not_corrected(street: Street) -> None:
    victim, thief = with_passwords(street)
    (entry,) = street.get("me/held", victim.access).json()["entries"]
    path = f"me/held/{entry['region']}/{entry['ref']}/corrections"
    answer = street.post(path, {"fields": {"phone": f"+86{thief.number}"}}, victim.access)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/number-stands")
    assert street.get("me/held", victim.access).json()["entries"] == [entry]


def test_a_password_is_not_changed_by_somebody_elses(street: Street) -> None:
    """Were the number in the vault not the one that leads to the person, even then."""
    victim, thief = with_passwords(street)
    (entry,) = street.get("me/held", victim.access).json()["entries"]
    vault = street.people.regions.vault(entry["region"])
    with street.people.regions.datastore.transaction() as connection:
        (held,) = vault.taken(connection, entry["subject"])
        assert kind_of(entry["subject"], held.fields) == "account"
        vault.keep_only(connection, entry["subject"], [held._replace(fields={"phone": f"+86{thief.number}"})])
    answer = street.post("password", {"password": NEW, "current": MINE}, victim.access, "PUT")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/password-wrong")
