"""Read the directory: lists by keyset, newest first, over one region or several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask

Connection = AsyncConnection[TupleRow]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows: those of `party` and of households that it acts for; of everybody in `county` (prefix) when empty.

    `lots`, `sites`, `parties`: wherever they are, those of a case.
    """

    party: str = ""
    county: str = ""
    lots: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    def values(self) -> dict[str, object]:
        case = {"lots": list(self.lots), "sites": list(self.sites), "parties": list(self.parties)}
        return {"party": self.party, "county": f"{self.county}%", **case}


class Mark(NamedTuple):
    """Where a page ended: the order's columns of its last row."""

    first: str
    second: str


class Party(NamedTuple):
    """`cooperative`: who acts for it; `verified_at`: null until somebody looked at its papers."""

    party: str
    kind: str
    name: str
    county: str
    cooperative: str
    verified_at: datetime | None
    suspended: bool


class Site(NamedTuple):
    site: str
    party: str
    kind: str
    name: str
    county: str
    town: str


class Product(NamedTuple):
    """`more`: packs, yields, season ... as JSON."""

    product: str
    name_zh: str
    name_en: str
    category: str
    measure: str
    county: str
    certificate: bool
    more: str


class Lot(NamedTuple):
    lot: str
    at: datetime
    kind: str
    product: str
    party: str
    site: str
    county: str


class Roll(NamedTuple):
    product: str
    roll: str
    at: datetime
    party: str
    first: str
    last: str
    labels: int


class Stock(NamedTuple):
    """`on_hand` in the lot's base measure; `holds` the ids of the holds on it; `overdrawn` null when it is not."""

    lot: str
    site: str
    party: str
    product: str
    on_hand: Decimal
    last_at: datetime
    holds: list[UUID]
    overdrawn: Decimal | None


class Paper(NamedTuple):
    """`body` and each step's are the plain values of the facts, as JSON."""

    kind: str
    id: UUID
    at: datetime
    party: str
    other: str
    third: str
    site: str
    county: str
    to_region: str
    reference: str
    body: str
    steps: list[dict[str, Any]]


MINE: Final = """(%(party)s = '' OR {0}.party = %(party)s OR {0}.party IN (
    SELECT party FROM {{schema}}.directory_party WHERE cooperative = %(party)s))"""
SITES: Final = f"""
    SELECT site, party, kind, name, county, town FROM {{schema}}.directory_site AS s
     WHERE site > %(after)s AND (county LIKE %(county)s OR site = ANY(%(sites)s)) AND {MINE.format("s")}
     ORDER BY site LIMIT %(limit)s
"""
PRODUCTS: Final = """
    SELECT product, name_zh, name_en, category, measure, county, certificate, more FROM {schema}.directory_product
     WHERE product > %(after)s ORDER BY product LIMIT %(limit)s
"""
LOTS: Final = f"""
    SELECT lot, at, kind, product, party, site, county FROM {{schema}}.directory_lot AS l
     WHERE (at, lot) < (%(at)s::timestamptz, %(id)s COLLATE "C")
       AND (county LIKE %(county)s OR lot = ANY(%(lots)s)) AND {MINE.format("l")}
       AND (%(product)s = '' OR product = %(product)s)
     ORDER BY at DESC, lot DESC LIMIT %(limit)s
"""
STOCKS: Final = f"""
    SELECT lot, site, b.party, b.product, on_hand, last_at,
           ARRAY(SELECT h.hold FROM {{schema}}.directory_hold AS h
                  WHERE (h.lot, h.site) = (b.lot, b.site)
                  GROUP BY h.hold HAVING NOT bool_or(h.ended) ORDER BY h.hold),
           (SELECT o.quantity FROM {{schema}}.balance_overdraft AS o
             WHERE (o.lot, o.site) = (b.lot, b.site) ORDER BY o.version DESC LIMIT 1)
      FROM {{schema}}.balance_stock AS b JOIN {{schema}}.balance_site AS s USING (site)
     WHERE (lot, site) > (%(at)s COLLATE "C", %(id)s COLLATE "C")
       AND (s.county LIKE %(county)s OR lot = ANY(%(lots)s)) AND {MINE.format("b")}
       AND (%(site)s = '' OR site = %(site)s) AND (%(lot)s = '' OR lot = %(lot)s)
       AND (%(empty)s OR on_hand <> 0)
     ORDER BY lot, site LIMIT %(limit)s
"""


async def sites(conn: Connection, region: str, scope: Scope, *, after: str = "", limit: int) -> list[Site]:
    values = scope.values() | {"after": after, "limit": limit}
    return (await ask(conn, [region], SITES, values, Site))[0][1]


async def products(conn: Connection, commons: str, *, after: str = "", limit: int) -> list[Product]:
    return (await ask(conn, [commons], PRODUCTS, {"after": after, "limit": limit}, Product))[0][1]


async def lots(
    conn: Connection, region: str, scope: Scope, *, before: Mark, product: str = "", limit: int
) -> list[Lot]:
    """Lots that began with the party; what it holds is a matter of `stocks`."""
    values = scope.values() | {"at": before.first, "id": before.second, "product": product, "limit": limit}
    return (await ask(conn, [region], LOTS, values, Lot))[0][1]


async def stocks(
    conn: Connection,
    region: str,
    scope: Scope,
    *,
    after: Mark,
    site: str = "",
    lot: str = "",
    empty: bool = False,
    limit: int,
) -> list[Stock]:
    """What lies where; `empty`: what once lay there too."""
    values = scope.values() | {
        "at": after.first,
        "id": after.second,
        "site": site,
        "lot": lot,
        "empty": empty,
        "limit": limit,
    }
    return (await ask(conn, [region], STOCKS, values, Stock))[0][1]
