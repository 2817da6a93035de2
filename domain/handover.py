"""Handover: custody offered by one party of a region and accepted or rejected by another (R9: offer and accept)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyDecided, AlreadyRegistered, InsufficientStock, NotYours, UnknownHandover
from domain.values import Line, Received, total


class Decision(NamedTuple):
    """What somebody said to the offer; `site` and `lines` are empty when it was rejected."""

    at: datetime
    fact: UUID
    party: str
    site: str
    lines: tuple[Received, ...]
    note: str


class Taken(NamedTuple):
    """So much of one lot left the giver's stock, by acceptance `fact` at its own time `at`."""

    at: datetime
    fact: UUID
    lot: str
    quantity: Decimal
    note: str


class Handover(Aggregate):
    """Named by the offer's command id; either side may arrive first.

    Nothing is `taken` from the giver but by the giver's own word: an acceptance without an offer waits for it, and
    one by another party, from another site or of other lots than offered takes nothing. All acceptances together
    take no more than was offered.
    """

    KIND = "handover"
    TOPIC = "handover"

    class Event(Aggregate.Event):
        TOPIC = "handover:event"
        handover: UUID
        fact: UUID

    class Offered(Event):
        TOPIC = "handover:offered"
        party: str
        site: str
        to_party: str
        lines: tuple[Line, ...]
        note: str

    class Accepted(Event):
        """What came over, by `to_party` at `to_site`; differences stay visible in the lines."""

        TOPIC = "handover:accepted"
        party: str
        site: str
        to_party: str
        to_site: str
        county: str
        lines: tuple[Received, ...]
        note: str

    class Rejected(Event):
        TOPIC = "handover:rejected"
        party: str
        reason: str
        note: str

    def __init__(self) -> None:
        self.party = ""
        self.site = ""
        self.to_party = ""
        self.lines: tuple[Line, ...] = ()
        self.decided = ""
        self.waiting: list[Decision] = []
        self.taken: list[Taken] = []

    def offer(self, act: Act, *, site: str, to_party: str, lines: tuple[Line, ...]) -> None:
        if self.party:
            raise AlreadyRegistered(handover=act.id)
        self.record(
            Handover.Offered,
            act,
            handover=act.id,
            fact=act.id,
            party=act.party,
            site=site,
            to_party=to_party,
            lines=lines,
            note=act.note,
        )

    def accept(
        self, act: Act, *, handover: UUID, site: str, party: str, to_site: str, county: str, lines: tuple[Received, ...]
    ) -> None:
        self._may_decide(act, handover)
        self._must_be_offered(act, handover, site, lines)
        self.record(
            Handover.Accepted,
            act,
            handover=handover,
            fact=act.id,
            party=party,
            site=site,
            to_party=act.party,
            to_site=to_site,
            county=county,
            lines=lines,
            note=act.note,
        )

    def reject(self, act: Act, *, handover: UUID, reason: str) -> None:
        self._may_decide(act, handover)
        self.record(
            Handover.Rejected, act, handover=handover, fact=act.id, party=act.party, reason=reason, note=act.note
        )

    def _must_be_offered(self, act: Act, handover: UUID, site: str, lines: tuple[Received, ...]) -> None:
        """The giver agreed to part with these lots at this site, and with no more; less may come over."""
        if not self.party:
            return
        offered = {line.lot: line.quantity for line in self.lines}
        if site != self.site or any(line.lot not in offered for line in lines):
            raise NotYours(handover=handover)
        for lot, most in offered.items():
            taken = total(line.accepted for line in lines if line.lot == lot)
            if taken > most and not act.observed:
                raise InsufficientStock(lot=lot, wanted=taken, there=most)

    def _may_decide(self, act: Act, handover: UUID) -> None:
        if self.to_party not in ("", act.party):
            raise NotYours(handover=handover)
        if act.observed:
            return
        if not self.party:
            raise UnknownHandover(handover=handover)
        if self.decided:
            raise AlreadyDecided(handover=handover, decided=self.decided)

    def _covers(self, decision: Decision) -> bool:
        offered = {line.lot for line in self.lines}
        return (
            decision.party == self.to_party
            and decision.site in ("", self.site)
            and all(line.lot in offered for line in decision.lines)
        )

    def _settle(self) -> None:
        """Once the offer is known: what was decided so far counts, first what happened first."""
        if not self.party:
            return
        for decision in sorted(self.waiting, key=lambda one: (one.at, one.fact)):
            if self._covers(decision):
                self.decided = self.decided or ("accepted" if decision.site else "rejected")
                self._take(decision)
        self.waiting.clear()

    def _take(self, decision: Decision) -> None:
        for line in decision.lines:
            offered = total(one.quantity for one in self.lines if one.lot == line.lot)
            quantity = min(line.accepted, offered - total(one.quantity for one in self.taken if one.lot == line.lot))
            if quantity:
                self.taken.append(Taken(decision.at, decision.fact, line.lot, quantity, decision.note))

    @event(Offered)
    def _offered(self, party: str, site: str, to_party: str, lines: tuple[Line, ...]) -> None:
        self.party, self.site, self.to_party, self.lines = party, site, to_party, lines
        self._settle()

    @event(Accepted)
    def _accepted(
        self, fact: UUID, site: str, to_party: str, lines: tuple[Received, ...], note: str, timestamp: datetime
    ) -> None:
        self.waiting.append(Decision(timestamp, fact, to_party, site, lines, note))
        self._settle()

    @event(Rejected)
    def _rejected(self, fact: UUID, party: str, note: str, timestamp: datetime) -> None:
        self.waiting.append(Decision(timestamp, fact, party, "", (), note))
        self._settle()
