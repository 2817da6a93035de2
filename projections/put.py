"""Put many rows into one table in one statement, whatever their number."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec
import psycopg
from psycopg import sql

NOTHING = sql.SQL("ON CONFLICT DO NOTHING")


def put(
    conn: psycopg.Connection[Any],
    schema: str,
    table: str,
    rows: Collection[NamedTuple],
    conflict: sql.SQL = NOTHING,
) -> None:
    """Insert `rows`, named tuples of one class whose fields are columns; `conflict` says what a repeated key does.

    With DO UPDATE no key may stand twice in `rows`. The rows travel as one JSON text: the driver would take twice as
    long to write them as arrays, and the server takes no longer to read them.
    """
    if not rows:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, next(iter(rows))._fields))
    statement = sql.SQL(
        "INSERT INTO {0} ({1}) SELECT {1} FROM json_populate_recordset(NULL::{0}, %s::json) {2}"
    ).format(sql.Identifier(schema, table), columns, conflict)
    conn.execute(statement, [msgspec.json.encode([row._asdict() for row in rows]).decode()])
