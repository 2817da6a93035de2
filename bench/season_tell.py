"""The plainest part of a made-up season: one event at a time, with keys and times that a seed decides."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from eventsourcing.domain import AggregateEvent

from domain.aggregate import Aggregate
from domain.events import EVENTS
from domain.gs1 import mint_gln, mint_gtin, mint_pgln, mint_sscc
from domain.logistic_unit import LogisticUnit
from domain.lot_code import RANDOM_BITS, mint_lot_code
from domain.stock import Stock
from store.settings import EXAMPLE_PREFIX

BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
PRODUCT: Final = str(mint_gtin(EXAMPLE_PREFIX, 0, 90_001))

EVERYTHING: Final = frozenset(EVENTS.values())
SEASONS: Final = 10
"""Seeds whose lots and units are never the same: chance would repeat some among a million."""
SCATTER: Final = 1_000_000_007
"""A prime: multiples of it scatter over all numbers of n bits or digits, and meet none twice."""
Tell = Callable[[AggregateEvent], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A site and whose it is."""

    site: str
    party: str
    county: str


class Teller:
    """Makes events and tells them; the caller knows the version that a stream has."""

    def __init__(self, tell: Tell, seed: int, wanted: Collection[type[AggregateEvent]] = EVERYTHING) -> None:
        """Events of other classes than those `wanted` are not made, only counted."""
        self.tell, self.random = tell, Random(seed)
        self._wanted = frozenset(wanted)
        self.skipped = 0
        self._seed = seed
        self._units = 0
        self.now = BEGIN
        self.lots = 0

    def command(self) -> UUID:
        """A UUIDv7, some seconds after the last one."""
        self.now += timedelta(seconds=3)
        milliseconds = int(self.now.timestamp() * 1000)
        return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | self.random.getrandbits(62))

    def event(
        self, of: type[Aggregate], what: type[AggregateEvent], key: str | UUID, version: int = 1, /, **values: object
    ) -> None:
        """`what` happened now to the aggregate that `key` names; `values` are the event's own."""
        if what in self._wanted:
            self._happen(what, of.stream_id(key), version, values)
        else:
            self.skipped += 1

    def enter(self, lot: str, place: Place, fact: UUID, quantity: Decimal, cause: str) -> None:
        """The stock's first event."""
        self._stock(
            Stock.Entered, 1, lot, place, fact, quantity=quantity, cause=cause, party=place.party, product=PRODUCT
        )

    def leave(
        self, version: int, lot: str, place: Place, fact: UUID, quantity: Decimal, cause: str, unit: str = ""
    ) -> None:
        values = {"party": place.party, "product": PRODUCT, "reason": "", "note": ""}
        self._stock(Stock.Left, version, lot, place, fact, quantity=quantity, cause=cause, unit=unit, **values)

    def wrap(
        self, what: type[Stock.Event], version: int, lot: str, place: Place, fact: UUID, quantity: Decimal, unit: str
    ) -> None:
        """Stock.Packed or Stock.Unpacked."""
        self._stock(what, version, lot, place, fact, quantity=quantity, unit=unit)

    def unit_event(
        self, what: type[LogisticUnit.Event], version: int, unit: str, place: Place, fact: UUID, /, **values: object
    ) -> None:
        values |= {"unit": unit, "fact": fact, "site": place.site, "party": place.party}
        self.event(LogisticUnit, what, unit, version, **values)

    def new_place(self, county: str) -> Place:
        seed = UUID(int=self.random.getrandbits(128))
        return Place(str(mint_gln(EXAMPLE_PREFIX, seed)), str(mint_pgln(EXAMPLE_PREFIX, seed)), county)

    def new_lot(self) -> str:
        self.lots += 1
        number = (self.lots * SEASONS + self._seed % SEASONS) * SCATTER % (1 << RANDOM_BITS)
        return f"01/{PRODUCT}/10/{mint_lot_code(self.now.date(), number)}"

    def new_unit(self) -> str:
        self._units += 1
        return str(mint_sscc(EXAMPLE_PREFIX, self._seed % SEASONS, self._units * SCATTER))

    def _stock(
        self, what: type[AggregateEvent], version: int, lot: str, place: Place, fact: UUID, /, **values: object
    ) -> None:
        if what in self._wanted:
            values |= {"lot": lot, "site": place.site, "fact": fact}
            self._happen(what, Stock.stream_id(lot, place.site), version, values)
        else:
            self.skipped += 1

    def _happen(self, what: type[AggregateEvent], stream: UUID, version: int, values: dict[str, object]) -> None:
        """The event as the mapper makes it from the store: a frozen dataclass's own `__init__` takes twice as long."""
        values |= {"originator_id": stream, "originator_version": version, "timestamp": self.now}
        event = object.__new__(what)
        object.__setattr__(event, "__dict__", values)
        self.tell(event)
