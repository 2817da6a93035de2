"""What a projection is: tables that answer one question, made from the facts of one region and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

import psycopg
from eventsourcing.domain import AggregateEvent
from psycopg.rows import TupleRow


class Fact(NamedTuple):
    """One recorded event. (`command_id`, `ordinal`) is its permanent id; `position` its place in the region's log.

    Of an event that bulk tooling recorded without a command, the id is (stream, version).
    """

    region: str
    position: int
    recorded_at: datetime
    command_id: UUID
    ordinal: int
    stream: UUID
    version: int
    occurred_at: datetime
    event: AggregateEvent


class Projection(Protocol):
    """Facts into rows. Rows are a function of the set of facts: no clock, no ids by arrival, any order of arrival."""

    name: str
    """Stands in `follower.projection`; every table of the projection is named `{name}` or `{name}_...`."""
    version: int
    """Raised when the same facts give other rows: a worker then builds the new tables beside the live ones."""
    tables: tuple[str, ...]
    ddl: str
    """CREATE statements with `{schema}` in front of each table; run once for each build."""
    reads: frozenset[type[AggregateEvent]]
    """Classes of the events that it is given; others are not decoded for it."""

    def project(self, facts: Sequence[Fact], conn: psycopg.Connection[TupleRow], schema: str) -> None:
        """Write what `facts` (by position, at most 2,000) say into the tables in `schema`.

        Runs inside the follower's transaction, which also moves the position; a fact is given once. A few statements
        a batch, never one for each fact. An exception parks the fact that causes it: tolerate unknown references.
        """
        ...
