"""How long goods were on the way, and how much did not arrive, by route and product; both ends matched as read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.values import ZERO
from projections.ask import ask
from projections.flows.hiding import MANY, Period, Sight, visible
from projections.flows.moved import EVERYTHING, Wanted, city_of

MOST: Final = 500
"""Shipments of each region and month, the latest, that are matched; more would keep a reader waiting."""


class Arrival(NamedTuple):
    """A cell: of the shipments that were received, what left, what was accepted, and hours from gate to gate.

    `parties` sent what arrived, which may be fewer than sent at all; `takers` received it.
    """

    first: date
    product: str
    from_county: str
    to_county: str
    sent: Decimal = ZERO
    accepted: Decimal = ZERO
    hours: tuple[float, ...] = ()
    parties: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, str]:
        return self.from_county, self.to_county

    @property
    def ends(self) -> tuple[tuple[str, ...], ...]:
        return self.parties, self.takers


class Trip(NamedTuple):
    """Cells of one route: the share lost (negative when more was accepted than left), and the median of the hours."""

    product: str
    from_city: str
    to_city: str
    lost: float
    hours: float
    journeys: int
    sent: Decimal


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
    parties: tuple[str, ...]


SENT = """
WITH numbered AS (
    SELECT *, row_number() OVER (PARTITION BY date_trunc('month', day) ORDER BY at DESC, shipment) AS number
      FROM {schema}.flows_shipment
     WHERE day BETWEEN %(first)s AND %(last)s AND purpose <> 'return'
)
SELECT s.shipment, s.at, date_trunc('month', s.day)::date, l.product, s.from_county,
       CASE WHEN %(full)s THEN s.to_county ELSE left(s.to_county, 4) || '00' END, s.party, sum(l.quantity)
  FROM numbered AS s JOIN {schema}.flows_shipped AS l USING (shipment)
  LEFT JOIN {schema}.flows_correction AS c ON c.corrects = s.shipment
 WHERE s.number <= %(most)s AND l.position = coalesce(c.position, 0)
 GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
GOT = """
SELECT r.reference, l.product, sum(l.accepted), min(r.at), array_agg(DISTINCT r.party)
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
    wanted: Wanted = EVERYTHING,
    *,
    counted: Collection[str] = (),
) -> list[Arrival]:
    """What arrived, as `sight` may see it, then as `wanted`; `counted` products are never merged."""
    values = {"first": days.first, "last": days.last, "most": MOST, "full": sight.full}
    sent = [row for _, rows in await ask(connection, regions, SENT, values, _Sent) for row in rows]
    got = await _got(connection, regions, {str(row.shipment) for row in sent})
    cells = [cell for key, rows in _cells(sent).items() if (cell := _match(key, rows, got)).hours]

    def weighed(level: Callable[[Arrival], Arrival]) -> Callable[[Arrival], Arrival | None]:
        return lambda cell: None if cell.product in counted else level(cell)

    seen, _ = visible(cells, sight, [weighed(level) for level in LEVELS], _merge)
    return [cell for cell in seen if wanted.holds(cell.product, cell.from_county, cell.to_county)]


def trips(arrivals: Iterable[Arrival]) -> list[Trip]:
    """By product and city, the largest first."""
    routes: defaultdict[tuple[str, str, str], list[Arrival]] = defaultdict(list)
    for cell in arrivals:
        routes[cell.product, city_of(cell.from_county), city_of(cell.to_county)].append(cell)
    found = [_trip(route, cells) for route, cells in routes.items()]
    return sorted(found, key=lambda trip: (-trip.sent, trip[:3]))


def _trip(route: tuple[str, str, str], cells: list[Arrival]) -> Trip:
    sent = sum((cell.sent for cell in cells), ZERO)
    accepted = sum((cell.accepted for cell in cells), ZERO)
    hours = [hour for cell in cells for hour in cell.hours]
    lost = round(float((sent - accepted) / sent), 4) if sent else 0.0
    return Trip(*route, lost, round(median(hours), 1), len(hours), sent)


def _of_product(cell: Arrival) -> Arrival:
    return Arrival(cell.first, cell.product, city_of(cell.from_county), city_of(cell.to_county))


def _between_cities(cell: Arrival) -> Arrival:
    return Arrival(cell.first, MANY, city_of(cell.from_county), city_of(cell.to_county))


def _to_city(cell: Arrival) -> Arrival:
    return Arrival(cell.first, MANY, MANY, city_of(cell.to_county))


LEVELS: Final = (_of_product, _between_cities, _to_city)


def _merge(empty: Arrival, some: Sequence[Arrival]) -> Arrival:
    return empty._replace(
        sent=sum((cell.sent for cell in some), ZERO),
        accepted=sum((cell.accepted for cell in some), ZERO),
        hours=tuple(hour for cell in some for hour in cell.hours),
        parties=tuple(sorted({party for cell in some for party in cell.parties})),
        takers=tuple(sorted({party for cell in some for party in cell.takers})),
    )


async def _got(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], references: set[str]
) -> dict[tuple[str, str], _Got]:
    """(shipment, product) -> accepted in all receipts of all regions, when the first came, and by whom."""
    got: dict[tuple[str, str], _Got] = {}
    for _, rows in await ask(connection, regions, GOT, {"references": list(references)}, _Got):
        for row in rows:
            before = got.get((row.reference, row.product), row._replace(accepted=ZERO, parties=()))
            got[row.reference, row.product] = row._replace(
                accepted=before.accepted + row.accepted,
                at=min(before.at, row.at),
                parties=(*before.parties, *row.parties),
            )
    return got


def _cells(sent: Iterable[_Sent]) -> dict[tuple[date, str, str, str], list[_Sent]]:
    cells: defaultdict[tuple[date, str, str, str], list[_Sent]] = defaultdict(list)
    for row in sent:
        cells[row.first, row.product, row.from_county, row.to_county].append(row)
    return cells


def _match(key: tuple[date, str, str, str], sent: list[_Sent], got: dict[tuple[str, str], _Got]) -> Arrival:
    ends = [(row, end) for row in sent if (end := got.get((str(row.shipment), row.product)))]
    return Arrival(
        *key,
        sum((row.quantity for row, _ in ends), ZERO),
        sum((end.accepted for _, end in ends), ZERO),
        tuple((end.at - row.at).total_seconds() / 3600 for row, end in ends),
        tuple(sorted({row.party for row, _ in ends})),
        tuple(sorted({party for _, end in ends for party in end.parties})),
    )
