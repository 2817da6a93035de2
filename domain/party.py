"""Party: who is accountable (生产经营主体), named by its PGLN; verified, suspended, acted for, led by its managers."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyRegistered, AlreadySo, LastManager, NobodyActs, NotSuspended, OtherCreditCode

KINDS = (
    "household",
    "cooperative",
    "enterprise",
    "packhouse",
    "carrier",
    "warehouse",
    "market",
    "retailer",
    "authority",
)


class Party(Aggregate):
    """A household, cooperative, enterprise or authority. A household's name and phone are in the vault.

    `cooperative` acts for a household (which may have no phone): one at a time, from its registration or a later
    grant until that ends. `managers` guard the rule that the last one stays; their memberships say the rest.
    """

    KIND = "party"
    TOPIC = "party"

    class Event(Aggregate.Event):
        TOPIC = "party:event"

    class Registered(Event):
        """`name` is empty for a household; `vault` refers to what is kept apart; `cooperative` may act for it."""

        TOPIC = "party:registered"
        party: str
        kind: str
        name: str
        county: str
        credit_code: str
        cooperative: str
        vault: str

    class Verified(Event):
        """`by`, here and below: the party whose person decided it.

        `paper`: a code for what was looked at (business_licence ...); its copies are evidence of the command.
        """

        TOPIC = "party:verified"
        party: str
        fact: UUID
        by: str
        credit_code: str
        paper: str

    class Suspended(Event):
        """`reason` is a code; free text is in the vault."""

        TOPIC = "party:suspended"
        party: str
        fact: UUID
        by: str
        reason: str
        note: str

    class Resumed(Event):
        TOPIC = "party:resumed"
        party: str
        fact: UUID
        by: str
        reason: str
        note: str

    class ActingGranted(Event):
        """From now on `cooperative` acts for this household; `paper`: a code for how it agreed."""

        TOPIC = "party:acting_granted"
        party: str
        fact: UUID
        by: str
        cooperative: str
        paper: str

    class ActingEnded(Event):
        TOPIC = "party:acting_ended"
        party: str
        fact: UUID
        by: str
        cooperative: str
        reason: str

    class ManagerNamed(Event):
        """Recorded with the fact of the membership that makes `person` one."""

        TOPIC = "party:manager_named"
        party: str
        fact: UUID
        by: str
        person: str

    class ManagerEnded(Event):
        TOPIC = "party:manager_ended"
        party: str
        fact: UUID
        by: str
        person: str

    def __init__(self) -> None:
        self.party = ""
        self.kind = ""
        self.name = ""
        self.county = ""
        self.credit_code = ""
        self.cooperative = ""
        self.verified = False
        self.suspended = False
        self.managers: set[str] = set()

    def register(
        self, act: Act, *, party: str, kind: str, name: str, county: str, credit_code: str, cooperative: str, vault: str
    ) -> None:
        if self.party:
            raise AlreadyRegistered(party=party)
        self.record(
            Party.Registered,
            act,
            party=party,
            kind=kind,
            name=name,
            county=county,
            credit_code=credit_code,
            cooperative=cooperative,
            vault=vault,
        )

    def verify(self, act: Act, *, credit_code: str, paper: str) -> None:
        """The code is of the party that was registered; once more with another paper is a fact too."""
        if self.credit_code not in ("", credit_code):
            raise OtherCreditCode(party=self.party, credit_code=credit_code)
        self._change(Party.Verified, act, credit_code=credit_code, paper=paper)

    def suspend(self, act: Act, *, reason: str) -> None:
        if self.suspended and not act.observed:
            raise AlreadySo(party=self.party)
        self._change(Party.Suspended, act, reason=reason, note=act.note)

    def resume(self, act: Act, *, reason: str) -> None:
        if not self.suspended and not act.observed:
            raise NotSuspended(party=self.party)
        self._change(Party.Resumed, act, reason=reason, note=act.note)

    def grant_acting(self, act: Act, *, cooperative: str, paper: str) -> None:
        """One acts at a time: whoever acts now must end that first."""
        if self.cooperative and not act.observed:
            raise AlreadySo(party=self.party, cooperative=self.cooperative)
        self._change(Party.ActingGranted, act, cooperative=cooperative, paper=paper)

    def end_acting(self, act: Act, *, reason: str) -> None:
        if not self.cooperative:
            raise NobodyActs(party=self.party)
        self._change(Party.ActingEnded, act, cooperative=self.cooperative, reason=reason)

    def name_manager(self, act: Act, person: str) -> None:
        self._change(Party.ManagerNamed, act, person=person)

    def end_manager(self, act: Act, person: str, *, last_too: bool) -> None:
        """A party keeps a manager; only who is asked for help (`last_too`) may end the last one."""
        if self.managers == {person} and not last_too:
            raise LastManager(party=self.party)
        self._change(Party.ManagerEnded, act, person=person)

    def _change(self, what: type[Event], act: Act, **values: object) -> None:
        self.record(what, act, party=self.party, fact=act.id, by=act.party, **values)

    @event(Registered)
    def _registered(self, party: str, kind: str, name: str, county: str, credit_code: str, cooperative: str) -> None:
        self.party, self.kind, self.name, self.county = party, kind, name, county
        self.credit_code, self.cooperative = credit_code, cooperative

    @event(Verified)
    def _verified(self, credit_code: str) -> None:
        self.credit_code, self.verified = credit_code, True

    @event(Suspended)
    def _suspended(self) -> None:
        self.suspended = True

    @event(Resumed)
    def _resumed(self) -> None:
        self.suspended = False

    @event(ActingGranted)
    def _acting_granted(self, cooperative: str) -> None:
        self.cooperative = cooperative

    @event(ActingEnded)
    def _acting_ended(self) -> None:
        self.cooperative = ""

    @event(ManagerNamed)
    def _manager_named(self, person: str) -> None:
        self.managers.add(person)

    @event(ManagerEnded)
    def _manager_ended(self, person: str) -> None:
        self.managers.discard(person)
