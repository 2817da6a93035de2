"""A region without a log: a made-up season goes straight into the trace, so that ten million facts take minutes."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any, Final, cast

import psycopg
from eventsourcing.domain import AggregateEvent

from bench.season import Generated, generate
from domain.region import Region
from domain.stock import Stock
from projections.projection import Fact
from projections.tables import create
from projections.trace import Trace
from store.records import Recorded, Save

TRACE: Final = Trace()
TOLD: Final = TRACE.reads - {Stock.Entered, Stock.Left}
"""What the trace makes rows of: in a season nothing is found or destroyed, which is all it takes from those two."""
WORTH_TWO: Final = 1_000_000
"""Facts from which on two processes make half a season each."""

_INDEXES = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE contype = 'p' AND conrelid = ANY(%(tables)s::regclass[])
    UNION ALL
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
      FROM pg_index WHERE NOT indisprimary AND indrelid = ANY(%(tables)s::regclass[])
"""


def fill(conninfo: str, region: str, facts: int) -> Generated:
    """Make the trace's tables in `region` and fill them with a season of at least `facts` facts."""
    parts = 2 if facts >= WORTH_TWO else 1
    with psycopg.connect(conninfo, autocommit=True) as conn:
        create(conn, region, TRACE, "live")
        with _indexes_later(conn, region), ProcessPoolExecutor(parts, get_context("spawn")) as processes:
            seasons = [processes.submit(_fill, conninfo, region, facts // parts, seed) for seed in range(parts)]
            made = [season.result() for season in seasons]
        conn.execute(
            f"INSERT INTO {region}.follower VALUES ('trace', 'live', {parts * _room(facts // parts)}, now())".encode()
        )
        for table in TRACE.tables:
            conn.execute(f"VACUUM (ANALYZE) {region}.{table}".encode())
        conn.execute("CHECKPOINT")  # what was loaded is not written while something else is measured
    return made[0]._replace(lots=sum(one.lots for one in made), facts=sum(one.facts for one in made))


def _fill(conninfo: str, region: str, facts: int, seed: int) -> Generated:
    """One season among those that share the region, with positions of its own."""
    with psycopg.connect(conninfo, autocommit=True) as conn:
        conn.execute("SET synchronous_commit = off")
        straight = _Straight(conn, region, seed * _room(facts))
        return generate(cast(Region, straight), facts, seed + 1, wanted=TOLD)


def _room(facts: int) -> int:
    """Positions that a season of `facts` facts, which may come out larger, certainly leaves free at its end."""
    return 2 * facts + 1_000_000


@contextmanager
def _indexes_later(conn: psycopg.Connection[Any], region: str) -> Generator[None]:
    """All indexes but that of the nodes are made at the end, at once and not by millions of places at random."""
    tables = [f"{region}.{table}" for table in TRACE.tables if table != "trace_node"]
    indexes = conn.execute(_INDEXES, {"tables": tables}).fetchall()
    for drop, _ in indexes:
        conn.execute(drop.encode())
    yield
    conn.execute("SET maintenance_work_mem = '1GB'")
    for _, make in indexes:
        conn.execute(make.encode())


class _Straight:
    """Stands where the generator expects a region, its mapper and its recorder."""

    def __init__(self, conn: psycopg.Connection[Any], region: str, position: int) -> None:
        self.region = region
        self.commons = self.mapper = self.recorder = self
        self._position = position
        self._conn = conn

    def to_stored_event(self, event: AggregateEvent) -> AggregateEvent:
        return event

    def append(self, saves: Sequence[Save]) -> list[Recorded]:
        """Project what the follower would have read."""
        now = datetime.now(UTC)
        first = self._position + 1
        facts: list[Fact] = []
        for event in cast(Sequence[Any], saves[0].stored_events):
            self._position += 1
            stream, version = event.originator_id, event.originator_version
            if type(event) in TOLD:
                facts.append(
                    Fact(self.region, self._position, now, stream, version, stream, version, event.timestamp, event)
                )
        with self._conn.transaction():
            TRACE.project(facts, self._conn, self.region)
        return [Recorded(range(first, self._position + 1), now)]
