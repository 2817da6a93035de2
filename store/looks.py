"""Remember who looked at whose data, on what basis: before the answer is given, and forever (decision 17)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from store.datastore import Datastore
from store.settings import COMMONS

Basis = Literal["area", "case", "reason"]
NEWEST: Final = 2**63 - 1
"""Before which every position lies."""


class Look(NamedTuple):
    """One answer to an official. `jurisdiction` empty: everywhere. `reference`: a case's number, or an export.

    `asked`: of a trace, what was traced. `seen`: owner -> the ids of theirs that were shown. No personal values.
    """

    at: datetime
    person: str
    party: str
    role: str
    jurisdiction: str
    basis: Basis
    reference: str
    what: str
    asked: str
    seen: Mapping[str, Sequence[str]]


class Kept(NamedTuple):
    """A look and where it stands: 1, 2, 3 ..."""

    position: int
    look: Look


_PUT: Final = f"SELECT {COMMONS}.put_look({', '.join(['%s'] * len(Look._fields))})".encode()
_SELECT: Final = f"SELECT position, {', '.join(Look._fields)} FROM {COMMONS}.look"
_NEWEST_FIRST: Final = "position < %(before)s ORDER BY position DESC LIMIT %(limit)s"
_AT: Final = f"""{_SELECT} WHERE position IN (
    SELECT DISTINCT position FROM {COMMONS}.look_owner WHERE owner = ANY(%(owners)s) AND {_NEWEST_FIRST}
) ORDER BY position DESC"""
_BY: Final = f"{_SELECT} WHERE (person = %(person)s OR party = %(party)s) AND {_NEWEST_FIRST}"
_FOR: Final = f"{_SELECT} WHERE reference = %(case)s AND party = %(party)s AND basis = 'case' AND {_NEWEST_FIRST}"
_WITHIN: Final = f"{_SELECT} WHERE starts_with(jurisdiction, %(prefix)s) AND {_NEWEST_FIRST}"
_BROKEN: Final = f"""
    SELECT position FROM (
        SELECT position, chain, row_number() OVER (ORDER BY position) AS number, seen,
               {COMMONS}.look_link(coalesce(lag(chain) OVER (ORDER BY position), ''), a) AS link
          FROM {COMMONS}.look AS a) AS linked
     WHERE chain <> link OR position <> number
        OR EXISTS (SELECT FROM jsonb_object_keys(seen) AS key
                     LEFT JOIN {COMMONS}.look_owner AS o ON (o.owner, o.position) = (key, linked.position)
                    WHERE o.owner IS NULL)
    UNION
    SELECT h.position FROM {COMMONS}.look_head AS h
      LEFT JOIN LATERAL (SELECT position, chain FROM {COMMONS}.look ORDER BY position DESC LIMIT 1) AS l ON true
     WHERE (h.position, h.chain) IS DISTINCT FROM (coalesce(l.position, 0), coalesce(l.chain, ''))
     ORDER BY 1
""".encode()


def remember(datastore: Datastore, look: Look) -> None:
    """Raises StoreError; then nothing may be answered."""
    with datastore.connection() as connection:
        connection.execute(_PUT, (*look[:-1], Jsonb(look.seen)))


def broken_looks(datastore: Datastore) -> list[int]:
    """Positions at which the chain shows that a look was changed or taken away, or that its owner cannot find it."""
    with datastore.connection() as connection:
        return [row[0] for row in connection.execute(_BROKEN).fetchall()]


async def looks_at(
    connection: AsyncConnection[TupleRow], owners: Collection[str], *, before: int = NEWEST, limit: int
) -> list[Kept]:
    """Looks at what belongs to one of `owners`, here and below the newest first."""
    return await _kept(connection, _AT, before, limit, owners=list(owners))


async def looks_by(
    connection: AsyncConnection[TupleRow], person: str, party: str, *, before: int = NEWEST, limit: int
) -> list[Kept]:
    """Looks of a person, and of everybody who works for an authority."""
    return await _kept(connection, _BY, before, limit, person=person, party=party)


async def looks_for(
    connection: AsyncConnection[TupleRow], case: str, party: str, *, before: int = NEWEST, limit: int
) -> list[Kept]:
    """Looks for a case of an authority."""
    return await _kept(connection, _FOR, before, limit, case=case, party=party)


async def looks_within(
    connection: AsyncConnection[TupleRow], prefix: str, *, before: int = NEWEST, limit: int
) -> list[Kept]:
    """Looks of officials whose jurisdiction lies in that of `prefix`; of everybody when it is empty."""
    return await _kept(connection, _WITHIN, before, limit, prefix=prefix)


async def _kept(
    connection: AsyncConnection[TupleRow], statement: str, before: int, limit: int, **values: object
) -> list[Kept]:
    cursor = await connection.execute(statement.encode(), values | {"before": before, "limit": limit})
    return [Kept(position, Look(*row)) for position, *row in await cursor.fetchall()]
