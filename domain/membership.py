"""Membership: one person at work for one party, in what role, on whose invitation, until when."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyAMember, AlreadySo, NotAnOfficial, NotSuspended, UnknownMember

MANAGER = "supervisor"
"""Answers for a party's people."""
MEMBERS = frozenset({"grower", "packer", "carrier", "market", MANAGER})
"""Roles of the chain."""
OFFICIALS = frozenset({"inspector", "regulator", "administrator"})
"""Roles of an authority, which may have a jurisdiction."""


class Membership(Aggregate):
    """Named by party and person, in the party's home region. A person is a random id; name and phone are elsewhere.

    `role` is empty before joining and after leaving; who left may be invited anew.
    """

    KIND = "membership"
    TOPIC = "membership"

    class Event(Aggregate.Event):
        """`by` is the party whose person decided it: the party itself, its cooperative, an authority."""

        TOPIC = "membership:event"
        party: str
        person: str
        fact: UUID
        by: str

    class Joined(Event):
        """`inviter`: the person whose `invitation` it was."""

        TOPIC = "membership:joined"
        role: str
        invitation: UUID
        inviter: str

    class RoleChanged(Event):
        TOPIC = "membership:role_changed"
        before: str
        role: str

    class JurisdictionGiven(Event):
        """A county code or its first digits; empty: everywhere."""

        TOPIC = "membership:jurisdiction_given"
        jurisdiction: str

    class Suspended(Event):
        """Known, and let in nowhere. `reason` is a code."""

        TOPIC = "membership:suspended"
        reason: str

    class Resumed(Event):
        TOPIC = "membership:resumed"
        reason: str

    class Left(Event):
        """By their own wish."""

        TOPIC = "membership:left"

    class Ended(Event):
        """By whoever answers for the party's people. `reason` is a code."""

        TOPIC = "membership:ended"
        reason: str

    def __init__(self) -> None:
        self.party = ""
        self.person = ""
        self.role = ""
        self.jurisdiction = ""
        self.suspended = False

    def join(
        self, act: Act, *, party: str, person: str, role: str, jurisdiction: str, invitation: UUID, inviter: str
    ) -> None:
        """Raises AlreadySo for who is in this role already, AlreadyAMember for who is in another."""
        if self.role:
            same = (self.role, self.jurisdiction) == (role, jurisdiction)
            raise (AlreadySo if same else AlreadyAMember)(party=party, role=self.role)
        who = {"party": party, "person": person}
        self._happen(Membership.Joined, act, **who, role=role, invitation=invitation, inviter=inviter)
        if jurisdiction:
            self._happen(Membership.JurisdictionGiven, act, jurisdiction=jurisdiction)

    def change_role(self, act: Act, *, role: str) -> None:
        if role == self.role:
            raise AlreadySo(party=self.party, role=role)
        self._happen(Membership.RoleChanged, act, before=self.role, role=role)

    def give_jurisdiction(self, act: Act, *, jurisdiction: str) -> None:
        if self.role not in OFFICIALS:
            raise NotAnOfficial(role=self.role)
        if jurisdiction == self.jurisdiction:
            raise AlreadySo(party=self.party, jurisdiction=jurisdiction)
        self._happen(Membership.JurisdictionGiven, act, jurisdiction=jurisdiction)

    def suspend(self, act: Act, *, reason: str) -> None:
        if self.suspended:
            raise AlreadySo(party=self.party, person=self.person)
        self._happen(Membership.Suspended, act, reason=reason)

    def resume(self, act: Act, *, reason: str) -> None:
        if not self.suspended:
            raise NotSuspended(party=self.party, person=self.person)
        self._happen(Membership.Resumed, act, reason=reason)

    def leave(self, act: Act) -> None:
        self._happen(Membership.Left, act)

    def end(self, act: Act, *, reason: str) -> None:
        self._happen(Membership.Ended, act, reason=reason)

    def must_be(self, person: str) -> None:
        """Raises UnknownMember when nobody of that name works here (any more)."""
        if not self.role:
            raise UnknownMember(person=person)

    def _happen(self, what: type[Event], act: Act, **values: object) -> None:
        self.record(what, act, **{"party": self.party, "person": self.person, "fact": act.id, "by": act.party} | values)

    @event(Joined)
    def _joined(self, party: str, person: str, role: str) -> None:
        self.party, self.person, self.role = party, person, role
        self.jurisdiction, self.suspended = "", False

    @event(RoleChanged)
    def _role_changed(self, role: str) -> None:
        self.role = role
        if role not in OFFICIALS:
            self.jurisdiction = ""

    @event(JurisdictionGiven)
    def _jurisdiction_given(self, jurisdiction: str) -> None:
        self.jurisdiction = jurisdiction

    @event(Suspended)
    def _suspended(self) -> None:
        self.suspended = True

    @event(Resumed)
    def _resumed(self) -> None:
        self.suspended = False

    @event(Left)
    def _left(self) -> None:
        self.role = self.jurisdiction = ""

    @event(Ended)
    def _ended(self) -> None:
        self.role = self.jurisdiction = ""
