"""Put many rows into one table in one statement, whatever their number."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, cast, get_args, get_type_hints
from uuid import UUID

import psycopg
from psycopg import sql

TYPES: dict[type, sql.SQL] = {
    str: sql.SQL("text"),
    bool: sql.SQL("boolean"),
    int: sql.SQL("bigint"),
    Decimal: sql.SQL("numeric"),
    UUID: sql.SQL("uuid"),
    datetime: sql.SQL("timestamptz"),
    date: sql.SQL("date"),
}
NOTHING = sql.SQL("ON CONFLICT DO NOTHING")


def put(
    conn: psycopg.Connection[Any],
    schema: str,
    table: str,
    rows: Collection[NamedTuple],
    conflict: sql.SQL = NOTHING,
) -> None:
    """Insert `rows`, named tuples of one class whose fields are columns; `conflict` says what a repeated key does.

    With DO UPDATE no key may stand twice in `rows`.
    """
    if not rows:
        return
    columns = _columns(type(next(iter(rows))))
    statement = sql.SQL("INSERT INTO {} ({}) SELECT * FROM unnest({}) {}").format(
        sql.Identifier(schema, table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(sql.SQL("%s::{}[]").format(kind) for kind in columns.values()),
        conflict,
    )
    conn.execute(statement, [list(column) for column in zip(*rows, strict=True)])


@cache
def _columns(row: type[NamedTuple]) -> dict[str, sql.SQL]:
    """Column -> its PostgreSQL type, from the annotation; `Decimal | None` is a numeric that may be null."""
    hints = cast("dict[str, Any]", get_type_hints(row))
    return {name: TYPES[(get_args(hint) or (hint,))[0]] for name, hint in hints.items()}
