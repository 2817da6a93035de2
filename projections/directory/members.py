"""Read who works for a party, and how the party stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask

MEMBERS: Final = """
    SELECT person, role, jurisdiction, inviter, since, suspended FROM {schema}.directory_member
     WHERE party = %(party)s AND person > %(after)s AND ended_at IS NULL ORDER BY person LIMIT %(limit)s
"""
STANDING: Final = """
    SELECT party, kind, county, cooperative, credit_code, verified_at, suspended FROM {schema}.directory_party
     WHERE party = %(party)s
"""


class Member(NamedTuple):
    """Somebody at work. `inviter`: the person who invited them."""

    person: str
    role: str
    jurisdiction: str
    inviter: str
    since: datetime
    suspended: bool


class Standing(NamedTuple):
    """A registered party. `cooperative`: who acts for it; `verified_at`: null until somebody looked at its papers."""

    party: str
    kind: str
    county: str
    cooperative: str
    credit_code: str
    verified_at: datetime | None
    suspended: bool


async def members(
    conn: AsyncConnection[TupleRow], region: str, party: str, *, after: str = "", limit: int
) -> list[Member]:
    """Of one party, in its home region, by person."""
    values = {"party": party, "after": after, "limit": limit}
    return (await ask(conn, [region], MEMBERS, values, Member))[0][1]


async def standing(conn: AsyncConnection[TupleRow], regions: Sequence[str], party: str) -> tuple[str, Standing] | None:
    """(region, how the party stands) of the one of `regions` where it is registered."""
    found = await ask(conn, regions, STANDING, {"party": party}, Standing)
    return next(((region, row) for region, rows in found for row in rows), None)
