"""Whom an administrator may erase: whoever worked and looked within the administrator's own area alone."""

from __future__ import annotations

import pytest

from api.policy import Actor, can
from api.policy.privacy import PersonalData
from tests.api.signing.phones import Phone, Street

CITY = Actor("person-city", "operator", "commons", "administrator", "4453")
PLATFORM = Actor("person-platform", "operator", "commons", "administrator")


@pytest.mark.parametrize(
    ("areas", "allowed"),
    [
        ({"445322"}, True),
        ({"445322", "445381"}, True),
        ({"445322", "440811"}, False),
        ({"445322", ""}, False),
        ({""}, False),
        ({"44"}, False),
        (set[str](), False),
    ],
)
def test_all_that_somebody_had_to_do_with_lies_in_the_area(areas: set[str], allowed: bool) -> None:
    one = PersonalData(person="somebody", areas=frozenset(areas))
    assert can(CITY, "erase", one) == allowed
    assert can(PLATFORM, "erase", one)


@pytest.fixture(scope="module")
def city(street: Street) -> str:
    """The token of an administrator of a city."""
    people = street.people
    people.parties["city"] = people.parties["admin"]
    people._admit("city", "administrator", "4453")
    return people.tokens["city"]


def party(street: Street, kind: str, county: str) -> str:
    body = {"kind": kind, "name": f"{kind} {county}", "county": county}
    return street.people.made("admin", "commons", "parties", body)["party"]


def erased_by(street: Street, token: str, role: str, kind: str, county: str, **more: str) -> int:
    """The answer about somebody new who works as `role`; `kind` empty: for the operator, which is not registered."""
    of = {"party": party(street, kind, county), "party_region": "commons"} if kind else {}
    invited = street.invitation(role, by=street.people.tokens["admin"], **of, **more)
    return erased(street, token, invited)


def erased(street: Street, token: str, *invitations: str) -> int:
    phone = Phone()
    for invitation in invitations:
        phone.signed_in(street.join(phone, invitation))
        street.clock.turn(minutes=2)
    person = street.get("me/held", phone.access).json()["person"]
    return street.post("erasures", {"subject": person, "basis": "asked"}, token).status_code


@pytest.mark.parametrize(
    ("role", "kind", "county", "area", "status"),
    [
        ("packer", "cooperative", "445322", "", 201),
        ("packer", "cooperative", "440811", "", 404),
        ("inspector", "authority", "445322", "4453", 201),
        ("inspector", "authority", "445322", "44", 404),
        ("inspector", "authority", "440811", "4453", 404),
        ("administrator", "", "", "4453", 404),
        ("administrator", "", "", "", 404),
    ],
)
def test_an_administrator_of_a_city_erases_nobody_of_elsewhere(
    street: Street, city: str, role: str, kind: str, county: str, area: str, status: int
) -> None:
    more = {"jurisdiction": area} if area else {}
    assert erased_by(street, city, role, kind, county, **more) == status


def test_who_works_here_and_elsewhere_is_the_platforms_to_erase(street: Street, city: str) -> None:
    admin = street.people.tokens["admin"]
    for token, status in ((city, 404), (admin, 201)):
        two = [
            street.invitation(
                "supervisor", by=admin, party=party(street, "cooperative", county), party_region="commons"
            )
            for county in ("445322", "440811")
        ]
        assert erased(street, token, *two) == status
