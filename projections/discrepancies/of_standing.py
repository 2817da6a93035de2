"""What suspended parties did all the same: their phones had seen it, and nobody could refuse it any more (D6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.discrepancies.discrepancy import Found, Mark, Wanted
from projections.discrepancies.of_stock import local

KINDS: Final = frozenset({"while_suspended"})

STATEMENT = """
WITH keyed AS (
    SELECT *, ('while_suspended/' || fact || '//' || site) COLLATE "C" AS key FROM {schema}.directory_breach
)
SELECT 'while_suspended', at, fact, '', site, county, party, '', '', NULL::numeric, NULL::numeric, '', '', NULL::uuid,
       NULL::timestamptz
  FROM keyed
 WHERE county LIKE %(county)s AND (%(party)s = '' OR party = %(party)s) AND %(product)s = ''
   AND (at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(from_day)s AND %(to_day)s
   AND (at, key) < (%(at)s, %(key)s)
 ORDER BY at DESC, key DESC LIMIT %(limit)s
"""


async def of_standing(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], wanted: Wanted, before: Mark, limit: int
) -> Found:
    """The first `limit` of each region before the mark; whoever asks for one product is told of goods alone."""
    return await local(connection, regions, STATEMENT, wanted, before, limit)
