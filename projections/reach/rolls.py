"""Which rolls of labels does somebody see? One's own; officials those of parties with a place in the area."""

from __future__ import annotations

from typing import Final, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask
from projections.directory import Mark, Roll, Scope
from projections.reach.households import MINE

ROLLS: Final = f"""
    SELECT product, roll, at, party, first, last, labels FROM {{schema}}.directory_roll AS r
     WHERE (at, roll) < (%(at)s::timestamptz, %(id)s COLLATE "C")
       AND CASE WHEN %(party)s <> '' THEN r.party = %(party)s OR r.party IN ({MINE})
                ELSE %(county)s = '%%' OR r.party = ANY(%(parties)s) OR r.party IN (
                     SELECT s.party FROM {{schema}}.directory_site AS s WHERE s.county LIKE %(county)s) END
     ORDER BY at DESC, roll DESC LIMIT %(limit)s
"""
_COUNTIES: Final = "SELECT DISTINCT county FROM {schema}.directory_site WHERE party = %(party)s"


class _County(NamedTuple):
    county: str


async def rolls(conn: AsyncConnection[TupleRow], region: str, scope: Scope, *, before: Mark, limit: int) -> list[Roll]:
    """Newest first."""
    values = scope.values() | {"at": before.first, "id": before.second, "limit": limit}
    return (await ask(conn, [region], ROLLS, values, Roll))[0][1]


async def counties_of(conn: AsyncConnection[TupleRow], region: str, party: str) -> frozenset[str]:
    """Where a party has places in a region."""
    found = await ask(conn, [region], _COUNTIES, {"party": party}, _County)
    return frozenset(row.county for row in found[0][1])
