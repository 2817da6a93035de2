"""A consent that is taken back takes with it what rested on it: after a failure too, and wherever one works."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.privacy.notices import VERSION
from api.reads.personal import of_sites
from store.erasures import Erasures
from store.errors import StoreUnavailable
from tests.api.signing.phones import Phone, Street

POINT = {"lat": 22.71, "lon": 111.53, "accuracy_m": 5, "datum": "WGS-84"}


def household(street: Street, name: str) -> str:
    body = {"kind": "household", "name": name, "county": "445322"}
    return street.people.made("packer", "yunfu", "parties", body)["party"]


def works_for(street: Street, phone: Phone, party: str) -> Phone:
    code = street.invitation("grower", party=party, party_region="yunfu")
    phone.signed_in(street.join(phone, code))
    street.clock.turn(minutes=2)
    return phone


def plot_of(street: Street, party: str) -> str:
    """A plot whose household agreed to its exact place."""
    body = {"kind": "plot", "name": "屋后", "party": party, "county": "445322", "point": POINT, "consent": VERSION}
    return street.people.made("packer", "yunfu", "sites", body)["site"]


def exact(street: Street, plot: str) -> bool:
    return "point" in of_sites(street.people.regions, "yunfu", [plot]).get(plot, {})


def agree(street: Street, phone: Phone) -> str:
    """Where the consent is taken back."""
    given = street.post("me/consents", {"purpose": "plot", "version": VERSION}, phone.access)
    assert given.status_code == 201, given.text
    return f"me/consents/{given.json()['id']}/withdrawals"


def test_what_a_failure_left_is_erased_when_it_is_asked_for_again(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    party = household(street, "欧阳甲")
    phone, plot = works_for(street, Phone(), party), plot_of(street, party)
    path = agree(street, phone)

    def fails(*_: object, **__: object) -> None:
        raise StoreUnavailable("gone")

    with monkeypatch.context() as broken:
        broken.setattr(Erasures, "erase", fails)
        assert street.post(path, {}, phone.access).status_code == 503
    assert exact(street, plot)
    first = street.post(path, {}, phone.access)
    assert (first.status_code, exact(street, plot)) == (201, False)
    lines = len(Erasures(street.people.regions.datastore, street.people.regions.settings).all())
    assert street.post(path, {}, phone.access).json() == first.json()
    assert len(Erasures(street.people.regions.datastore, street.people.regions.settings).all()) == lines


def test_taken_back_once_more_it_leaves_what_was_agreed_to_anew(street: Street) -> None:
    party = household(street, "欧阳乙")
    phone = works_for(street, Phone(), party)
    path = agree(street, phone)
    assert street.post(path, {}, phone.access).status_code == 201
    agree(street, phone)
    plot = plot_of(street, party)
    assert street.post(path, {}, phone.access).status_code == 201
    assert exact(street, plot)


def test_it_goes_for_every_household_that_one_worked_for_under_the_consent_and_no_other(street: Street) -> None:
    phone = Phone()
    left, other, here = (household(street, name) for name in ("欧阳丙", "欧阳丁", "欧阳戊"))
    plots = {party: plot_of(street, party) for party in (left, other, here)}
    for party in (left, other, here):
        works_for(street, phone, party)
    path = agree(street, phone)
    query = "UPDATE commons.person_role SET ended_at = %s WHERE party = %s"
    with street.people.regions.datastore.connection() as connection:
        connection.execute(query, (street.clock() - timedelta(days=1), left))
    assert street.post(path, {}, phone.access).status_code == 201
    assert {party: exact(street, plot) for party, plot in plots.items()} == {left: True, other: False, here: False}


@pytest.mark.parametrize("agreed", [True, False])
def test_who_is_erased_takes_what_rested_on_their_consent_and_nothing_else(street: Street, agreed: bool) -> None:
    party = household(street, "欧阳己")
    phone, plot = works_for(street, Phone(), party), plot_of(street, party)
    if agreed:
        agree(street, phone)
    assert street.post("me/erasures", {}, phone.access).status_code == 201
    kept = of_sites(street.people.regions, "yunfu", [plot])[plot]
    assert kept["name"] == "屋后"
    assert exact(street, plot) != agreed
