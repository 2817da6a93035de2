"""Marks on the whole store: that it holds a demo season, and that this season is still being loaded."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg
from psycopg.sql import SQL, Identifier

LOADING = "demo_loading"
"""Present from before the first demo fact until after the last; its value is the percentage done."""


def wants_season(conninfo: str, schemas: Iterable[str]) -> bool:
    """True for a store without any fact, and for one whose season was interrupted. Marks it as loading."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        heads = SQL(" UNION ALL ").join(SQL("SELECT position FROM {}.head").format(Identifier(one)) for one in schemas)
        row = connection.execute(SQL("SELECT max(position) FROM ({}) AS head").format(heads)).fetchone()
        interrupted = connection.execute("SELECT FROM commons.store_mark WHERE key = %s", (LOADING,)).fetchone()
        if interrupted is None and row is not None and row[0]:
            return False
        _put(connection, 0)
        return True


def say_loading(conninfo: str, percent: int) -> None:
    """Let pages say how far the season is."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        _put(connection, percent)


def say_loaded(conninfo: str) -> None:
    """The season is complete."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        connection.execute("DELETE FROM commons.store_mark WHERE key = %s", (LOADING,))


def _put(connection: psycopg.Connection, percent: int) -> None:
    connection.execute(
        "INSERT INTO commons.store_mark VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (LOADING, str(percent)),
    )
