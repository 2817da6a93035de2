"""Every guarded table as somebody's reading connection has it: no policy above, no address, no filter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow, dict_row
from psycopg.sql import SQL, Identifier

from store.datastore import Datastore
from store.rows import READER, Eyes

T = TypeVar("T")
Rows = list[dict[str, Any]]
OF_ALL = (
    "SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
    " WHERE relkind = 'r' AND nspname !~ '^(pg_|information_schema)'"
)


def readable(conninfo: str, schema: str) -> list[str]:
    """Tables of a schema whose every column READER may ask for."""
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute(
            f"{OF_ALL} AND nspname = %s AND has_table_privilege(%s, c.oid, 'SELECT') ORDER BY 2".encode(),
            (schema, READER),
        )
        return [table for _, table in rows]


def everything(conninfo: str, schema: str, table: str) -> Rows:
    """As the server's superuser has it."""
    with psycopg.connect(conninfo) as connection:
        cursor = connection.cursor(row_factory=dict_row)
        return cursor.execute(SQL("SELECT * FROM {}").format(Identifier(schema, table))).fetchall()


def tables_read(conninfo: str, schema: str, tables: list[str], eyes: Eyes | None) -> dict[str, Rows]:
    """Table -> what the pool for reads has of it."""

    async def read(connection: AsyncConnection[TupleRow]) -> dict[str, Rows]:
        found: dict[str, Rows] = {}
        for table in tables:
            cursor = connection.cursor(row_factory=dict_row)
            await cursor.execute(SQL("SELECT * FROM {}").format(Identifier(schema, table)))
            found[table] = await cursor.fetchall()
        return found

    return asked(conninfo, eyes, read)


def asked(conninfo: str, eyes: Eyes | None, question: Callable[[AsyncConnection[TupleRow]], Awaitable[T]]) -> T:
    """The answer on a connection of a pool for reads."""

    async def ask() -> T:
        store = Datastore(conninfo, command_connections=1, read_connections=1)
        await store.open_reads()
        try:
            async with store.reading(eyes) as connection:
                return await question(connection)
        finally:
            await store.close_reads()
            store.close()

    return asyncio.run(ask())
