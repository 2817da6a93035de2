"""What lies where, how long it lay before it left, what packing and processing lost: by county and product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.values import ZERO
from projections.ask import ask
from projections.flows.hiding import MANY, PUBLIC, Period, Sight, beyond, visible
from projections.flows.moved import EVERYTHING, Wanted, city_of


class Sum(NamedTuple):
    """A cell: `quantity`, and `part` of it or of what else the question says; `parties` own it."""

    first: date
    county: str
    product: str
    quantity: Decimal = ZERO
    part: Decimal = ZERO
    parties: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str]:
        return (self.county,)

    @property
    def ends(self) -> tuple[tuple[str, ...], ...]:
        return (self.parties,)


class Kept(NamedTuple):
    """What is there now; hours that goods lay on average before they left; the share of waste in transformations.

    None where nothing may be seen.
    """

    county: str
    product: str
    on_hand: Decimal | None
    hours: float | None
    waste: float | None


ON_HAND = """
SELECT %(first)s::date, coalesce(p.county, ''), s.product, sum(s.on_hand), 0::numeric, array_agg(DISTINCT s.party)
  FROM {schema}.balance_stock AS s LEFT JOIN {schema}.balance_site AS p USING (site)
 WHERE s.on_hand > 0
 GROUP BY 1, 2, 3
"""
WORK = """
SELECT date_trunc('month', w.at AT TIME ZONE 'Asia/Shanghai')::date, w.county, w.product,
       sum(coalesce(c.went_in, w.went_in)), sum(coalesce(c.waste, w.waste)), array_agg(DISTINCT w.party)
  FROM {schema}.balance_work AS w LEFT JOIN {schema}.balance_work_correction AS c USING (work)
 WHERE (w.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s
 GROUP BY 1, 2, 3
"""
# Growers' stocks leave on the day; how long goods lie is asked of sheds, stores and markets.
STAYS = """
SELECT date_trunc('month', s.last_at AT TIME ZONE 'Asia/Shanghai')::date, p.county, s.product,
       sum(s.consumed + s.dispatched + s.handed_over + s.sold + s.traded + s.destroyed + s.given_back), sum(s.lain),
       array_agg(DISTINCT s.party)
  FROM {schema}.balance_stock AS s JOIN {schema}.balance_site AS p USING (site)
 WHERE s.lain IS NOT NULL AND p.kind NOT IN ('plot', 'pond', 'house')
   AND (s.last_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s
 GROUP BY 1, 2, 3
"""


async def kept(
    connection: AsyncConnection[TupleRow],
    regions: Sequence[str],
    sight: Sight,
    days: Period,
    wanted: Wanted = EVERYTHING,
    *,
    counted: Collection[str] = (),
) -> list[Kept]:
    """By county and product what `sight` may see, then as `wanted` (its `from_place`); stock is that of now."""
    values = {"first": days.first, "last": days.last}
    found: list[dict[tuple[str, str], Sum]] = []
    for question in (ON_HAND, STAYS, WORK):
        # Days tell nothing of what lies there now; of the rest an official's days would cut what is published by month.
        published = question is ON_HAND and sight.full
        rows = [row for _, some in await ask(connection, regions, question, values, Sum) for row in some]
        cells = [row._replace(parties=tuple(row.parties)) for row in rows]
        others = beyond(_seen(cells, PUBLIC, counted), sight) if published else []
        seen = _seen(cells, sight, counted) + [cell for cell in others if MANY not in cell]
        found.append(_by_place(seen, wanted))
    on_hand, stays, work = found
    lines = [
        Kept(
            *key,
            on_hand[key].quantity if key in on_hand else None,
            _ratio(stays.get(key), 1),
            _ratio(work.get(key), 4),
        )
        for key in on_hand.keys() | stays.keys() | work.keys()
    ]
    return sorted(lines, key=lambda line: (-(line.on_hand or ZERO), line.county, line.product))


def _seen(cells: list[Sum], sight: Sight, counted: Collection[str]) -> list[Sum]:
    def weighed(level: Callable[[Sum], Sum]) -> Callable[[Sum], Sum | None]:
        return lambda cell: None if cell.product in counted else level(cell)

    return visible(cells, sight, [weighed(level) for level in LEVELS], _merge)[0]


def _by_place(cells: Iterable[Sum], wanted: Wanted) -> dict[tuple[str, str], Sum]:
    """Months added up."""
    groups: defaultdict[tuple[str, str], list[Sum]] = defaultdict(list)
    for cell in cells:
        if wanted.holds(cell.product, cell.county, wanted.to_place):
            groups[cell.county, cell.product].append(cell)
    return {key: _merge(some[0], some) for key, some in groups.items()}


def _ratio(cell: Sum | None, places: int) -> float | None:
    return round(float(cell.part / cell.quantity), places) if cell and cell.quantity else None


def _county(cell: Sum) -> Sum:
    return Sum(cell.first, cell.county, MANY)


def _city(cell: Sum) -> Sum:
    return Sum(cell.first, city_of(cell.county), MANY)


def _all(cell: Sum) -> Sum:
    return Sum(cell.first, MANY, MANY)


LEVELS: Final = (_county, _city, _all)


def _merge(empty: Sum, some: Sequence[Sum]) -> Sum:
    return empty._replace(
        quantity=sum((cell.quantity for cell in some), ZERO),
        part=sum((cell.part for cell in some), ZERO),
        parties=tuple(sorted({party for cell in some for party in cell.parties})),
    )
