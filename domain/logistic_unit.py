"""LogisticUnit: a carton, pallet or truckload, named by its SSCC; it holds so much of lots, and other units."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import UnitEmpty, UnitNotHere
from domain.values import ZERO, Line

KINDS = ("carton", "crate", "pallet", "truckload")


class LogisticUnit(Aggregate):
    """Contents add up from packed and unpacked facts in any order; the site is that of the latest fact by its time."""

    KIND = "unit"
    TOPIC = "unit"

    class Event(Aggregate.Event):
        TOPIC = "unit:event"
        unit: str
        fact: UUID

    class Packed(Event):
        """`units` are units put inside (a pallet's cartons); R10: a unit has one parent."""

        TOPIC = "unit:packed"
        kind: str
        site: str
        party: str
        contents: tuple[Line, ...]
        units: tuple[str, ...]

    class Unpacked(Event):
        TOPIC = "unit:unpacked"
        site: str
        party: str
        contents: tuple[Line, ...]
        units: tuple[str, ...]

    class Nested(Event):
        """Put inside `parent`, or taken out (empty)."""

        TOPIC = "unit:nested"
        parent: str
        site: str

    class Dispatched(Event):
        TOPIC = "unit:dispatched"
        shipment: UUID
        site: str
        party: str

    class Received(Event):
        """Arrived at `site`, with `contents` as received; in another region this opens the unit there."""

        TOPIC = "unit:received"
        receipt: UUID
        site: str
        party: str
        contents: tuple[Line, ...]

    def __init__(self) -> None:
        self.unit = ""
        self.party = ""
        self.packed: dict[str, Decimal] = {}
        self.unpacked: dict[str, Decimal] = {}
        self.received: dict[str, Decimal] = {}
        self.units: dict[str, int] = {}
        self.parent = ""
        self.site = ""
        self.seen: tuple[datetime, UUID] | None = None
        self.nested_at: tuple[datetime, UUID] | None = None

    @property
    def contents(self) -> dict[str, Decimal]:
        """What was packed here (or, of a unit packed elsewhere, what it was received with) less what was unpacked."""
        came = self.packed or self.received
        left = {lot: quantity - self.unpacked.get(lot, ZERO) for lot, quantity in came.items()}
        return {lot: quantity for lot, quantity in left.items() if quantity}

    def pack(
        self,
        act: Act,
        *,
        unit: str,
        kind: str,
        site: str,
        party: str,
        contents: tuple[Line, ...],
        units: tuple[str, ...],
    ) -> None:
        if self.site not in ("", site) and not act.observed and (self.contents or self.units):
            raise UnitNotHere(unit=unit, site=site)
        self.record(
            LogisticUnit.Packed,
            act,
            unit=unit,
            fact=act.id,
            kind=kind,
            site=site,
            party=party,
            contents=contents,
            units=units,
        )

    def unpack(
        self, act: Act, *, unit: str, site: str, party: str, contents: tuple[Line, ...], units: tuple[str, ...]
    ) -> None:
        self.must_be_at(act, site)
        strange = [one for one in units if one not in self.units]
        if strange and not act.observed:
            raise UnitNotHere(unit=strange[0], parent=unit)
        self.record(
            LogisticUnit.Unpacked, act, unit=unit, fact=act.id, site=site, party=party, contents=contents, units=units
        )

    def nest(self, act: Act, *, unit: str, parent: str, site: str) -> None:
        if parent:
            self.must_be_at(act, site)
            if self.parent and not act.observed:
                raise UnitNotHere(unit=unit, parent=self.parent)
        self.record(LogisticUnit.Nested, act, unit=unit, fact=act.id, parent=parent, site=site)

    def dispatch(self, act: Act, *, unit: str, shipment: UUID, site: str, party: str) -> None:
        self.must_be_at(act, site)
        if not self.contents and not self.units and not act.observed:
            raise UnitEmpty(unit=unit)
        self.record(LogisticUnit.Dispatched, act, unit=unit, fact=act.id, shipment=shipment, site=site, party=party)

    def receive(self, act: Act, *, unit: str, receipt: UUID, site: str, party: str, contents: tuple[Line, ...]) -> None:
        self.record(
            LogisticUnit.Received,
            act,
            unit=unit,
            fact=act.id,
            receipt=receipt,
            site=site,
            party=party,
            contents=contents,
        )

    def must_be_at(self, act: Act, site: str) -> None:
        if self.site != site and not act.observed:
            raise UnitNotHere(unit=self.unit, site=site)

    def _see(self, site: str, party: str, at: datetime, fact: UUID) -> None:
        if self.seen is None or (at, fact) >= self.seen:
            self.site, self.party, self.seen = site, party, (at, fact)

    def _add_units(self, units: tuple[str, ...], sign: int) -> None:
        for unit in units:
            self.units[unit] = self.units.get(unit, 0) + sign
            if not self.units[unit]:
                del self.units[unit]

    @event(Packed)
    def _packed(
        self,
        unit: str,
        fact: UUID,
        site: str,
        party: str,
        contents: tuple[Line, ...],
        units: tuple[str, ...],
        timestamp: datetime,
    ) -> None:
        self.unit = unit
        self._see(site, party, timestamp, fact)
        _add(self.packed, contents)
        self._add_units(units, 1)

    @event(Unpacked)
    def _unpacked(
        self,
        unit: str,
        fact: UUID,
        site: str,
        party: str,
        contents: tuple[Line, ...],
        units: tuple[str, ...],
        timestamp: datetime,
    ) -> None:
        self.unit = unit
        self._see(site, party, timestamp, fact)
        _add(self.unpacked, contents)
        self._add_units(units, -1)

    @event(Nested)
    def _nested(self, unit: str, fact: UUID, parent: str, timestamp: datetime) -> None:
        self.unit = unit
        if self.nested_at is None or (timestamp, fact) >= self.nested_at:
            self.parent, self.nested_at = parent, (timestamp, fact)

    @event(Dispatched)
    def _dispatched(self, unit: str, fact: UUID, party: str, timestamp: datetime) -> None:
        self.unit = unit
        self._see("", party, timestamp, fact)

    @event(Received)
    def _received(
        self, unit: str, fact: UUID, site: str, party: str, contents: tuple[Line, ...], timestamp: datetime
    ) -> None:
        self.unit = unit
        self._see(site, party, timestamp, fact)
        self.received = {line.lot: line.quantity for line in contents} or self.received


def _add(to: dict[str, Decimal], contents: tuple[Line, ...]) -> None:
    for line in contents:
        to[line.lot] = to.get(line.lot, ZERO) + line.quantity
