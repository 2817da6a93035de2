"""What plain psycopg reaches on the same server with the same bytes and the same durability."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import StoredEvent

from api.cli.serving.child import settle
from bench.race import race
from store import wire
from store.records import Save

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

CONNECTIONS = 8
STREAM_EVENTS = 5
"""Events of a stream, on average, when a command reads it."""

TABLES = """
    CREATE SCHEMA raw;
    CREATE TABLE raw.event (LIKE yunfu.event INCLUDING ALL);
    CREATE TABLE raw.command (LIKE yunfu.command INCLUDING ALL);
    CREATE SEQUENCE raw.position;
"""
READ = "SELECT originator_version, topic, state FROM raw.event WHERE originator_id = %s ORDER BY originator_version"
WRITE = """
    WITH written AS (
        INSERT INTO raw.event VALUES (%s, %s, %s, %s, nextval('raw.position'), %s, %s, 0) RETURNING notification_id
    )
    INSERT INTO raw.command
    SELECT '9521234000013', 'person-1', %s, %s, 'member', 'phone-1', %s, %s, %s, false, NULL, '{}', 1,
           notification_id, %s::jsonb, %s
      FROM written
"""
COPY = """
    COPY raw.event (notification_id, recorded_at, originator_id, originator_version, topic, state, command_id, ordinal)
    FROM STDIN (FORMAT BINARY)
"""


def make_tables(conninfo: str) -> None:
    """Make tables of the same shape and indexes as a region's, without its append function and head."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(TABLES)


def one_at_a_time(conninfo: str, commands: int, topic: str, state: bytes) -> float:
    """Commands a second on one connection: read the stream, then one statement and commit for event and command."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        _commands(connection, ids(20), topic, state)  # statements are prepared after some use
        commanded = ids(commands)
        started = time.perf_counter()
        _commands(connection, commanded, topic, state)
        return commands / (time.perf_counter() - started)


def concurrent(conninfo: str, commands: int, topic: str, state: bytes) -> float:
    """The same on CONNECTIONS connections at once, each from a process of its own, so that no Python lock is shared."""
    each = commands // CONNECTIONS
    return each * CONNECTIONS / race(CONNECTIONS, _client, conninfo, each, topic, state)


def copy(conninfo: str, events: int, topic: str, state: bytes, batch: int) -> float:
    """Events a second by binary COPY, `batch` in a transaction, every byte packed beforehand."""
    now = wire.microseconds(datetime.now(UTC))
    with psycopg.connect(conninfo, autocommit=True) as connection:
        row = connection.execute("SELECT nextval('raw.position')").fetchone()
        assert row is not None
        first = row[0] + 1
        buffers = [
            b"".join(wire.copy_rows([Save([StoredEvent(uuid4(), 1, topic, state) for _ in range(batch)])], start, now))
            for start in range(first, first + events, batch)
        ]
        started = time.perf_counter()
        with connection.cursor() as cursor:
            for buffer in buffers:
                with cursor.copy(COPY) as sink:
                    sink.write(buffer)
        elapsed = time.perf_counter() - started
        connection.execute("SELECT setval('raw.position', %s)", (first + events,))
    return events / elapsed


def ids(count: int) -> list[UUID]:
    """Ids of commands, made beforehand: a client brings its own."""
    return [uuid4() for _ in range(count)]


def _client(conninfo: str, commands: int, topic: str, state: bytes, start: Barrier, end: Barrier) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        _commands(connection, ids(20), topic, state)
        commanded = ids(commands)
        settle()
        start.wait()
        _commands(connection, commanded, topic, state)
        end.wait()


def _commands(connection: psycopg.Connection, commanded: list[UUID], topic: str, state: bytes) -> None:
    streams = ids(max(1, len(commanded) // (2 * STREAM_EVENTS)))
    cursor = connection.cursor()
    for number, command in enumerate(commanded):
        stream, now = streams[number % len(streams)], datetime.now(UTC)
        version = 1 + len(cursor.execute(READ, (stream,), prepare=True).fetchall())
        written = f'[["{stream}",{version}]]'
        cursor.execute(
            WRITE,
            (stream, version, topic, state, now, command, command, b"c" * 32, now, now, now, written, b"{}"),
            prepare=True,
        )
