"""LogisticUnit: a carton, pallet or truckload, named by its SSCC; it holds so much of lots, and other units."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import UnitEmpty, UnitNotHere
from domain.unit_holding import Holding, Sighting
from domain.values import Line

KINDS = ("carton", "crate", "pallet", "truckload")


class LogisticUnit(Aggregate):
    """Where it is and what is in it is what its `holding` says, from facts in any order."""

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
        self.sightings: list[Sighting] = []
        self.holding = Holding()

    @property
    def site(self) -> str:
        """Where it is; empty in transit."""
        return self.holding.site

    @property
    def party(self) -> str:
        """Who has it."""
        return self.holding.party

    @property
    def contents(self) -> dict[str, Decimal]:
        return self.holding.contents

    @property
    def parent(self) -> str:
        """The unit that it is in."""
        return self.holding.parent

    @property
    def units(self) -> dict[str, int]:
        """The units inside."""
        return self.holding.units

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
        elsewhere = self.holding.known and self.site != site and (self.contents or self.units)
        if (self.holding.in_transit or elsewhere) and not act.observed:
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

    def _see(self, unit: str, sighting: Sighting) -> None:
        self.unit = unit
        self.sightings.append(sighting)
        self.holding = Holding(self.sightings)

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
        self._see(unit, Sighting(timestamp, fact, "packed", site, party, contents, units))

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
        self._see(unit, Sighting(timestamp, fact, "unpacked", site, party, contents, units))

    @event(Nested)
    def _nested(self, unit: str, fact: UUID, parent: str, site: str, timestamp: datetime) -> None:
        self._see(unit, Sighting(timestamp, fact, "nested", site, "", parent=parent))

    @event(Dispatched)
    def _dispatched(self, unit: str, fact: UUID, site: str, party: str, timestamp: datetime) -> None:
        self._see(unit, Sighting(timestamp, fact, "dispatched", site, party))

    @event(Received)
    def _received(
        self, unit: str, fact: UUID, site: str, party: str, contents: tuple[Line, ...], timestamp: datetime
    ) -> None:
        self._see(unit, Sighting(timestamp, fact, "received", site, party, contents))
