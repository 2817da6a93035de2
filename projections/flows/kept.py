"""What lies where, how long it lay before it left, what packing and processing lost: by county and product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.values import ZERO
from projections.ask import ask
from projections.flows.hiding import Period, Sight, shown


class OnHand(NamedTuple):
    """What is there now; `parties` hold it."""

    county: str
    product: str
    quantity: Decimal
    parties: int


class Work(NamedTuple):
    """A month's transformations of a product in a county: what went in and what of it was waste."""

    first: date
    county: str
    product: str
    went_in: Decimal
    waste: Decimal
    parties: int


class Stay(NamedTuple):
    """Stocks that came, left and ended in a month: how much left, and kilogram hours that it lay."""

    first: date
    county: str
    product: str
    quantity: Decimal
    lain: Decimal
    parties: int


class Kept(NamedTuple):
    """`hours` that goods lay on average before they left, and the `waste` of `went_in`; None where nothing is shown."""

    county: str
    product: str
    on_hand: Decimal | None
    hours: float | None
    went_in: Decimal | None
    waste: Decimal | None


R = TypeVar("R", OnHand, Work, Stay)

ON_HAND = """
SELECT coalesce(p.county, ''), s.product, sum(s.on_hand), count(DISTINCT s.party)::integer
  FROM {schema}.balance_stock AS s LEFT JOIN {schema}.balance_site AS p USING (site)
 WHERE s.on_hand > 0 AND (%(product)s = '' OR s.product = %(product)s)
 GROUP BY 1, 2
"""
WORK = """
SELECT date_trunc('month', w.at AT TIME ZONE 'Asia/Shanghai')::date, w.county, w.product,
       sum(coalesce(c.went_in, w.went_in)), sum(coalesce(c.waste, w.waste)), count(DISTINCT w.party)::integer
  FROM {schema}.balance_work AS w LEFT JOIN {schema}.balance_work_correction AS c USING (work)
 WHERE (w.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s
   AND (%(product)s = '' OR w.product = %(product)s)
 GROUP BY 1, 2, 3
"""
# Growers' stocks leave on the day; how long goods lie is asked of sheds, stores and markets.
STAYS = """
SELECT date_trunc('month', s.last_at AT TIME ZONE 'Asia/Shanghai')::date, p.county, s.product,
       sum(s.consumed + s.dispatched + s.handed_over + s.sold), sum(s.lain), count(DISTINCT s.party)::integer
  FROM {schema}.balance_stock AS s JOIN {schema}.balance_site AS p USING (site)
 WHERE s.lain IS NOT NULL AND p.kind NOT IN ('plot', 'pond', 'house')
   AND (s.last_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s
   AND (%(product)s = '' OR s.product = %(product)s)
 GROUP BY 1, 2, 3
"""


async def kept(
    connection: AsyncConnection[TupleRow],
    regions: Sequence[str],
    sight: Sight,
    days: Period,
    *,
    product: str = "",
    place: str = "",
) -> tuple[list[Kept], int]:
    """By county (of prefix `place`) and product what may be seen, and how many counties' stocks may not."""
    values: dict[str, object] = {"first": days.first, "last": days.last, "product": product}
    on_hand = [row for _, rows in await ask(connection, regions, ON_HAND, values, OnHand) for row in rows]
    work = [row for _, rows in await ask(connection, regions, WORK, values, Work) for row in rows]
    stays = [row for _, rows in await ask(connection, regions, STAYS, values, Stay) for row in rows]
    seen, hidden = shown(_in(on_hand, place), sight, _parties, _place)
    worked, _ = shown(_in(work, place), sight, _parties, _place)
    stayed, _ = shown(_in(stays, place), sight, _parties, _place)
    return _joined(seen, worked, stayed), hidden


def _joined(on_hand: list[OnHand], work: list[Work], stays: list[Stay]) -> list[Kept]:
    there = {(row.county, row.product): row.quantity for row in on_hand}
    works: defaultdict[tuple[str, str], list[Work]] = defaultdict(list)
    for row in work:
        works[row.county, row.product].append(row)
    lay: defaultdict[tuple[str, str], list[Stay]] = defaultdict(list)
    for row in stays:
        lay[row.county, row.product].append(row)
    keys = sorted(there.keys() | works.keys() | lay.keys(), key=lambda key: (-there.get(key, ZERO), key))
    return [
        Kept(
            *key,
            there.get(key),
            _hours(lay[key]),
            sum((row.went_in for row in works[key]), ZERO) if works[key] else None,
            sum((row.waste for row in works[key]), ZERO) if works[key] else None,
        )
        for key in keys
    ]


def _hours(stays: list[Stay]) -> float | None:
    quantity = sum((row.quantity for row in stays), ZERO)
    return round(float(sum((row.lain for row in stays), ZERO) / quantity), 1) if quantity else None


def _in(rows: Iterable[R], place: str) -> list[R]:
    return [row for row in rows if row.county.startswith(place)]


def _parties(row: OnHand | Work | Stay) -> int:
    return row.parties


def _place(row: OnHand | Work | Stay) -> tuple[str, ...]:
    return (row.county,)
