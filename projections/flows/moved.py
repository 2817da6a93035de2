"""What moved from where to where, by product and day: the cells, and any grouping of those that may be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.values import ZERO
from projections.ask import ask
from projections.flows.hiding import Period, Sight, shown

Stage = Literal["collected", "shipped", "returned"]
Dimension = Literal["stage", "product", "from_county", "from_city", "to_county", "to_city", "month", "day"]
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)


class Cell(NamedTuple):
    """So much of a product from a county to another (a city, for the public) in a month (a day, for officials).

    `stage`: collected from growers, shipped onwards, or returned. `parties` are those who gave.
    """

    stage: str
    first: date
    product: str
    from_county: str
    to_county: str
    quantity: Decimal
    journeys: int
    parties: list[str]


class Line(NamedTuple):
    """A sum of cells. `key` has a text for each dimension asked for, in that order."""

    key: tuple[str, ...]
    product: str
    quantity: Decimal
    journeys: int
    parties: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What may be seen, and how many cells may not; `period` is what was looked at."""

    period: Period
    cells: list[Cell]
    hidden: int


# Growers' goods that their cooperative brings to a packhouse of the region are collected too, purchase or not.
CELLS = """
WITH moved AS (
    SELECT CASE WHEN s.purpose = 'return' THEN 'returned'
                WHEN f.kind IN ('plot', 'pond', 'house') AND t.kind IN ('packhouse', 'warehouse') THEN 'collected'
                ELSE 'shipped' END AS stage,
           s.day, l.product, s.from_county, s.to_county, l.quantity, s.shipment AS journey, s.party AS giver
      FROM {schema}.flows_shipment AS s
      JOIN {schema}.flows_shipped AS l USING (shipment)
      LEFT JOIN {schema}.flows_correction AS c ON c.corrects = s.shipment
      LEFT JOIN {schema}.flows_site AS f ON f.site = s.from_site
      LEFT JOIN {schema}.flows_site AS t ON t.site = s.to_site
     WHERE s.day BETWEEN %(first)s AND %(last)s AND l.position = coalesce(c.position, 0)
    UNION ALL
    SELECT CASE WHEN coalesce(f.kind, 'plot') IN ('plot', 'pond', 'house') THEN 'collected' ELSE 'shipped' END,
           r.day, l.product, coalesce(nullif(r.from_county, ''), f.county, ''), r.county, l.accepted, r.receipt,
           r.from_party
      FROM {schema}.flows_receipt AS r
      JOIN {schema}.flows_received AS l USING (receipt)
      LEFT JOIN {schema}.flows_correction AS c ON c.corrects = r.receipt
      LEFT JOIN {schema}.flows_site AS f ON f.site = r.from_site
     WHERE r.day BETWEEN %(first)s AND %(last)s AND r.kind IN ('purchase', 'handover')
       AND l.position = coalesce(c.position, 0)
)
SELECT stage, date_trunc(%(grain)s, day)::date, product, from_county,
       CASE WHEN stage = 'collected' OR %(full)s THEN to_county ELSE left(to_county, 4) || '00' END,
       sum(quantity), count(DISTINCT journey)::integer, array_agg(DISTINCT giver)
  FROM moved
 WHERE (%(product)s = '' OR product = %(product)s)
 GROUP BY 1, 2, 3, 4, 5
"""


async def moved(
    connection: AsyncConnection[TupleRow],
    regions: Sequence[str],
    sight: Sight,
    days: Period,
    *,
    product: str = "",
    from_place: str = "",
    to_place: str = "",
    daily: bool = False,
) -> Moved:
    """Cells of `days` (whole months for the public, see hiding.period) that go from and to places by county prefix.

    A county of origin lies in one region, so a cell is never spread over two.
    """
    values: dict[str, object] = {
        "first": days.first,
        "last": days.last,
        "product": product,
        "grain": "day" if daily and sight.full else "month",
        "full": sight.full,
    }
    cells = [cell for _, some in await ask(connection, regions, CELLS, values, Cell) for cell in some]
    wanted = [cell for cell in cells if cell.from_county.startswith(from_place) and _goes_to(cell, to_place, sight)]
    seen, hidden = shown(wanted, sight, lambda cell: len(cell.parties), lambda cell: (cell.from_county, cell.to_county))
    return Moved(days, seen, hidden)


def grouped(cells: Iterable[Cell], by: Sequence[Dimension]) -> list[Line]:
    """Sums by the dimensions and product (kilograms and pieces never add up), largest first."""
    quantities: defaultdict[tuple[str, ...], Decimal] = defaultdict(lambda: ZERO)
    journeys: defaultdict[tuple[str, ...], int] = defaultdict(int)
    parties: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for cell in cells:
        key = (cell.product, *(part(cell, dimension) for dimension in by))
        quantities[key] += cell.quantity
        journeys[key] += cell.journeys
        parties[key].update(cell.parties)
    ordered = sorted(quantities, key=lambda key: (-quantities[key], key))
    return [Line(key[1:], key[0], quantities[key], journeys[key], len(parties[key])) for key in ordered]


def part(cell: Cell, dimension: Dimension) -> str:
    """What a cell is in a dimension; a city is the code of its prefecture."""
    match dimension:
        case "from_city":
            return cell.from_county[:4] + "00"
        case "to_city":
            return cell.to_county[:4] + "00"
        case "month":
            return cell.first.isoformat()[:7]
        case "day":
            return cell.first.isoformat()
        case _:
            return getattr(cell, dimension)


def _goes_to(cell: Cell, place: str, sight: Sight) -> bool:
    """The public's cells know the city only, so a county asked for is its city."""
    return cell.to_county.startswith(place if sight.full or cell.stage == "collected" else place[:4])
