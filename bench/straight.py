"""A region without a log: a made-up season goes straight into the trace, so that ten million facts take minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import psycopg
from eventsourcing.domain import AggregateEvent

from bench.season import Generated, generate
from domain.region import Region
from projections.projection import Fact
from projections.tables import create
from projections.trace import Trace
from store.records import Recorded, Save

TRACE = Trace()


def fill(conninfo: str, region: str, facts: int) -> Generated:
    """Make the trace's tables in `region` and fill them with a season of at least `facts` facts."""
    with psycopg.connect(conninfo, autocommit=True) as conn:
        conn.execute("SET synchronous_commit = off")
        create(conn, region, TRACE, "live")
        straight = _Straight(conn, region)
        made = generate(cast(Region, straight), facts)
        now = datetime.now(UTC)
        conn.execute(
            f"INSERT INTO {region}.follower VALUES ('trace', 'live', {straight.position}, %s)".encode(), (now,)
        )
        for table in TRACE.tables:
            conn.execute(f"VACUUM (ANALYZE) {region}.{table}".encode())
    return made


class _Straight:
    """Stands where the generator expects a region, its mapper and its recorder."""

    def __init__(self, conn: psycopg.Connection[Any], region: str) -> None:
        self.region = region
        self.commons = self.mapper = self.recorder = self
        self.position = 0
        self._conn = conn

    def to_stored_event(self, event: AggregateEvent) -> AggregateEvent:
        return event

    def append(self, saves: Sequence[Save]) -> list[Recorded]:
        """Project what the follower would have read."""
        now = datetime.now(UTC)
        first = self.position + 1
        facts: list[Fact] = []
        for event in cast(Sequence[Any], saves[0].stored_events):
            self.position += 1
            stream, version = event.originator_id, event.originator_version
            if type(event) in TRACE.reads:
                facts.append(
                    Fact(self.region, self.position, now, stream, version, stream, version, event.timestamp, event)
                )
        with self._conn.transaction():
            TRACE.project(facts, self._conn, self.region)
        return [Recorded(range(first, self.position + 1), now)]
