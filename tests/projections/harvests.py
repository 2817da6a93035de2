"""Harvests put straight into a region's log, one lot each, for tests of what reads the log."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from eventsourcing.persistence import JSONTranscoder

from domain.lot import Lot
from domain.measure import Quantity
from store.datastore import Datastore
from store.mapper import TypedMapper
from store.recorder import Recorder
from store.records import Save
from tests.examples import NOON

_harvested: Any = Lot.Harvested  # a dataclass by its metaclass, which type checkers do not follow
_mapper = TypedMapper(JSONTranscoder())


def put_harvests(datastore: Datastore, region: str, first: int, count: int) -> list[str]:
    """Lots number `first`, `first` + 1 ... as one save without a command; returns them."""
    lots = [f"01/09520000000011/10/L{number}" for number in range(first, first + count)]
    events = [
        _harvested(
            originator_id=Lot.stream_id(lot),
            originator_version=1,
            timestamp=NOON + timedelta(minutes=number),
            fact=UUID(int=number),
            lot=lot,
            product="09520000000011",
            party="9520000000004",
            site="9520000000028",
            county="445322",
            day=date(2026, 7, 1 + number % 28),
            quantity=Quantity(Decimal("100.000"), "kg", "100", "kg"),
            note="",
        )
        for number, lot in enumerate(lots, first)
    ]
    Recorder(datastore, region).append([Save([_mapper.to_stored_event(event) for event in events])])
    return lots
