"""The tables of projections: made at the first start, stamped with the version of the code that fills them.

Their row-level security comes with them: what makes a row somebody's stands in `projections.whose`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

import psycopg
from psycopg.sql import SQL, Identifier
from psycopg.sql import Literal as Quoted

from projections.projection import Projection
from projections.whose import WHOSE
from store import rows
from store.datastore import Datastore

Build = Literal["live", "next"]
"""The tables that are read, and those that are built beside them."""


def schema_of(region: str, build: Build) -> str:
    """Where a build's tables are; the follower's own rows are always in the region's schema."""
    return region if build == "live" else f"{region}__next"


def stamp(projection: Projection) -> str:
    """The comment on each table of a build. It moves with the table, so tables always say what made them."""
    return f"{projection.name} {projection.version}"


def ensure_tables(datastore: Datastore, regions: Iterable[str], projections: Iterable[Projection]) -> list[str]:
    """Make the tables of each projection that has none yet, empty, at position 0; returns what was made."""
    made: list[str] = []
    for region in regions:
        for projection in projections:
            with datastore.transaction() as conn:
                if claim(conn, region, projection, "live"):  # who inserts the row makes the tables; others wait for it
                    create(conn, region, projection, "live")
                    made.append(f"{region}/{projection.name}")
                else:
                    _guard(conn, region, projection, "live")  # tables of a version that knew nothing of it
    return made


def claim(conn: psycopg.Connection[Any], region: str, projection: Projection, build: Build) -> bool:
    """Insert the follower's row at position 0; False when it is there already."""
    statement = SQL("INSERT INTO {}.follower VALUES (%s, %s, 0, %s) ON CONFLICT DO NOTHING").format(Identifier(region))
    return conn.execute(statement, (projection.name, build, datetime.now(UTC))).rowcount == 1


def create(conn: psycopg.Connection[Any], region: str, projection: Projection, build: Build) -> None:
    """Make the tables of a build, empty and stamped."""
    schema = schema_of(region, build)
    conn.execute(projection.ddl.replace("{schema}", schema).encode())
    for table in projection.tables:
        conn.execute(SQL("COMMENT ON TABLE {} IS {}").format(Identifier(schema, table), Quoted(stamp(projection))))
    _guard(conn, region, projection, build)


def _guard(conn: psycopg.Connection[Any], region: str, projection: Projection, build: Build) -> None:
    schema = schema_of(region, build)
    for table in projection.tables:
        if not rows.guarded(conn, schema, table):
            condition = WHOSE.get(table, "").replace("{schema}", schema).replace("{region}", region)
            rows.guard(conn, schema, table, condition)


def tables_of(conn: psycopg.Connection[Any], region: str, projection: Projection, build: Build) -> dict[str, str]:
    """The tables that any version of `projection` made, with their stamps."""
    rows = conn.execute(
        "SELECT c.relname, obj_description(c.oid, 'pg_class') FROM pg_class AS c"
        " JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relkind = 'r' AND obj_description(c.oid, 'pg_class') ~ %s ORDER BY 1",
        (schema_of(region, build), f"^{projection.name} [0-9]+$"),
    )
    return dict(rows.fetchall())


def outdated(conn: psycopg.Connection[Any], region: str, projection: Projection) -> bool:
    """True when the live tables were made by another version of the code."""
    return set(tables_of(conn, region, projection, "live").values()) != {stamp(projection)}
