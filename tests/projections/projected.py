"""Facts of a story told in memory, projected into real tables; and views read from a plain test."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from domain.region import Region
from projections.projection import Fact, Projection
from projections.tables import create

R = TypeVar("R")


def facts_of(region: Region) -> list[Fact]:
    """What was recorded in a region, by position; ordinals count within a command, as the store's do."""
    ordinals: defaultdict[UUID, int] = defaultdict(int)
    facts: list[Fact] = []
    recorder = region.recorder
    for notification in recorder.select_notifications(start=None, limit=100_000):
        event: Any = region.mapper.to_domain_event(notification)
        command = getattr(event, "fact", event.originator_id)
        facts.append(
            Fact(
                region.region, notification.id, event.timestamp, command, ordinals[command], event.originator_id,
                event.originator_version, event.timestamp, event,
            )
        )  # fmt: skip
        ordinals[command] += 1
    return facts


def lay(conn: psycopg.Connection[TupleRow], projection: Projection, schema: str) -> None:
    """Empty tables of the projection in the schema, with the rows of whom they may be read by."""
    for table in projection.tables:
        conn.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(schema, table)))
    create(conn, schema, projection, "live")


def project(conn: psycopg.Connection[TupleRow], projection: Projection, schema: str, *batches: Sequence[Fact]) -> None:
    for batch in batches:
        with conn.transaction():
            projection.project([fact for fact in batch if type(fact.event) in projection.reads], conn, schema)


def rows(conn: psycopg.Connection[TupleRow], projection: Projection, schema: str) -> dict[str, list[TupleRow]]:
    """Every row of every table, sorted by its text."""
    return {
        table: sorted(
            conn.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, table))).fetchall(), key=repr
        )
        for table in projection.tables
    }


def read(conninfo: str, view: Callable[[AsyncConnection[TupleRow]], Awaitable[R]]) -> R:
    """What a view says, on a connection of its own."""

    async def run() -> R:
        async with await AsyncConnection.connect(conninfo, autocommit=True) as connection:
            return await view(connection)

    return asyncio.run(run())
