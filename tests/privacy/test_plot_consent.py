"""Where a household lives and grows is kept to the metre when it agreed, and not otherwise; the plot is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from api.privacy.notices import VERSION
from api.reads.personal import of_sites
from tests.api.signing.phones import Phone, Street

POINT = {"lat": 22.71, "lon": 111.53, "accuracy_m": 5, "datum": "WGS-84"}
CORNERS = [{"lat": 22.71, "lon": 111.53}, {"lat": 22.72, "lon": 111.53}, {"lat": 22.72, "lon": 111.54}]


def registered(street: Street, who: str, **more: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """What was answered, and what the vault has of the place."""
    people = street.people
    body = {"kind": "plot", "name": "屋后", "party": people.parties["grower"], "county": "445322", "point": POINT}
    made = people.made(who, "yunfu", "sites", body | more)
    return made, of_sites(people.regions, "yunfu", [made["site"]]).get(made["site"], {})


@pytest.fixture
def worker(street: Street) -> Phone:
    """Somebody of the household, with an account."""
    people = street.people
    invited = {"party": people.parties["grower"], "party_region": "yunfu"}
    phone = Phone()
    code = street.invitation("grower", by=people.tokens["supervisor"], **invited)
    phone.signed_in(street.join(phone, code))
    people.tokens["worker"] = phone.access
    return phone


@pytest.mark.parametrize("more", [{}, {"consent": "1999-01"}], ids=["no word", "another version"])
def test_without_consent_the_plot_is_recorded_and_its_exact_place_is_not(street: Street, more: dict[str, str]) -> None:
    made, kept = registered(street, "packer", outline=CORNERS, **more)
    assert made["withheld"] == ["outline", "point"]
    assert kept == {"name": "屋后"}


def test_with_the_consent_on_the_form_it_is_kept_with_the_version_that_was_agreed_to(street: Street) -> None:
    made, kept = registered(street, "packer", consent=VERSION)
    assert "withheld" not in made
    assert kept.keys() == {"name", "point", "consent"}
    assert kept["consent"] == VERSION


def test_who_agreed_once_is_not_asked_for_each_plot_until_they_take_it_back(street: Street, worker: Phone) -> None:
    assert registered(street, "worker")[0]["withheld"] == ["point"]
    given = street.post("me/consents", {"purpose": "plot", "version": VERSION}, worker.access).json()
    made, kept = registered(street, "worker")
    assert "withheld" not in made
    assert "point" in kept
    assert street.post(f"me/consents/{given['id']}/withdrawals", {}, worker.access).status_code == 201
    assert of_sites(street.people.regions, "yunfu", [made["site"]])[made["site"]] == {"name": "屋后"}
    assert registered(street, "worker")[0]["withheld"] == ["point"]


def test_a_place_is_corrected_and_the_consent_to_it_is_not(street: Street, worker: Phone) -> None:
    registered(street, "packer", consent=VERSION)
    entries = street.get("me/held", worker.access).json()["entries"]
    ref = next(one["ref"] for one in entries if one["fields"].get("consent"))
    path = f"me/held/yunfu/{ref}/corrections"
    assert street.post(path, {"fields": {"consent": "1999-01"}}, worker.access).status_code == 404
    assert street.post(path, {"fields": {"name": "屋前"}}, worker.access).status_code == 204


def test_nobody_of_the_cooperative_agrees_for_the_household_by_agreeing_for_themselves(street: Street) -> None:
    phone = street.member("packer")
    street.people.tokens["clerk"] = phone.access
    given = street.post("me/consents", {"purpose": "plot", "version": VERSION}, phone.access)
    assert given.status_code == 201
    assert registered(street, "clerk")[0]["withheld"] == ["point"]


def test_a_place_of_no_household_needs_no_consent(street: Street) -> None:
    made, _ = registered(street, "packer", party=street.people.parties["packer"], kind="packhouse")
    assert "withheld" not in made
