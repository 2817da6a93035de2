"""Which households has a party to do with: those that it acts for, and those whose goods it took over (grants)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from psycopg import AsyncConnection, Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from projections.ask import ask

GIVERS: Final = """
    SELECT p.other FROM {schema}.directory_paper AS p
     WHERE p.party = %(party)s AND p.kind = 'receipt' AND p.body::jsonb ? 'lines'
    UNION
    SELECT p.party FROM {schema}.directory_paper AS p JOIN {schema}.directory_step AS s USING (id)
     WHERE p.other = %(party)s AND p.kind = 'handover' AND s.what = 'accepted'
"""
"""Who gave goods that %(party)s accepted; a refused purchase has no lines, and grants nothing."""
MINE: Final = "SELECT party FROM {schema}.directory_party WHERE cooperative = %(party)s"
# What one region knows to be the asker's is theirs in every region, for the rest of the transaction (store/rows.py).
_FOUND: Final = f"""
    SELECT party, CASE WHEN %(party)s = current_setting('suyuan.party', true)
                       AND current_setting('suyuan.mine', true) <> ''
                  THEN set_config('suyuan.mine', current_setting('suyuan.mine', true) || ',' || party, true) END
      FROM ({MINE}) AS mine
"""
_TOOK: Final = SQL("SELECT EXISTS (SELECT FROM ({}) AS giver (party) WHERE giver.party = %(household)s)")


class _Household(NamedTuple):
    party: str
    mine: str | None


async def households(conn: AsyncConnection[TupleRow], regions: Sequence[str], party: str) -> list[str]:
    """Those that the asker, `party`, acts for, in any of the regions."""
    found = await ask(conn, regions, _FOUND, {"party": party}, _Household)
    return [row.party for _, rows in found for row in rows]


def took_goods(conn: Connection[TupleRow], region: str, party: str, household: str) -> bool:
    """Whether `party` accepted goods from `household`, as far as the directory has read."""
    givers = SQL(GIVERS).format(schema=Identifier(region))
    row = conn.execute(_TOOK.format(givers), {"party": party, "household": household}).fetchone()
    return row is not None and bool(row[0])
