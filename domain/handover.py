"""Handover: custody offered by one party of a region and accepted or rejected by another (R9: offer and accept)."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyDecided, InsufficientStock, NotYours, UnknownHandover
from domain.values import Line, Received, total


class Handover(Aggregate):
    """Named by the offer's command id; either side may arrive first."""

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

    def offer(self, act: Act, *, site: str, to_party: str, lines: tuple[Line, ...]) -> None:
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

    @event(Offered)
    def _offered(self, party: str, site: str, to_party: str, lines: tuple[Line, ...]) -> None:
        self.party, self.site, self.to_party, self.lines = party, site, to_party, lines

    @event(Accepted)
    def _accepted(self) -> None:
        self.decided = "accepted"

    @event(Rejected)
    def _rejected(self) -> None:
        self.decided = "rejected"
