"""Tell whether two tables hold the same rows, without moving the rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import psycopg
from psycopg.sql import SQL, Identifier


class TableContent(NamedTuple):
    """How many rows, and the sum of their hashes: equal for equal sets of rows, whatever their order."""

    rows: int
    digest: int


def contents(conn: psycopg.Connection[Any], schema: str, tables: Iterable[str]) -> dict[str, TableContent]:
    """What each table of `schema` holds now."""
    found: dict[str, TableContent] = {}
    for table in tables:
        statement = SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {} AS t")
        row = conn.execute(statement.format(Identifier(schema, table))).fetchone()
        assert row is not None
        found[table] = TableContent(row[0], int(row[1]))
    return found
