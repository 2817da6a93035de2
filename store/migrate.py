"""Bring the schema of every region to the form that this code expects: run once, by one process, before serving.

Files are applied in the order of their names to every region and to commons; files named `commons_*` to commons
alone. A file is applied once per schema and never edited afterwards. Workers run no DDL; they call `check`. The schema
of the vault's keys is no part of an ordinary dump: it is made before anything else, where it is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files

import psycopg
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from store.errors import NotMigrated
from store.rows import protect
from store.settings import COMMONS, KEYS

MIGRATION_LOCK = 0x53757975
"""Advisory lock ("Suyu"); only this step takes it, and under Citus DDL runs on the coordinator alone."""


def migrate(conninfo: str, schemas: Iterable[str]) -> list[str]:
    """Apply what is missing, in one transaction under a lock; returns what was applied as `schema/file`."""
    applied: list[str] = []
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        connection.execute("SET suyuan.asker = 'system'")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        connection.execute(files("store").joinpath("vault/keys.sql").read_bytes())
        for schema in schemas:
            connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(schema)))
            connection.execute(
                SQL("CREATE TABLE IF NOT EXISTS {}.migration (name text PRIMARY KEY, applied_at timestamptz)").format(
                    Identifier(schema)
                )
            )
            done = _done(connection, schema)
            for name, text in _migrations(schema):
                if name not in done:
                    connection.execute(text.encode())
                    connection.execute(
                        SQL("INSERT INTO {}.migration VALUES (%s, clock_timestamp())").format(Identifier(schema)),
                        (name,),
                    )
                    applied.append(f"{schema}/{name}")
            protect(connection, schema)
        protect(connection, KEYS)
    return applied


def check(conninfo: str, schemas: Iterable[str]) -> None:
    """Raise NotMigrated when a schema lacks a migration that this code knows; newer ones are tolerated."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        if not _exists(connection, f"{KEYS}.vault_key"):
            message = f"schema {KEYS} is missing: restore it, or run the migration step to go on without"
            raise NotMigrated(message)
        for schema in schemas:
            done = _done(connection, schema) if _exists(connection, f"{schema}.migration") else frozenset[str]()
            missing = [name for name, _ in _migrations(schema) if name not in done]
            if missing:
                message = f"schema {schema} lacks {', '.join(missing)}: run the migration step"
                raise NotMigrated(message)


def _exists(connection: psycopg.Connection[TupleRow], table: str) -> bool:
    found = connection.execute("SELECT to_regclass(%s)", (table,)).fetchone()
    return found is not None and found[0] is not None


def _done(connection: psycopg.Connection[TupleRow], schema: str) -> frozenset[str]:
    rows = connection.execute(SQL("SELECT name FROM {}.migration").format(Identifier(schema)))
    return frozenset(row[0] for row in rows)


def _migrations(schema: str) -> Iterator[tuple[str, str]]:
    for file in sorted(files("store").joinpath("migrations").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".sql") or (file.name.startswith("commons_") and schema != COMMONS):
            continue
        yield file.name.removesuffix(".sql"), file.read_text(encoding="utf-8").replace("{schema}", schema)
