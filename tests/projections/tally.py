"""Small projections for tests of the followers: they count lots, and choke when told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from eventsourcing.domain import AggregateEvent

from domain.lot import Lot
from projections.projection import Fact


@dataclass
class Tally:
    """One row for each harvest."""

    name: str = "tally"
    version: int = 1
    tables: tuple[str, ...] = ("tally", "tally_day")
    ddl: str = (
        "CREATE TABLE {schema}.tally (position bigint PRIMARY KEY, lot text NOT NULL);"
        "CREATE TABLE {schema}.tally_day (day date PRIMARY KEY, lots bigint NOT NULL)"
    )
    reads: frozenset[type[AggregateEvent]] = frozenset([Lot.Harvested])
    chokes_on: set[str] = field(default_factory=set[str])

    def project(self, facts: Sequence[Fact], conn: psycopg.Connection[Any], schema: str) -> None:
        harvests = [(fact.position, fact.event) for fact in facts if isinstance(fact.event, Lot.Harvested)]
        for position, event in harvests:
            if event.lot in self.chokes_on:
                raise ValueError(f"cannot swallow {position}")
        conn.execute(
            f"INSERT INTO {schema}.tally SELECT * FROM unnest(%s::bigint[], %s::text[])".encode(),
            ([position for position, _ in harvests], [event.lot for _, event in harvests]),
        )
        conn.execute(
            f"INSERT INTO {schema}.tally_day AS t SELECT day, count(*) FROM unnest(%s::date[]) AS day GROUP BY day"
            " ON CONFLICT (day) DO UPDATE SET lots = t.lots + excluded.lots".encode(),
            ([event.day for _, event in harvests],),
        )
