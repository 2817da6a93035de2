"""Who belongs to a party: joining, roles, jurisdictions, leaving; nobody raises themselves, the last manager stays."""

from __future__ import annotations

from typing import Any

import pytest

from domain import commands
from domain.errors import (
    AlreadyAMember,
    AlreadySo,
    LastManager,
    NotAnOfficial,
    NotSuspended,
    NotYours,
    OutsideJurisdiction,
    OwnStanding,
    UnknownMember,
    UnknownParty,
    WrongPartyKind,
)
from domain.membership import Membership
from domain.party import Party
from domain.place import UnknownCounty
from domain.region import Region
from tests.domain.village import Village
from tests.given import NOON

ADMINISTRATOR: dict[str, Any] = {"role": "administrator", "person": "officer"}


def manager(person: str = "manager") -> dict[str, str]:
    return {"role": "supervisor", "person": person}


class People(Village):
    """A packhouse with a manager and a packer; an authority with an inspector; a household with a manager."""

    def __init__(self) -> None:
        super().__init__()
        self.authority = self._register_party(self.commons, "authority", "郁南县农业农村局")
        self.join("manager", "supervisor")
        self.join("packer", "packer")
        self.join("inspector", "inspector", self.authority, jurisdiction="445322")
        self.join("grower", "supervisor", self.household)

    def join(self, person: str, role: str, party: str = "", *, jurisdiction: str = "") -> Any:
        party = party or self.packhouse
        act = self.act(party, person=person, role=role)
        invited = {"role": role, "jurisdiction": jurisdiction, "invitation": act.id, "inviter": "somebody"}
        return self.when(self.home(party), act, commands.join_party, party=party, person=person, **invited)

    def decide(self, how: dict[str, Any], command: Any, by: str = "", **values: Any) -> Any:
        values = {"party": self.packhouse} | values
        act = self.act(by or values["party"], **how)
        return self.when(self.home(values["party"]), act, command, **values)

    def denied(self, how: dict[str, Any], command: Any, by: str = "", **values: Any) -> type:
        values = {"party": self.packhouse} | values
        act = self.act(by or values["party"], **how)
        return type(self.refuses(self.home(values["party"]), act, command, **values))

    def home(self, party: str) -> Region:
        return self.yunfu if party == self.household else self.commons

    def member(self, person: str, party: str = "") -> Membership:
        party = party or self.packhouse
        found = self.home(party).find(Membership, party, person)
        assert found
        return found

    def managers(self, party: str = "") -> set[str]:
        found = self.home(party or self.packhouse).find(Party, party or self.packhouse)
        assert found
        return found.managers


@pytest.fixture
def people() -> People:
    return People()


def test_who_is_invited_joins_and_the_fact_says_on_whose_invitation(people: People) -> None:
    people.join("new", "packer")
    (joined,) = people.happened
    assert (people.topics, joined.inviter, joined.by) == (["membership:joined"], "somebody", people.packhouse)
    assert joined.timestamp == NOON
    people.join("lead", "supervisor")
    assert set(people.topics) == {"membership:joined", "party:manager_named"}
    assert people.managers() == {"manager", "lead"}


def test_nobody_joins_twice_and_no_official_joins_a_packhouse(people: People) -> None:
    def denied(role: str, party: str, person: str = "packer") -> type:
        act = people.act(party, person=person, role=role)
        invited = {"role": role, "jurisdiction": "", "invitation": act.id, "inviter": "x"}
        return type(people.refuses(people.commons, act, commands.join_party, party=party, person=person, **invited))

    assert denied("packer", people.packhouse) is AlreadySo
    assert denied("supervisor", people.packhouse) is AlreadyAMember
    assert denied("inspector", people.packhouse, "new") is WrongPartyKind
    assert denied("packer", people.authority, "new") is WrongPartyKind
    assert denied("packer", "9520000099990", "new") is UnknownParty


def test_the_operator_needs_no_registration_for_its_administrators(people: People) -> None:
    people.join("first", "administrator", "9520000099990", jurisdiction="44")
    assert people.topics == ["membership:joined", "membership:jurisdiction_given"]


def test_a_manager_changes_roles_in_the_own_party_alone(people: People) -> None:
    change = {"person": "packer", "within": ""}
    people.decide(manager(), commands.change_role, **change, role="supervisor")
    assert (people.member("packer").role, people.managers()) == ("supervisor", {"manager", "packer"})
    people.decide(manager(), commands.change_role, **change, role="grower")
    assert people.managers() == {"manager"}
    assert people.denied(manager(), commands.change_role, **change, role="grower") is AlreadySo
    assert people.denied(manager(), commands.change_role, **change, role="inspector") is NotYours
    assert people.denied(manager(), commands.change_role, people.rival, **change, role="packer") is NotYours
    packer = {"role": "packer", "person": "packer"}
    assert people.denied(packer, commands.change_role, **change, role="packer") is NotYours
    assert people.denied(manager(), commands.change_role, person="nobody", within="", role="packer") is UnknownMember


@pytest.mark.parametrize("how", [manager("packer"), {"role": "administrator", "person": "packer"}])
def test_nobody_decides_on_themselves(people: People, how: dict[str, str]) -> None:
    own = {"person": "packer", "within": ""}
    for command, values in (
        (commands.change_role, {"role": "supervisor"}),
        (commands.give_jurisdiction, {"jurisdiction": "4453"}),
        (commands.resume_member, {"reason": "x"}),
        (commands.end_membership, {"reason": "x"}),
    ):
        assert people.denied(how, command, **own, **values) is OwnStanding


def test_the_last_manager_stays_until_another_one_is_named(people: People) -> None:
    assert people.denied(manager(), commands.leave_party) is LastManager
    people.decide(manager(), commands.change_role, person="packer", role="supervisor", within="")
    people.decide(manager(), commands.leave_party)
    assert set(people.topics) == {"membership:left", "party:manager_ended"}
    assert people.managers() == {"packer"}
    assert people.denied(manager("packer"), commands.leave_party) is LastManager
    assert people.denied(manager(), commands.leave_party) is UnknownMember


def test_two_managers_who_leave_at_once_do_not_both_go(people: People) -> None:
    """Each save continues the party's stream too, so the store takes one and makes the other decide again."""
    people.join("lead", "supervisor")
    people.decide(manager(), commands.leave_party)
    left = {event.originator_id: event.originator_version for event in people.happened}
    assert left[Party.stream_id(people.packhouse)] == 4


def test_an_administrator_ends_even_the_last_manager(people: People) -> None:
    end = {"person": "manager", "reason": "deceased", "within": "4453"}
    people.decide(ADMINISTRATOR, commands.end_membership, people.authority, **end)
    assert people.managers() == set()
    assert people.member("manager").role == ""
    people.join("manager", "supervisor")
    assert people.managers() == {"manager"}


def test_whoever_is_erased_leaves_even_as_the_last_manager(people: People) -> None:
    people.decide(manager(), commands.forget_member, person="manager")
    assert set(people.topics) == {"membership:left", "party:manager_ended"}
    assert people.managers() == set()
    assert people.denied(manager(), commands.forget_member, person="manager") is UnknownMember


def test_who_erases_another_ends_their_work_and_says_why(people: People) -> None:
    people.decide(ADMINISTRATOR, commands.forget_member, people.authority, person="packer")
    assert people.topics == ["membership:ended"]
    assert (people.happened[0].by, people.happened[0].reason) == (people.authority, "erased")
    assert people.member("packer").role == ""


def test_a_cooperative_answers_for_its_households_people_but_not_for_their_manager(people: People) -> None:
    people.join("son", "grower", people.household)
    own, coop = {"party": people.household, "within": ""}, people.packhouse
    assert people.denied(manager(), commands.end_membership, people.rival, person="son", reason="x", **own) is NotYours
    assert people.denied(manager(), commands.end_membership, coop, person="grower", reason="x", **own) is NotYours
    assert people.denied(manager(), commands.change_role, coop, person="son", role="supervisor", **own) is NotYours
    people.decide(manager(), commands.end_membership, coop, person="son", reason="moved_away", **own)
    assert people.topics == ["membership:ended"]
    assert people.happened[0].by == coop


def test_a_jurisdiction_is_given_by_an_administrator_of_that_area(people: People) -> None:
    give = {"party": people.authority, "person": "inspector", "by": people.authority}
    people.decide(ADMINISTRATOR, commands.give_jurisdiction, **give, jurisdiction="4453", within="4453")
    assert people.member("inspector", people.authority).jurisdiction == "4453"
    outside = {"jurisdiction": "4409", "within": "4453"}
    assert people.denied(ADMINISTRATOR, commands.give_jurisdiction, **give, **outside) is OutsideJurisdiction
    other = {"jurisdiction": "4409", "within": "4409"}
    assert people.denied(ADMINISTRATOR, commands.give_jurisdiction, **give, **other) is OutsideJurisdiction
    wider = {"jurisdiction": "44", "within": "4453"}
    assert people.denied(ADMINISTRATOR, commands.give_jurisdiction, **give, **wider) is OutsideJurisdiction
    assert people.denied(manager(), commands.give_jurisdiction, **give, jurisdiction="4453", within="") is NotYours
    member = {"person": "packer", "within": "", "jurisdiction": "4453"}
    assert people.denied(ADMINISTRATOR, commands.give_jurisdiction, people.authority, **member) is NotAnOfficial
    unknown = people.act(people.authority, **ADMINISTRATOR)
    nowhere = {"party": people.authority, "person": "inspector", "jurisdiction": "99", "within": ""}
    with pytest.raises(UnknownCounty):
        people.when(people.commons, unknown, commands.give_jurisdiction, **nowhere)


def test_an_administrator_of_a_county_leaves_officials_of_the_city_alone(people: People) -> None:
    people.join("chief", "inspector", people.authority, jurisdiction="4453")
    end = {"party": people.authority, "person": "chief", "reason": "x", "within": "445322"}
    assert people.denied(ADMINISTRATOR, commands.end_membership, people.rival, **end) is OutsideJurisdiction


def test_a_member_is_suspended_and_resumed(people: People) -> None:
    whom = {"person": "packer", "reason": "under_review", "within": ""}
    assert people.denied(manager(), commands.resume_member, **whom) is NotSuspended
    people.decide(manager(), commands.suspend_member, **whom)
    assert people.member("packer").suspended
    assert people.denied(manager(), commands.suspend_member, **whom) is AlreadySo
    people.decide(manager(), commands.resume_member, **whom)
    assert not people.member("packer").suspended


def test_who_comes_back_begins_anew(people: People) -> None:
    people.decide(manager(), commands.suspend_member, person="packer", reason="x", within="")
    people.decide(manager(), commands.end_membership, person="packer", reason="season_over", within="")
    people.join("packer", "grower")
    back = people.member("packer")
    assert (back.role, back.suspended) == ("grower", False)
