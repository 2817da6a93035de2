"""What a person may ask, through HTTP alone: notice, consent, a copy, correction, the end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from api.policy import Actor
from api.privacy.leaving import leave_everywhere
from api.privacy.notices import VERSION
from api.privacy.retention import TERMS
from api.reads.personal import of_parties
from domain.membership import Membership
from store.people.persons import find_person
from tests.api.signing.phones import Phone, Street
from tests.api.story import People, kg

HELD = "me/held"


def told(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def entries(street: Street, token: str) -> dict[tuple[str, str], dict[str, Any]]:
    """(kind, one of its values) -> entry."""
    found = told(street.get(HELD, token))["entries"]
    return {(one["kind"], value): one for one in found for value in one["fields"].values()}


def household(street: Street, name: str, phone: str = "13700000001") -> tuple[str, str, str]:
    """A household of the packhouse with a plot, and the token of somebody who works for it."""
    people = street.people
    body = {"kind": "household", "name": name, "phone": phone, "county": "445322"}
    party = people.made("packer", "yunfu", "parties", body)["party"]
    point = {"lat": 22.71, "lon": 111.53, "accuracy_m": 5, "datum": "WGS-84"}
    body = {
        "kind": "plot",
        "name": f"{name}屋后",
        "party": party,
        "county": "445322",
        "point": point,
        "consent": VERSION,
    }
    plot = people.made("packer", "yunfu", "sites", body)["site"]
    people.parties[party] = party
    people._admit(party, "grower")
    return party, plot, people.tokens[party]


@pytest.mark.parametrize(("lang", "word"), [("zh-CN", "保险库"), ("en", "vault")])
def test_anybody_reads_the_notice_with_every_term_and_its_law(street: Street, lang: str, word: str) -> None:
    notice = told(street.client.get("/v1/people/notice", headers={"Accept-Language": lang}))
    assert (notice["version"], notice["language"]) == (VERSION, lang)
    assert word in notice["text"]
    assert {one["kind"]: one["law"] for one in notice["kept"]} == {kind: term.law for kind, term in TERMS.items()}


def test_consent_has_a_version_and_a_time_and_is_taken_back(street: Street) -> None:
    phone = street.member()
    assert told(street.get("me/consents", phone.access))["missing"] == ["notice", "plot"]
    wanted = {"purpose": "notice", "version": VERSION}
    given = told(street.post("me/consents", wanted, phone.access), 201)
    assert told(street.post("me/consents", wanted, phone.access), 201) == given
    assert datetime.fromisoformat(given["given_at"]).tzinfo is not None
    assert told(street.get("me/consents", phone.access))["missing"] == ["plot"]
    other = street.member()
    assert street.post(f"me/consents/{given['id']}/withdrawals", {}, other.access).status_code == 404
    ended = told(street.post(f"me/consents/{given['id']}/withdrawals", {}, phone.access), 201)
    assert ended["withdrawn_at"]
    assert told(street.post(f"me/consents/{given['id']}/withdrawals", {}, phone.access), 201) == ended
    assert [one["id"] for one in told(street.get("me/consents", phone.access))["items"]] == [given["id"]]


def test_consent_to_another_version_is_no_consent(street: Street) -> None:
    phone = street.member()
    answer = street.post("me/consents", {"purpose": "notice", "version": "1999-01"}, phone.access)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "notice_version"


def test_what_rested_on_a_consent_goes_with_it_and_nothing_else(street: Street) -> None:
    party, _, token = household(street, "欧阳一")
    given = told(street.post("me/consents", {"purpose": "plot", "version": VERSION}, token), 201)
    assert set(entry_fields(street, token)) == {("name", "phone"), ("consent", "name", "point")}
    told(street.post(f"me/consents/{given['id']}/withdrawals", {}, token), 201)
    assert set(entry_fields(street, token)) == {("name", "phone"), ("name",)}
    assert named(street.people, party) == "欧阳一"


def test_a_person_gets_a_copy_of_all_that_is_held(street: Street) -> None:
    phone = street.member()
    street.people.tokens["me"] = phone.access
    street.people.made("me", "yunfu", "parties", {
        "kind": "household", "name": "别人", "county": "445322", "note": "是我记的",
    })  # fmt: skip
    answer = street.get(HELD, phone.access)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    found = told(answer)
    kinds = {one["kind"]: one["fields"] for one in found["entries"]}
    assert kinds == {"account": {"phone": f"+86{phone.number}"}, "note": {"note": "是我记的"}}
    assert [one["role"] for one in found["memberships"]] == ["grower"]
    assert [one["label"] for one in found["devices"]] == ["红米 Note"]
    assert len(found["sessions"]) == 1
    assert "别人" not in answer.text
    assert found["looks"] == []


def test_a_copy_tells_who_looked_at_the_household(street: Street) -> None:
    people = street.people
    party, plot, token = household(street, "欧阳二")
    lot = people.lot()
    done = people.made(party, "yunfu", "harvests", {"lot": lot, "site": plot, "amount": kg(5)})
    seen = {"id": lot, "direction": "both", "at_least": f"yunfu:{done['position']}"}
    assert people.get("inspector", "/v1/trace", **seen).status_code == 200
    looks = told(street.get(HELD, token))["looks"]
    assert [(look["what"], set(look["seen"])) for look in looks] == [("trace", {party})]


def test_a_wrong_value_is_put_right_and_the_old_one_is_gone(street: Street) -> None:
    people = street.people
    party, _, token = household(street, "欧阳三")
    entry = entries(street, token)["party", "欧阳三"]
    path = f"{HELD}/yunfu/{entry['ref']}/corrections"
    assert street.post(path, {"fields": {"name": "欧阳叁"}}, people.tokens["rival"]).status_code == 404
    assert street.post(path, {"fields": {"idcard": "1"}}, token).status_code == 404
    assert street.post(path, {"fields": {"name": "欧阳叁"}}, token).status_code == 204
    after = entries(street, token)
    assert ("party", "欧阳三") not in after
    assert after["party", "欧阳叁"]["ref"] == entry["ref"]
    assert after["party", "欧阳叁"]["corrected_at"]
    assert after["party", "13700000001"]["fields"] == {"name": "欧阳叁", "phone": "13700000001"}
    assert named(people, party) == "欧阳叁"


def test_who_asks_for_the_end_of_their_account_is_signed_out_and_forgotten(street: Street, app: Any) -> None:
    phone = street.member()
    person = told(street.get(HELD, phone.access))["person"]
    done = told(street.post("me/erasures", {}, phone.access), 201)
    assert (done["subject"], done["basis"], done["retained"]) == (person, "asked", [])
    app.state.tokens._known.clear()  # what is trusted for five seconds
    assert street.get(HELD, phone.access).status_code == 401
    assert street.refresh(phone).status_code == 401
    street.clock.turn(minutes=2)  # until the next code may be asked for
    assert street.sign_in(phone).json()["type"] == "/problems/not-a-member"
    with street.people.regions.datastore.transaction() as connection:
        left = find_person(connection, person)
        labels = connection.execute("SELECT label, state FROM commons.device WHERE person = %s", (person,)).fetchall()
    assert left is not None
    assert left.phone is None
    assert labels == [("", "revoked")]
    street.clock.turn(minutes=2)
    again = Phone(number=phone.number)
    assert told(street.join(again, street.invitation()), 201)["person"] != person


@pytest.mark.parametrize(("who", "fact"), [("", "left"), ("admin", "ended")])
@pytest.mark.usefixtures("followers")
def test_whoever_is_erased_works_for_nobody_any_more_and_is_listed_nowhere(street: Street, who: str, fact: str) -> None:
    """They may have been the last who answers for the party: that keeps nobody."""
    people = street.people
    body = {"kind": "cooperative", "name": "试验社", "county": "445322"}
    party = people.made("admin", "commons", "parties", body)["party"]
    code = street.invitation("supervisor", by=people.tokens["admin"], party=party, party_region="commons")
    phone = Phone()
    person = phone.signed_in(street.join(phone, code))["person"]
    path, erasure = ("me/erasures", {}) if not who else ("erasures", {"subject": person, "basis": "ended"})
    told(street.post(path, erasure, people.tokens[who] if who else phone.access), 201)
    member = people.regions.commons.find(Membership, party, person)
    assert member is not None
    assert member.role == ""
    with people.regions.datastore.connection() as connection:
        query = "SELECT topic FROM commons.event WHERE originator_id = %s ORDER BY notification_id DESC LIMIT 1"
        assert connection.execute(query, (member.id,)).fetchone() == (f"membership:{fact}",)
    asked = {"party": party, "region": "commons", "at_least": f"commons:{people.head('commons')}"}
    assert told(street.get("members", people.tokens["admin"], **asked))["items"] == []
    assert leave_everywhere(people.regions, Actor("p", party, "commons", "administrator"), person, street.clock()) == 0


def test_a_household_that_asks_is_hidden_at_once_and_what_the_law_wants_is_locked(street: Street) -> None:
    people = street.people
    party, _, token = household(street, "欧阳四")
    done = told(street.post("me/erasures", {"household": party}, token), 201)
    (kept,) = [one for one in done["retained"] if set(one["fields"]) == {"name", "phone"}]
    assert datetime.fromisoformat(kept["until"]).year - datetime.fromisoformat(done["at"]).year == 2
    assert named(people, party) == ""
    mine = entries(street, token)
    assert mine["party", "欧阳四"]["locked_until"] == kept["until"]
    assert not [one for one in mine if "22.71" in one[1]]
    for other in ("rival", "grower"):
        assert street.post("me/erasures", {"household": party}, people.tokens[other]).status_code == 404


@pytest.mark.parametrize(
    ("who", "basis", "status"),
    [
        ("supervisor", "asked", 201),
        ("supervisor", "unlawful", 403),
        ("admin", "unlawful", 201),
        ("admin", "ordered", 201),
        ("grower", "asked", 403),
        ("inspector", "asked", 403),
    ],
)
def test_who_may_end_a_households_data(street: Street, who: str, basis: str, status: int) -> None:
    party, _, token = household(street, "欧阳五")
    answer = street.post("erasures", {"subject": party, "basis": basis}, street.people.tokens[who])
    assert answer.status_code == status, answer.text
    assert (named(street.people, party) == "") == (status == 201)
    if basis in ("unlawful", "ordered") and status == 201:
        assert told(street.get(HELD, token))["entries"] == []


def test_a_supervisor_ends_nobody_elses_data_and_an_administrator_none_outside_the_area(street: Street) -> None:
    people = street.people
    party, _, _ = household(street, "欧阳六")
    body = {"kind": "household", "name": "湛江人", "county": "440811", "cooperative": people.parties["rival"]}
    far = people.made("rival", "zhanjiang", "parties", body)["party"]
    people.parties["city"] = people.parties["admin"]
    people._admit("city", "administrator", "4453")
    for who, subject, status in (
        ("supervisor", far, 404),
        ("city", far, 404),
        ("city", party, 201),
        ("city", "nobody-known", 404),
        ("admin", far, 201),
    ):
        answer = street.post("erasures", {"subject": subject, "basis": "asked"}, people.tokens[who])
        assert answer.status_code == status, (who, answer.text)


def entry_fields(street: Street, token: str) -> list[tuple[str, ...]]:
    return [tuple(sorted(one["fields"])) for one in told(street.get(HELD, token))["entries"] if one["kind"] != "note"]


def named(people: People, party: str) -> str:
    """As every register, sheet and page has it."""
    return of_parties(people.regions, "yunfu", [party]).get(party, {}).get("name", "")
