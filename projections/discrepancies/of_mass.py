"""Lots of which more was sold, used or is there than was ever grown or made, added up over all regions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.values import ZERO
from projections.ask import ask
from projections.balance.views import STOCK_NAMES, Sums
from projections.discrepancies.discrepancy import Discrepancy, Found, Mark, Wanted
from store.rows import as_whole

KINDS: Final = frozenset({"more_than_grown"})
SCAN: Final = 2_000
"""Stocks of each region that one page looks through."""

# What grew at a site and never left its region cannot exceed itself, save by what was found or counted there.
CANDIDATES = """
SELECT s.lot, s.last_at FROM {schema}.balance_stock AS s LEFT JOIN {schema}.balance_site AS p USING (site)
 WHERE s.last_at <= %(at)s AND (%(party)s = '' OR s.party = ANY(%(parties)s))
   AND (%(product)s = '' OR s.product = %(product)s) AND coalesce(p.county, '') LIKE %(county)s
   AND (s.last_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(from_day)s AND %(to_day)s
   AND s.received + s.bought + s.found + greatest(s.variance, 0) - least(s.on_hand, 0) > 0
 ORDER BY s.last_at DESC FETCH FIRST %(limit)s ROWS WITH TIES
"""
STOCKS = f"""
SELECT s.lot, s.site, s.party, coalesce(p.county, ''), s.last_at, {", ".join(f"s.{name}" for name in STOCK_NAMES)},
       (SELECT m.fact FROM {{schema}}.balance_move AS m WHERE (m.lot, m.site) = (s.lot, s.site)
         ORDER BY m.at DESC, m.fact DESC LIMIT 1)
  FROM {{schema}}.balance_stock AS s LEFT JOIN {{schema}}.balance_site AS p USING (site)
 WHERE s.lot = ANY(%(lots)s)
"""


class _Candidate(NamedTuple):
    lot: str
    last_at: datetime


class _Stock(NamedTuple):
    lot: str
    site: str
    party: str
    county: str
    last_at: datetime
    harvested: Decimal
    received: Decimal
    bought: Decimal
    accepted: Decimal
    produced: Decimal
    taken_back: Decimal
    found: Decimal
    consumed: Decimal
    dispatched: Decimal
    handed_over: Decimal
    sold: Decimal
    traded: Decimal
    destroyed: Decimal
    given_back: Decimal
    variance: Decimal
    on_hand: Decimal
    fact: UUID


async def of_mass(connection: AsyncConnection[TupleRow], regions: Sequence[str], wanted: Wanted, before: Mark) -> Found:
    """Of the lots of the last SCAN stocks of each region before the mark; a lot is told where it moved last."""
    lots: set[str] = set()
    reached: Mark | None = None
    for _, rows in await ask(connection, regions, CANDIDATES, wanted.values(before, SCAN), _Candidate):
        lots |= {row.lot for row in rows}
        if len(rows) >= SCAN:
            reached = max(reached or Mark(rows[-1].last_at, ""), Mark(rows[-1].last_at, ""))
    stocks: defaultdict[str, list[tuple[str, _Stock]]] = defaultdict(list)
    if lots:
        async with as_whole(connection):  # what was grown and sold is added up over everybody who had the lot
            found = await ask(connection, regions, STOCKS, {"lots": list(lots)}, _Stock)
        for region, rows in found:
            for row in rows:
                stocks[row.lot].append((region, row))
    told = [_told(some) for some in stocks.values()]
    return Found([one for one in told if one and one.mark < before and _in_view(one, wanted, reached)], reached)


def _told(stocks: list[tuple[str, _Stock]]) -> Discrepancy | None:
    sums = sum((Sums(*stock[5:-1]) for _, stock in stocks), Sums())
    if not sums.excess:
        return None
    told = [one for one in stocks if _is_candidate(one[1])]
    if not told:
        return None
    region, last = max(told, key=lambda one: (one[1].last_at, one[1].site))
    return Discrepancy(
        "more_than_grown",
        last.last_at,
        last.fact,
        last.lot,
        last.site,
        last.county,
        last.party,
        "",
        last.lot.split("/")[1] if "/" in last.lot else "",
        sums.grown,
        sums.grown + sums.excess,
        "",
        "",
        region=region,
    )


def _is_candidate(stock: _Stock) -> bool:
    return stock.received + stock.bought + stock.found + max(stock.variance, ZERO) - min(stock.on_hand, ZERO) > 0


def _in_view(one: Discrepancy, wanted: Wanted, reached: Mark | None) -> bool:
    """Told at the last of its candidates only: on the page that holds it, when the filter does."""
    return (
        (reached is None or one.mark > reached)
        and one.county.startswith(wanted.county)
        and (not wanted.party or one.party in wanted.parties)
    )
