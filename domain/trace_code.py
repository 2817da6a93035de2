"""TraceCode: a roll of item labels, issued before anyone knows what they will stick on, bound to a lot later."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyRegistered, LabelSpoken, NotYours, UnknownRoll

ROLL_MOST = 1000


class TraceCode(Aggregate):
    """One roll, named by its product and the first four characters of its serials.

    A label is /01/{gtin}/21/{serial}. After the roll's four characters a serial has 12 random ones, 60 bits: knowing
    one label tells nothing of the next.
    """

    KIND = "trace_code"
    TOPIC = "trace_code"

    class Event(Aggregate.Event):
        TOPIC = "trace_code:event"
        product: str
        roll: str
        fact: UUID

    class RollIssued(Event):
        TOPIC = "trace_code:roll_issued"
        party: str
        serials: tuple[str, ...]

    class LabelsBound(Event):
        """These labels stick on goods of `lot`, which `party` has at `site`; both are empty where nobody said.

        Version 1 said neither.
        """

        TOPIC = "trace_code:labels_bound"
        lot: str
        serials: tuple[str, ...]
        party: str
        site: str
        class_version = 2

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["party"] = state["site"] = ""

    class LabelReprinted(Event):
        TOPIC = "trace_code:label_reprinted"
        serials: tuple[str, ...]
        reason: str

    class LabelVoided(Event):
        TOPIC = "trace_code:label_voided"
        serials: tuple[str, ...]
        reason: str

    def __init__(self) -> None:
        self.party = ""
        self.product = ""
        self.roll = ""
        self.serials: tuple[str, ...] = ()
        self.bound: dict[str, tuple[datetime, UUID, str]] = {}
        self.voided: set[str] = set()

    def issue(self, act: Act, *, product: str, roll: str, serials: tuple[str, ...]) -> None:
        if self.party:
            raise AlreadyRegistered(product=product, roll=roll)
        self.record(
            TraceCode.RollIssued, act, product=product, roll=roll, fact=act.id, party=act.party, serials=serials
        )

    def bind(self, act: Act, *, first: str, last: str, lot: str, party: str, site: str) -> int:
        """A label is bound once (R20): refused online; of two observed bindings the one that happened first holds."""
        serials = self._chosen(act, first, last)
        spoken = [one for one in serials if one in self.voided or (one in self.bound and self.bound[one][2] != lot)]
        if spoken and not act.observed:
            raise LabelSpoken(serials=spoken[:5])
        self._happen(TraceCode.LabelsBound, act, lot=lot, serials=serials, party=party, site=site)
        return len(serials)

    def reprint(self, act: Act, *, first: str, last: str, reason: str) -> int:
        serials = self._chosen(act, first, last)
        void = [serial for serial in serials if serial in self.voided]
        if void:
            raise LabelSpoken(serials=void[:5])
        self._happen(TraceCode.LabelReprinted, act, serials=serials, reason=reason)
        return len(serials)

    def void(self, act: Act, *, first: str, last: str, reason: str) -> int:
        serials = self._chosen(act, first, last)
        self._happen(TraceCode.LabelVoided, act, serials=serials, reason=reason)
        return len(serials)

    def _happen(self, what: type[Event], act: Act, **values: object) -> None:
        self.record(what, act, product=self.product, roll=self.roll, fact=act.id, **values)

    def _chosen(self, act: Act, first: str, last: str) -> tuple[str, ...]:
        if first not in self.serials or last not in self.serials:
            raise UnknownRoll(first=first, last=last)
        if self.party != act.party:
            raise NotYours(roll=self.roll)
        low, high = sorted((self.serials.index(first), self.serials.index(last)))
        return self.serials[low : high + 1]

    @event(RollIssued)
    def _issued(self, product: str, roll: str, party: str, serials: tuple[str, ...]) -> None:
        self.product, self.roll, self.party, self.serials = product, roll, party, serials

    @event(LabelsBound)
    def _bound(self, lot: str, serials: tuple[str, ...], fact: UUID, timestamp: datetime) -> None:
        for serial in serials:
            self.bound[serial] = min(self.bound.get(serial, (timestamp, fact, lot)), (timestamp, fact, lot))

    @event(LabelReprinted)
    def _reprinted(self) -> None:
        """Nothing of the roll changes; the fact stands for inspectors."""

    @event(LabelVoided)
    def _voided(self, serials: tuple[str, ...]) -> None:
        self.voided.update(serials)
