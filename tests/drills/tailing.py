"""Eight processes write while one reads the tail and VACUUM runs: how many events does the reader miss?

Run as a module it is one of the writers: `python -m tests.drills.tailing ours|library <conninfo> <number> <events>`.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from store.datastore import Datastore
from store.recorder import Recorder

WRITERS = 8
REGION = "yunfu"
SIZES = (1, 1, 3, 1, 20, 1, 5, 250, 1, 2)
"""Events of one save, in turn: a phone, a form, a day's outbox, an import (by COPY)."""
ROOT = Path(__file__).parents[2]
STATE = b'{"kilograms":"12.500"}'

Key = tuple[UUID | str, int]
Read = Callable[[int], Sequence[tuple[int, Key]]]
"""The next events after a position, as (position, key)."""


class Told(NamedTuple):
    """What a drill found. `longest_wait` is the longest time between two saves of one writer, in seconds."""

    written: int
    missed: int
    seconds: float
    longest_wait: float


def drill(kind: str, conninfo: str, events: int) -> Told:
    """Run the drill with `kind` recorders: `ours`, or `library` with its database functions switched on."""
    started = time.monotonic()
    with ExitStack() as stack:
        read = _reader(kind, conninfo, stack)
        stop = Event()
        vacuum = Thread(target=_vacuum, args=(kind, conninfo, stop))
        vacuum.start()
        seen: set[Key] = set()
        writers = [
            subprocess.Popen(
                [sys.executable, "-m", __name__, kind, conninfo, str(number), str(events // WRITERS)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(WRITERS)
        ]
        position = 0
        while True:
            ended = all(writer.poll() is not None for writer in writers)
            while batch := read(position):
                position = batch[-1][0]
                seen.update(key for _, key in batch)
            if ended:
                break
            time.sleep(0.001)
        stop.set()
        vacuum.join()
        waits = [float(writer.communicate()[0]) for writer in writers]
        assert {writer.returncode for writer in writers} == {0}
        everything = _count(kind, conninfo)
    return Told(everything, everything - len(seen), time.monotonic() - started, max(waits))


def _reader(kind: str, conninfo: str, stack: ExitStack) -> Read:
    if kind == "ours":
        datastore = Datastore(conninfo)
        stack.callback(datastore.close)
        ours = Recorder(datastore, REGION)
        return lambda after: [
            (fact.position, (fact.originator_id, fact.originator_version))
            for fact in ours.select_facts(after + 1, 2000)
        ]
    library = _library(conninfo, stack)
    library.create_table()
    return lambda after: [
        (one.id, (one.originator_id, one.originator_version))
        for one in library.select_notifications(after, 2000, inclusive_of_start=False)
    ]


def _library(conninfo: str, stack: ExitStack) -> PostgresApplicationRecorder:
    address = {name: str(value) for name, value in conninfo_to_dict(conninfo).items()}
    datastore = PostgresDatastore(
        dbname=address["dbname"],
        host=address["host"],
        port=address["port"],
        user=address["user"],
        password=address.get("password", ""),
        enable_db_functions=True,
    )
    stack.callback(datastore.close)
    return PostgresApplicationRecorder(datastore, events_table_name="library_events")


def _vacuum(kind: str, conninfo: str, stop: Event) -> None:
    tables = [f"{REGION}.event", f"{REGION}.head"] if kind == "ours" else ["library_events"]
    with psycopg.connect(conninfo, autocommit=True) as connection:
        while not stop.wait(0.2):
            for table in tables:
                connection.execute(f"VACUUM {table}".encode())


def _count(kind: str, conninfo: str) -> int:
    table = f"{REGION}.event" if kind == "ours" else "library_events"
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row is not None
    return row[0]


def _write(kind: str, conninfo: str, number: int, events: int) -> float:
    """Write `events` in saves of SIZES; returns the longest time that one save took."""
    longest, written = 0.0, 0
    with ExitStack() as stack:
        recorder: Recorder | PostgresApplicationRecorder
        if kind == "ours":
            datastore = Datastore(conninfo, command_connections=2)
            stack.callback(datastore.close)
            recorder = Recorder(datastore, REGION)
        else:
            recorder = _library(conninfo, stack)
        turn = number
        while written < events:
            size = min(SIZES[turn % len(SIZES)], events - written)
            batch = [StoredEvent(uuid4(), 1, "lot.harvested", STATE) for _ in range(size)]
            before = time.monotonic()
            recorder.insert_events(batch)
            longest = max(longest, time.monotonic() - before)
            written, turn = written + size, turn + 1
    return longest


if __name__ == "__main__":
    print(_write(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
