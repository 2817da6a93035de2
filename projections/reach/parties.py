"""Which parties does somebody see? Enterprises are a public register; a household is known to few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask
from projections.directory import Party, Scope
from projections.reach.households import GIVERS

PARTIES: Final = f"""
    SELECT party, kind, name, county, cooperative, verified_at, suspended FROM {{schema}}.directory_party
     WHERE party > %(after)s AND (%(key)s = '' OR party = %(key)s)
       AND (kind <> 'household' OR CASE WHEN %(party)s = '' THEN county LIKE %(county)s OR party = ANY(%(parties)s)
            ELSE %(party)s IN (party, cooperative) OR party IN ({GIVERS}) END)
     ORDER BY party LIMIT %(limit)s
"""


async def parties(
    conn: AsyncConnection[TupleRow], regions: Sequence[str], scope: Scope, *, after: str = "", key: str = "", limit: int
) -> list[Party]:
    """Enterprises of anybody; households of one's own, of the area, and those whose goods one took over."""
    values = scope.values() | {"after": after, "key": key, "limit": limit}
    found = await ask(conn, regions, PARTIES, values, Party)
    return sorted((row for _, rows in found for row in rows), key=lambda row: row.party)[:limit]
