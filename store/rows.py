"""Whose rows a connection reads: PostgreSQL's row-level security, below every query and every policy above.

Reads run as the role READER, which owns nothing, writes nothing and is bound by every policy; what a transaction says
in its settings decides which rows there are for it. It says nothing: there are none. The process's own work runs as the
login, which owns the tables, is bound too (FORCE) and says `suyuan.asker = system`. Decision 15.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

READER: Final = "suyuan_reader"
"""Made by migration 0004; the login is a member of it."""
Asker = Literal["public", "member", "official", "whole", "house"]
"""public: a scanned page. member, official: somebody who is signed in. whole: what is added up or matched over
everybody's rows before anything of it is told. house: tokens, imports, exports, which belong to none of those."""

ASKER: Final = "(SELECT current_setting('suyuan.asker', true))"
PARTY: Final = "(SELECT nullif(current_setting('suyuan.party', true), ''))"
MINE: Final = "(SELECT {region}.mine())::text[]"
"""The asker's party and the households that it acts for; of officials nobody."""
AREA: Final = "(SELECT nullif(current_setting('suyuan.area', true), ''))"
"""A pattern of county codes, of officials; null: none."""
SYSTEM: Final = f"{ASKER} <> '' AND (SELECT current_user) <> '{READER}'"
"""The owner, who must say that it asks: as the system, or in a function of migration 0004 for whoever called it."""

OPEN: Final = ("migration", "head", "follower", "lease", "parked", "store_mark")
"""Tables of the system's own state, in every schema: nobody's rows."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """With whose eyes to read. `party`: theirs. `area`: of officials, a county prefix; empty: everywhere."""

    asker: Asker
    party: str = ""
    area: str = ""


PUBLIC: Final = Eyes("public")
WHOLE: Final = Eyes("whole")
HOUSE: Final = Eyes("house")
EVERYWHERE: Final = Eyes("official")
"""Who sits at the machine."""


def settings_of(eyes: Eyes) -> str:
    """A statement that holds until the transaction ends."""
    values = {
        "asker": eyes.asker,
        "party": eyes.party,
        "mine": eyes.party if eyes.asker == "member" else "",
        "area": f"{eyes.area}%" if eyes.asker == "official" else "",
    }
    calls = [f"set_config('suyuan.{name}', {_quoted(value)}, true)" for name, value in values.items()]
    return f"SELECT {', '.join(calls)}"


@asynccontextmanager
async def seen(connection: AsyncConnection[TupleRow], eyes: Eyes) -> AsyncGenerator[None]:
    """A transaction of a reading connection that has the rows of `eyes`; one round trip to begin, one to end."""
    await connection.execute(f"BEGIN READ ONLY; {settings_of(eyes)}".encode())
    try:
        yield
    except BaseException:
        if not connection.closed:
            await connection.rollback()
        raise
    await connection.execute("COMMIT")


@asynccontextmanager
async def as_whole(connection: AsyncConnection[TupleRow]) -> AsyncGenerator[None]:
    """Inside `seen`: what sums and matches are made of, whosever it is, and then one's own again."""
    cursor = await connection.execute(
        "SELECT current_setting('suyuan.asker', true), set_config('suyuan.asker', 'whole', true)"
    )
    row = await cursor.fetchone()
    yield
    await connection.execute("SELECT set_config('suyuan.asker', %s, true)", (row and row[0],))


def see(connection: psycopg.Connection[Any], eyes: Eyes) -> None:
    """Let the transaction of a synchronous connection have the rows of `eyes`, to its end."""
    connection.execute(f"SET LOCAL ROLE {READER}; {settings_of(eyes)}".encode())


def guard(
    connection: psycopg.Connection[Any], schema: str, table: str, condition: str = "", columns: Iterable[str] = ()
) -> None:
    """Force row-level security on a table: the system's work has all rows, READER those of `condition` (else none).

    `columns`: which of them READER may read; empty: all.
    """
    name = Identifier(schema, table)
    statements = [
        SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(name),
        SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(name),
        SQL("CREATE POLICY system ON {} USING ({})").format(name, _raw(SYSTEM)),
    ]
    if condition:
        some = SQL("({})").format(SQL(", ").join(map(Identifier, columns))) if columns else SQL("")
        statements += [
            SQL("CREATE POLICY reader ON {} FOR SELECT TO {} USING ({})").format(
                name, Identifier(READER), _raw(condition)
            ),
            SQL("GRANT SELECT {} ON {} TO {}").format(some, name, Identifier(READER)),
        ]
    for statement in statements:
        connection.execute(statement)


def protect(connection: psycopg.Connection[Any], schema: str) -> None:
    """Guard every table of a schema that nothing guards yet: what a new migration makes is the system's alone."""
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
        " AND NOT relrowsecurity AND relname <> ALL(%s) AND obj_description(oid, 'pg_class') IS NULL ORDER BY 1",
        (schema, list(OPEN)),
    ).fetchall()
    for (table,) in rows:
        guard(connection, schema, table)


def guarded(connection: psycopg.Connection[Any], schema: str, table: str) -> bool:
    """Whether row-level security is forced on a table."""
    row = connection.execute(
        "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = to_regclass(%s)",
        (f'"{schema}"."{table}"',),
    ).fetchone()
    return row is not None and bool(row[0])


def copies(connection: psycopg.Connection[Any]) -> bool:
    """Whether COPY may write a guarded table: only for whom no policy binds (PostgreSQL documentation, COPY)."""
    return connection.info.parameter_status("is_superuser") == "on"


def _raw(text: str) -> SQL:
    return SQL(text.replace("{", "{{").replace("}", "}}"))  # pyright: ignore[reportArgumentType]  a text of ours


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
