"""After a restore whoever was erased is on no list of members again, once the operator has replayed the erasures."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from api.cli.app import build
from domain.membership import Membership
from store.erasures import Erasures
from tests.api.signing.phones import Phone, Street
from tests.api.test_cli_vault import address_the


def test_the_memberships_that_came_back_are_ended_again(
    street: Street, conninfo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, phone, other = street.people, Phone(), Phone()
    person, stays = (phone.signed_in(street.join(phone, street.invitation()))["person"] for phone in (phone, other))
    settings = people.regions.settings
    Erasures(people.regions.datastore, settings).erase(person, basis="asked", by=person)  # the fact is not there
    packer = people.parties["packer"]

    def role(person: str) -> str:
        people.regions.commons.forget([Membership.stream_id(packer, person)])
        member = people.regions.commons.find(Membership, packer, person)
        assert member is not None
        return member.role

    assert role(person) == "grower"
    address_the(conninfo, settings, monkeypatch)
    for told in ("1 memberships of persons had come back", ""):
        done = CliRunner().invoke(build(["vault", "erasures"]), ["erasures", "replay"])
        assert done.exit_code == 0, done.output
        assert told in done.stdout if told else "memberships" not in done.stdout
        assert (role(person), role(stays)) == ("", "grower")
