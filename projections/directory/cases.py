"""Read the cases of an authority."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask
from projections.directory.views import Mark

CASES: Final = """
    SELECT o.number, o.at, o.subject, o.code, o.jurisdiction, c.at, coalesce(c.code, '')
      FROM {schema}.directory_case AS o
      LEFT JOIN {schema}.directory_case AS c ON (c.party, c.number, c.closed) = (o.party, o.number, true)
     WHERE o.party = %(party)s AND NOT o.closed AND (c.at IS NOT NULL) = %(closed)s
       AND (o.at, o.number) < (%(at)s::timestamptz, %(number)s COLLATE "C")
     ORDER BY o.at DESC, o.number DESC LIMIT %(limit)s
"""


class CaseFile(NamedTuple):
    """`reason` and `outcome` are codes; `jurisdiction`: of who opened it. `closed_at`: null while it is open."""

    number: str
    opened_at: datetime
    subject: str
    reason: str
    jurisdiction: str
    closed_at: datetime | None
    outcome: str


async def cases(
    conn: AsyncConnection[TupleRow], commons: str, party: str, *, closed: bool = False, before: Mark, limit: int
) -> list[CaseFile]:
    """Of one authority, those that are open, or those that were closed; the one opened last first."""
    values = {"party": party, "closed": closed, "at": before.first, "number": before.second, "limit": limit}
    return (await ask(conn, [commons], CASES, values, CaseFile))[0][1]
