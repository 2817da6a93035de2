"""Read the directory: lists by keyset, newest first, over one region or several."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Whose rows: those of `party` and of households that it acts for; of everybody in `county` (prefix) when empty."""

    party: str = ""
    county: str = ""

    def values(self) -> dict[str, object]:
        return {"party": self.party, "county": f"{self.county}%"}


class Mark(NamedTuple):
    """Where a page ended: the order's columns of its last row."""

    first: str
    second: str


class Party(NamedTuple):
    party: str
    kind: str
    name: str
    county: str
    cooperative: str


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
PARTIES: Final = """
    SELECT party, kind, name, county, cooperative FROM {schema}.directory_party
     WHERE party > %(after)s AND (%(party)s = '' OR kind <> 'household' OR %(party)s IN (party, cooperative))
       AND (kind <> 'household' OR county LIKE %(county)s) AND (%(key)s = '' OR party = %(key)s)
     ORDER BY party LIMIT %(limit)s
"""
SITES: Final = f"""
    SELECT site, party, kind, name, county, town FROM {{schema}}.directory_site AS s
     WHERE site > %(after)s AND county LIKE %(county)s AND {MINE.format("s")}
     ORDER BY site LIMIT %(limit)s
"""
PRODUCTS: Final = """
    SELECT product, name_zh, name_en, category, measure, county, certificate, more FROM {schema}.directory_product
     WHERE product > %(after)s ORDER BY product LIMIT %(limit)s
"""
LOTS: Final = f"""
    SELECT lot, at, kind, product, party, site, county FROM {{schema}}.directory_lot AS l
     WHERE (at, lot) < (%(at)s::timestamptz, %(id)s COLLATE "C") AND county LIKE %(county)s AND {MINE.format("l")}
       AND (%(product)s = '' OR product = %(product)s)
     ORDER BY at DESC, lot DESC LIMIT %(limit)s
"""
ROLLS: Final = f"""
    SELECT product, roll, at, party, first, last, labels FROM {{schema}}.directory_roll AS r
     WHERE (at, roll) < (%(at)s::timestamptz, %(id)s COLLATE "C") AND {MINE.format("r")}
     ORDER BY at DESC, roll DESC LIMIT %(limit)s
"""
STOCKS: Final = f"""
    SELECT lot, site, b.party, b.product, on_hand, last_at,
           ARRAY(SELECT h.hold FROM {{schema}}.directory_hold AS h
                  WHERE (h.lot, h.site) = (b.lot, b.site)
                  GROUP BY h.hold HAVING NOT bool_or(h.ended) ORDER BY h.hold),
           (SELECT o.quantity FROM {{schema}}.balance_overdraft AS o
             WHERE (o.lot, o.site) = (b.lot, b.site) ORDER BY o.version DESC LIMIT 1)
      FROM {{schema}}.balance_stock AS b JOIN {{schema}}.balance_site AS s USING (site)
     WHERE (lot, site) > (%(at)s COLLATE "C", %(id)s COLLATE "C") AND s.county LIKE %(county)s AND {MINE.format("b")}
       AND (%(site)s = '' OR site = %(site)s) AND (%(lot)s = '' OR lot = %(lot)s)
       AND (%(empty)s OR on_hand <> 0)
     ORDER BY lot, site LIMIT %(limit)s
"""
PAPERS: Final = """
    SELECT kind, id, at, party, other, third, site, county, to_region, reference, body,
           coalesce((SELECT json_agg(json_build_object('what', s.what, 'at', s.at, 'party', s.party, 'fact', s.fact,
                                                       'body', s.body::json) ORDER BY s.at, s.fact)
                       FROM {schema}.directory_step AS s WHERE s.id = p.id), '[]')
      FROM {schema}.directory_paper AS p
     WHERE kind = %(kind)s AND (at, id) < (%(at)s::timestamptz, %(id)s::uuid)
       AND (%(party)s = '' OR %(party)s IN (party, other, third)
            OR party IN (SELECT party FROM {schema}.directory_party WHERE cooperative = %(party)s)
            OR id IN (SELECT s.id FROM {schema}.directory_step AS s WHERE s.party = %(party)s))
       AND county LIKE %(county)s AND (%(to_region)s = '' OR (to_region = %(to_region)s AND other = %(party)s))
       AND (%(one)s::uuid IS NULL OR id = %(one)s::uuid)
     ORDER BY at DESC, id DESC LIMIT %(limit)s
"""


async def parties(
    conn: Connection, regions: Sequence[str], scope: Scope, *, after: str = "", key: str = "", limit: int
) -> list[Party]:
    """Enterprises of anybody, households of one's own."""
    values = scope.values() | {"after": after, "key": key, "limit": limit}
    found = await ask(conn, regions, PARTIES, values, Party)
    return sorted(row for _, rows in found for row in rows)[:limit]


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


async def rolls(conn: Connection, region: str, scope: Scope, *, before: Mark, limit: int) -> list[Roll]:
    values = scope.values() | {"at": before.first, "id": before.second, "limit": limit}
    return (await ask(conn, [region], ROLLS, values, Roll))[0][1]


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


async def papers(
    conn: Connection,
    regions: Sequence[str],
    kind: str,
    scope: Scope,
    *,
    before: Mark,
    to_region: str = "",
    one: UUID | None = None,
    limit: int,
) -> list[tuple[str, Paper]]:
    """(region of the paper, paper). `to_region`: only those on their way to the party there."""
    values = scope.values() | {
        "kind": kind,
        "at": before.first,
        "id": before.second,
        "to_region": to_region,
        "one": one,
        "limit": limit,
    }
    found = [(region, row) for region, rows in await ask(conn, regions, PAPERS, values, Paper) for row in rows]
    return sorted(found, key=lambda pair: (pair[1].at, pair[1].id), reverse=True)[:limit]
