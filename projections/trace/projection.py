"""The projection: facts of one region into its trace graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.domain import AggregateEvent

from projections.projection import Fact
from projections.trace.correct import CORRECTIONS, apply, corrected_among, note
from projections.trace.rows import Rows
from projections.trace.tables import DDL, TABLES
from projections.trace.tell import TELLERS


class Trace:
    """Which lots went into which, what happened to each, what is in a unit and behind a label."""

    name = "trace"
    version = 1
    tables: tuple[str, ...] = TABLES
    ddl = DDL
    reads: frozenset[type[AggregateEvent]] = frozenset((*TELLERS, *CORRECTIONS))

    def project(self, facts: Sequence[Fact], conn: psycopg.Connection[Any], schema: str) -> None:
        rows = Rows()
        corrected: set[UUID] = set()
        for fact in facts:
            kind = type(fact.event)
            if kind in TELLERS:
                TELLERS[kind](rows, fact, fact.event)
            else:
                corrected.add(note(rows, fact, CORRECTIONS[kind]))
        rows.write(conn, schema)
        corrected.update(corrected_among(conn, schema, rows.told_about()))
        if corrected:
            apply(conn, schema, sorted(corrected))
