"""Whose stocks are in a sum: of some lots, or at some sites, as far as they lie in an area."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask

OWNERS: Final = """
    SELECT DISTINCT b.party, CASE WHEN b.lot = ANY(%(lots)s) THEN b.lot ELSE b.site END
      FROM {schema}.balance_stock AS b JOIN {schema}.balance_site AS s USING (site)
     WHERE (b.lot = ANY(%(lots)s) OR b.site = ANY(%(sites)s)) AND starts_with(s.county, %(county)s)
"""


class Owned(NamedTuple):
    """`id`: the lot, or else the site."""

    party: str
    id: str


async def owners(
    conn: AsyncConnection[TupleRow], regions: Sequence[str], lots: Collection[str], sites: Collection[str], county: str
) -> list[Owned]:
    """`county`: a prefix; empty: everywhere."""
    values = {"lots": list(lots), "sites": list(sites), "county": county}
    found = await ask(conn, regions, OWNERS, values, Owned) if lots or sites else ()
    return [row for _, rows in found for row in rows]
