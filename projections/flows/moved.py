"""What moved from where to where, by product and day: the cells, and any grouping of those that may be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.values import ZERO
from projections.ask import ask
from projections.flows.hiding import MANY, PUBLIC, Period, Sight, beyond, period, visible

Stage = Literal["collected", "shipped", "returned"]
Dimension = Literal["stage", "product", "from_county", "from_city", "to_county", "to_city", "month", "day"]
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)


class Cell(NamedTuple):
    """So much of a product from a county to another (a city, for the public) in a month (a day, for officials).

    `stage`: collected from growers, shipped onwards, or returned. `parties` are those who gave, `takers` those to whom.
    """

    stage: str
    first: date
    product: str
    from_county: str
    to_county: str
    quantity: Decimal = ZERO
    journeys: int = 0
    parties: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, str]:
        return self.from_county, self.to_county

    @property
    def ends(self) -> tuple[tuple[str, ...], ...]:
        return self.parties, self.takers


class Line(NamedTuple):
    """A sum of cells. `key` has a text for each dimension asked for, in that order."""

    key: tuple[str, ...]
    product: str
    quantity: Decimal
    journeys: int
    parties: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty means any; places are prefixes of county codes. What was merged from several is in none of them."""

    product: str = ""
    from_place: str = ""
    to_place: str = ""

    def holds(self, product: str, from_county: str, to_county: str) -> bool:
        return (
            self.product in ("", product)
            and from_county.startswith(self.from_place)
            and to_county.startswith(self.to_place)
        )


EVERYTHING: Final = Wanted()


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
           s.day, l.product, s.from_county, s.to_county, l.quantity, s.shipment AS journey, s.party AS giver,
           s.to_party AS taker
      FROM {schema}.flows_shipment AS s
      JOIN {schema}.flows_shipped AS l USING (shipment)
      LEFT JOIN {schema}.flows_correction AS c ON c.corrects = s.shipment
      LEFT JOIN {schema}.flows_site AS f ON f.site = s.from_site
      LEFT JOIN {schema}.flows_site AS t ON t.site = s.to_site
     WHERE s.day BETWEEN %(first)s AND %(last)s AND l.position = coalesce(c.position, 0)
    UNION ALL
    SELECT CASE WHEN coalesce(f.kind, 'plot') IN ('plot', 'pond', 'house') THEN 'collected' ELSE 'shipped' END,
           r.day, l.product, coalesce(nullif(r.from_county, ''), f.county, ''), r.county, l.accepted, r.receipt,
           r.from_party, r.party
      FROM {schema}.flows_receipt AS r
      JOIN {schema}.flows_received AS l USING (receipt)
      LEFT JOIN {schema}.flows_correction AS c ON c.corrects = r.receipt
      LEFT JOIN {schema}.flows_site AS f ON f.site = r.from_site
     WHERE r.day BETWEEN %(first)s AND %(last)s AND r.kind IN ('purchase', 'handover')
       AND l.position = coalesce(c.position, 0)
)
SELECT stage, date_trunc(%(grain)s, day)::date, product, from_county,
       CASE WHEN stage = 'collected' OR %(full)s THEN to_county ELSE left(to_county, 4) || '00' END,
       sum(quantity), count(DISTINCT journey)::integer, array_agg(DISTINCT giver), array_agg(DISTINCT taker)
  FROM moved
 GROUP BY 1, 2, 3, 4, 5
"""


async def moved(
    connection: AsyncConnection[TupleRow],
    regions: Sequence[str],
    sight: Sight,
    days: Period,
    wanted: Wanted = EVERYTHING,
    *,
    counted: Collection[str] = (),
    daily: bool = False,
) -> Moved:
    """What moved on `days` (of the public: hiding.period), as `sight` may see it, then as `wanted`.

    Of whole months an official sees what is published of elsewhere, beside all that touches the area.
    `counted`: products that are counted, not weighed; their cells are never merged. A county of origin lies in one
    region, so no cell is spread over two.
    """
    grain = "day" if daily and sight.full else "month"
    values = {"first": days.first, "last": days.last, "grain": grain, "full": sight.full}
    cells = [
        cell._replace(parties=tuple(cell.parties), takers=tuple(cell.takers))
        for _, some in await ask(connection, regions, CELLS, values, Cell)
        for cell in some
    ]

    def weighed(level: Callable[[Cell], Cell]) -> Callable[[Cell], Cell | None]:
        return lambda cell: None if cell.product in counted else level(cell)

    seen, hidden = visible(cells, sight, [weighed(level) for level in LEVELS], merge)
    if sight.full and sight.area and grain == "month" and period(*days, PUBLIC) == days:
        published = (await moved(connection, regions, PUBLIC, days, counted=counted)).cells
        seen = seen + [cell for cell in beyond(published, sight) if MANY not in cell]
    return Moved(days, [cell for cell in seen if wanted.holds(cell.product, cell.from_county, cell.to_county)], hidden)


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
            return city_of(cell.from_county)
        case "to_city":
            return city_of(cell.to_county)
        case "month":
            return cell.first.isoformat()[:7]
        case "day":
            return cell.first.isoformat()
        case _:
            return getattr(cell, dimension)


def city_of(county: str) -> str:
    """The code of its prefecture; MANY stays MANY."""
    return county if county == MANY else county[:4] + "00"


def _of_product(cell: Cell) -> Cell:
    return Cell(cell.stage, cell.first, cell.product, city_of(cell.from_county), city_of(cell.to_county))


def _between_cities(cell: Cell) -> Cell:
    return Cell(cell.stage, cell.first, MANY, city_of(cell.from_county), city_of(cell.to_county))


def _to_city(cell: Cell) -> Cell:
    return Cell(cell.stage, cell.first, MANY, MANY, city_of(cell.to_county))


def _all(cell: Cell) -> Cell:
    return Cell(cell.stage, cell.first, MANY, MANY, MANY)


LEVELS: Final = (_of_product, _between_cities, _to_city, _all)


def merge(empty: Cell, some: Sequence[Cell]) -> Cell:
    return empty._replace(
        quantity=sum((cell.quantity for cell in some), ZERO),
        journeys=sum(cell.journeys for cell in some),
        parties=tuple(sorted({party for cell in some for party in cell.parties})),
        takers=tuple(sorted({party for cell in some for party in cell.takers})),
    )
