"""A refused statement among several of one round trip is raised as it is, and the log stays still."""

from __future__ import annotations

import asyncio
import logging

import psycopg
import pytest
from psycopg.errors import UndefinedTable

from store.round_trip import round_trip

MANY = 40


async def _asked(conninfo: str, refused: int) -> list[int]:
    """Some statements, of which number `refused` asks a table that is not there; then one more on the connection."""
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
        try:
            async with round_trip(connection):
                cursors = []
                for number in range(MANY):
                    statement = b"SELECT 1 FROM nowhere" if number == refused else b"SELECT %s::int"
                    cursors.append(await connection.execute(statement, () if number == refused else (number,)))
                    await asyncio.sleep(0.002)  # what was refused is known before the last is sent
            return [row[0] for cursor in cursors for row in await cursor.fetchall()]
        finally:
            last = await connection.execute("SELECT 7")
            assert await last.fetchone() == (7,)


def test_what_is_asked_at_once_is_answered_in_order(conninfo: str) -> None:
    assert asyncio.run(_asked(conninfo, MANY)) == list(range(MANY))


@pytest.mark.parametrize("refused", [0, MANY // 2, MANY - 1])
def test_a_refusal_is_raised_as_it_is_and_nothing_is_logged(
    conninfo: str, caplog: pytest.LogCaptureFixture, refused: int
) -> None:
    with caplog.at_level(logging.WARNING, "psycopg"), pytest.raises(UndefinedTable):
        asyncio.run(_asked(conninfo, refused))
    assert caplog.messages == []
