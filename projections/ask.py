"""Ask every region the same question: one query a region, all sent at once, answers merged by the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from store.round_trip import round_trip

R = TypeVar("R", bound=NamedTuple)


async def ask(
    connection: AsyncConnection[TupleRow],
    regions: Sequence[str],
    statement: str,
    values: Mapping[str, object],
    row: type[R],
) -> list[tuple[str, list[R]]]:
    """(region, its rows) in the order of `regions`. `statement` names its tables `{schema}.table`."""
    make: Any = row
    async with round_trip(connection):
        cursors = [
            await connection.execute(statement.replace("{schema}", f'"{region}"').encode(), dict(values))
            for region in regions
        ]
    return [
        (region, [make(*one) for one in await cursor.fetchall()])
        for region, cursor in zip(regions, cursors, strict=True)
    ]
