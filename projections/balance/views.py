"""Read the balance: per lot, site, county, product or season, over the regions, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.values import ZERO
from projections.ask import ask
from projections.flows.hiding import FEWEST

By = Literal["lot", "site", "county", "product", "season"]
SCALE_ERROR: Final = Decimal("0.005")
"""Share of a mass that trade scales may be off by; less is no excess."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What came, what went and what is there, in the product's base measure. Every one a sum over stocks.

    came - went + variance = on_hand, for the variance is what counts (盘点) said against the movements. What one party
    of the chain sold to another by voucher is `traded` there and `bought` here; `sold` went out of the chain.
    """

    harvested: Decimal = ZERO
    received: Decimal = ZERO
    bought: Decimal = ZERO
    accepted: Decimal = ZERO
    produced: Decimal = ZERO
    taken_back: Decimal = ZERO
    found: Decimal = ZERO
    consumed: Decimal = ZERO
    dispatched: Decimal = ZERO
    handed_over: Decimal = ZERO
    sold: Decimal = ZERO
    traded: Decimal = ZERO
    destroyed: Decimal = ZERO
    given_back: Decimal = ZERO
    variance: Decimal = ZERO
    on_hand: Decimal = ZERO
    waste: Decimal = ZERO

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    @property
    def came(self) -> Decimal:
        first = self.harvested + self.produced + self.found
        return first + self.received + self.bought + self.accepted + self.taken_back

    @property
    def went(self) -> Decimal:
        last = self.consumed + self.sold + self.destroyed
        return last + self.dispatched + self.handed_over + self.traded + self.given_back

    @property
    def under_way(self) -> Decimal:
        """Sent and not received: on the road, or lost there. Less than zero: more was received than sent."""
        return self.dispatched + self.handed_over + self.given_back - self.received - self.accepted

    @property
    def excess(self) -> Decimal:
        """Of a lot: how much more was sold, used, destroyed or is there than was grown, beyond scale error."""
        gone = self.sold + self.consumed + self.destroyed - self.taken_back + max(ZERO, self.traded - self.bought)
        more = gone + max(ZERO, self.on_hand) - self.grown
        return more if more > self.grown * SCALE_ERROR else ZERO

    @property
    def grown(self) -> Decimal:
        """Of a lot: what was grown or made; of one that no region saw grown, what was first received of it."""
        first = max(ZERO, -self.under_way) + max(ZERO, self.bought - self.traded)
        return self.harvested + self.produced or first


NAMES: Final = tuple(field.name for field in fields(Sums))
STOCK_NAMES: Final = NAMES[:-1]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a balance. Fields that the grouping does not fix are empty; `season` is the year it began in.

    `sellers`: some of those who sold what is in its sums, at least FEWEST when there are as many.
    """

    key: str
    lot: str
    site: str
    county: str
    product: str
    season: int | None
    sums: Sums
    sellers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty means any. `county` is a prefix of the code of the site's county; days are those of the first movement.

    `households`: those that `party` acts for; theirs are its own.
    """

    county: str = ""
    party: str = ""
    product: str = ""
    lot: str = ""
    from_day: date | None = None
    to_day: date | None = None
    households: tuple[str, ...] = ()

    def values(self) -> dict[str, object]:
        return {
            "county": self.county + "%",
            "party": self.party,
            "parties": [self.party, *self.households],
            "product": self.product,
            "lot": self.lot,
            "from_day": self.from_day or date(1, 1, 1),
            "to_day": self.to_day or date(9999, 12, 31),
        }


ANY: Final = Filter()


class _Row(NamedTuple):
    key: str
    lot: str
    site: str
    county: str
    product: str
    month: date | None
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
    waste: Decimal
    sellers: list[str] | None


KEYS: Final[Mapping[By, tuple[str, ...]]] = {
    "lot": ("lot", "product"),
    "site": ("site", "county", "product"),
    "county": ("county", "product"),
    "product": ("product",),
    "season": ("product", "month"),
}
STOCKS = f"""
    SELECT s.lot, s.site, coalesce(p.county, '') AS county, s.product,
           date_trunc('month', s.first_at AT TIME ZONE 'Asia/Shanghai')::date AS month,
           {", ".join(f"s.{name}" for name in STOCK_NAMES)}, 0 AS waste,
           CASE WHEN s.sold <> 0 OR s.traded <> 0 THEN s.party END AS seller
      FROM {{schema}}.balance_stock AS s LEFT JOIN {{schema}}.balance_site AS p USING (site)
     WHERE (%(party)s = '' OR s.party = ANY(%(parties)s)) AND (%(product)s = '' OR s.product = %(product)s)
       AND (%(lot)s = '' OR s.lot = %(lot)s) AND coalesce(p.county, '') LIKE %(county)s
       AND (s.first_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(from_day)s AND %(to_day)s"""
# A transformation's waste stands beside the stocks of its site and product, at the time of the work.
WASTE = f"""
    UNION ALL
    SELECT '', w.site, w.county, w.product, date_trunc('month', w.at AT TIME ZONE 'Asia/Shanghai')::date,
           {", ".join("0" for _ in STOCK_NAMES)}, coalesce(c.waste, w.waste), NULL
      FROM {{schema}}.balance_work AS w LEFT JOIN {{schema}}.balance_work_correction AS c USING (work)
     WHERE (%(party)s = '' OR w.party = ANY(%(parties)s)) AND (%(product)s = '' OR w.product = %(product)s)
       AND %(lot)s = '' AND w.county LIKE %(county)s
       AND (w.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(from_day)s AND %(to_day)s"""
SUMS = f"""
SELECT {{key}}, {{lot}}, {{site}}, {{county}}, {{product}}, {{month}}, {", ".join(f"sum({name})" for name in NAMES)},
       (array_agg(DISTINCT seller) FILTER (WHERE seller IS NOT NULL))[1:{FEWEST}]
  FROM ({{things}}) AS thing WHERE {{key}} > %(after)s
 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY {{key}} LIMIT %(limit)s"""


async def balance(
    connection: AsyncConnection[TupleRow],
    regions: Sequence[str],
    by: By,
    only: Filter = ANY,
    *,
    seasons: Mapping[str, Sequence[int]] | None = None,
    after: str = "",
    limit: int = 100,
) -> list[Line]:
    """Lines by `key`, those after `after`, at most `limit`. `seasons` gives a product's months, for `by` season.

    A lot's line adds up all regions that it went through. A season is short enough to come in one page.
    """
    whole = by == "season"  # months become seasons here, so pages are cut here
    values = only.values() | {"after": "" if whole else after, "limit": 100_000 if whole else limit}
    lines: dict[str, Line] = {}
    for _, rows in await ask(connection, regions, _statement(by), values, _Row):
        for row in rows:
            line = _line(row, seasons or {})
            before = lines.get(line.key)
            lines[line.key] = line if before is None else _added(before, line)
    return [lines[key] for key in sorted(lines) if key > after][:limit]


def season_of(month: date, months: Sequence[int]) -> int:
    """The year in which the season began that `month` lies in or follows; January's Tangerines belong to last year's.

    `months` as the product lists them, in order: (12, 1, 2) begins in December. All year, or unknown: the year itself.
    """
    if not 0 < len(months) < 12:
        return month.year
    return month.year if month.month >= months[0] else month.year - 1


def _added(one: Line, other: Line) -> Line:
    return replace(one, sums=one.sums + other.sums, sellers=one.sellers | other.sellers)


def _line(row: _Row, seasons: Mapping[str, Sequence[int]]) -> Line:
    season = None if row.month is None else season_of(row.month, seasons.get(row.product, ()))
    key = row.key if season is None else f"{row.product} {season}"
    return Line(key, row.lot, row.site, row.county, row.product, season, Sums(*row[6:-1]), frozenset(row.sellers or ()))


def _statement(by: By) -> str:
    parts = KEYS[by]
    columns = {name: name if name in parts else "''::text" for name in ("lot", "site", "county", "product")}
    texts = [part for part in parts if part not in ("county", "month") or by == "county"]
    key = "lot" if by == "lot" else f"""({" || ' ' || ".join(texts)}) COLLATE "C\""""
    month = "month" if "month" in parts else "NULL::date"
    things = STOCKS if by == "lot" else STOCKS + WASTE
    return SUMS.format(key=key, month=month, things=things, **columns)
