"""How long goods were on the way, and how much did not arrive, by route and product; both ends matched as read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.values import ZERO
from projections.ask import ask
from projections.flows.hiding import Period, Sight, shown

MOST: Final = 5_000
"""Shipments of each region, the latest of the period, that are matched; more would keep a reader waiting."""


class Arrival(NamedTuple):
    """A cell: of the shipments that were received, what left, what was accepted, and hours from gate to gate."""

    first: date
    product: str
    from_county: str
    to_county: str
    sent: Decimal
    accepted: Decimal
    hours: tuple[float, ...]
    parties: frozenset[str]


class Trip(NamedTuple):
    """A sum of cells by route: `lost` may be negative when more was accepted than left; hours are the median."""

    product: str
    from_city: str
    to_city: str
    sent: Decimal
    lost: Decimal
    hours: float
    journeys: int


class _Sent(NamedTuple):
    shipment: UUID
    at: datetime
    first: date
    product: str
    from_county: str
    to_county: str
    party: str
    quantity: Decimal


class _Got(NamedTuple):
    reference: str
    product: str
    accepted: Decimal
    at: datetime


SENT = """
WITH latest AS (
    SELECT * FROM {schema}.flows_shipment
     WHERE day BETWEEN %(first)s AND %(last)s AND purpose <> 'return' ORDER BY at DESC LIMIT %(most)s
)
SELECT s.shipment, s.at, date_trunc('month', s.day)::date, l.product, s.from_county,
       CASE WHEN %(full)s THEN s.to_county ELSE left(s.to_county, 4) || '00' END, s.party, sum(l.quantity)
  FROM latest AS s JOIN {schema}.flows_shipped AS l USING (shipment)
  LEFT JOIN {schema}.flows_correction AS c ON c.corrects = s.shipment
 WHERE l.position = coalesce(c.position, 0) AND (%(product)s = '' OR l.product = %(product)s)
 GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
GOT = """
SELECT r.reference, l.product, sum(l.accepted), min(r.at)
  FROM {schema}.flows_receipt AS r JOIN {schema}.flows_received AS l USING (receipt)
  LEFT JOIN {schema}.flows_correction AS c ON c.corrects = r.receipt
 WHERE r.reference <> '' AND r.reference = ANY(%(references)s) AND l.position = coalesce(c.position, 0)
 GROUP BY 1, 2
"""


async def arrived(
    connection: AsyncConnection[TupleRow],
    regions: Sequence[str],
    sight: Sight,
    days: Period,
    *,
    product: str = "",
    from_place: str = "",
    to_place: str = "",
) -> list[Arrival]:
    """Cells that may be seen: here the parties are those of shipments that arrived, which may be fewer than sent."""
    values: dict[str, object] = {
        "first": days.first, "last": days.last, "product": product, "most": MOST, "full": sight.full,
    }  # fmt: skip
    sent = [row for _, rows in await ask(connection, regions, SENT, values, _Sent) for row in rows]
    got = await _got(connection, regions, {str(row.shipment) for row in sent})
    cells = _cells(row for row in sent if row.from_county.startswith(from_place))
    matched = [_match(key, rows, got) for key, rows in cells.items()]
    place = to_place if sight.full else to_place[:4]
    wanted = [cell for cell in matched if cell.hours and cell.to_county.startswith(place)]
    return shown(wanted, sight, lambda cell: len(cell.parties), lambda cell: (cell.from_county, cell.to_county))[0]


def trips(arrivals: Iterable[Arrival]) -> list[Trip]:
    """By product and city, the largest first."""
    routes: defaultdict[tuple[str, str, str], list[Arrival]] = defaultdict(list)
    for cell in arrivals:
        routes[cell.product, cell.from_county[:4] + "00", cell.to_county[:4] + "00"].append(cell)
    found = [_trip(route, cells) for route, cells in routes.items()]
    return sorted(found, key=lambda trip: (-trip.sent, trip.product, trip.from_city, trip.to_city))


def _trip(route: tuple[str, str, str], cells: list[Arrival]) -> Trip:
    sent = sum((cell.sent for cell in cells), ZERO)
    accepted = sum((cell.accepted for cell in cells), ZERO)
    hours = [hour for cell in cells for hour in cell.hours]
    return Trip(*route, sent, sent - accepted, round(median(hours), 1), len(hours))


async def _got(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], references: set[str]
) -> dict[tuple[str, str], tuple[Decimal, datetime]]:
    """(shipment, product) -> accepted in all receipts of all regions, and when the first came."""
    got: dict[tuple[str, str], tuple[Decimal, datetime]] = {}
    for _, rows in await ask(connection, regions, GOT, {"references": list(references)}, _Got):
        for row in rows:
            before = got.get((row.reference, row.product), (ZERO, row.at))
            got[row.reference, row.product] = (before[0] + row.accepted, min(before[1], row.at))
    return got


def _cells(sent: Iterable[_Sent]) -> dict[tuple[date, str, str, str], list[_Sent]]:
    cells: defaultdict[tuple[date, str, str, str], list[_Sent]] = defaultdict(list)
    for row in sent:
        cells[row.first, row.product, row.from_county, row.to_county].append(row)
    return cells


def _match(
    key: tuple[date, str, str, str], sent: list[_Sent], got: dict[tuple[str, str], tuple[Decimal, datetime]]
) -> Arrival:
    ends = [(row, end) for row in sent if (end := got.get((str(row.shipment), row.product)))]
    return Arrival(
        *key,
        sum((row.quantity for row, _ in ends), ZERO),
        sum((end[0] for _, end in ends), ZERO),
        tuple((end[1] - row.at).total_seconds() / 3600 for row, end in ends),
        frozenset(row.party for row, _ in ends),
    )
