"""Bring one projection of one region forward: rows and position in one transaction; poison is parked."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime

from eventsourcing.utils import get_topic
from psycopg.sql import SQL, Identifier, Literal

from domain.events import EVENTS
from projections.log import Batch, Log, Unread
from projections.projection import Fact, Projection
from projections.tables import Build, schema_of, stamp
from store.connection import StoreConnection
from store.datastore import Datastore
from store.errors import StoreError

log = logging.getLogger(__name__)


class Overtaken(Exception):
    """Somebody else moved the position, or swapped the tables: this follower has stopped, its batch is rolled back."""


class Follower:
    """One build of one projection in one region. Whoever holds its row in `follower` may write its tables.

    `position` is the last fact that is in the tables (or parked).
    """

    def __init__(self, datastore: Datastore, region: str, projection: Projection, build: Build = "live") -> None:
        self.datastore = datastore
        self.region = region
        self.projection = projection
        self.build: Build = build
        self.schema = schema_of(region, build)
        self.position = 0
        # The row's lock comes first: a second follower waits here and then finds the position moved.
        self._move = SQL(
            "UPDATE {follower} SET position = %s, updated_at = %s"
            " WHERE projection = {name} AND build = {build} AND position = %s"
            " AND obj_description(to_regclass({table}), 'pg_class') = {stamp}"
        ).format(
            follower=Identifier(region, "follower"),
            name=Literal(projection.name),
            build=Literal(build),
            table=Literal(f"{self.schema}.{projection.tables[0]}"),
            stamp=Literal(stamp(projection)),
        )
        self._where = SQL("SELECT position FROM {} WHERE projection = %s AND build = %s").format(
            Identifier(region, "follower")
        )
        self._park = SQL(
            "INSERT INTO {} SELECT %s, %s, *, %s FROM unnest(%s::bigint[], %s::text[], %s::text[])"
            " ON CONFLICT (projection, build, position) DO UPDATE SET reason = excluded.reason"
        ).format(Identifier(region, "parked"))

    def locate(self) -> int:
        """Read the position anew; raises Overtaken when there is no such build."""
        with self.datastore.connection() as conn:
            row = conn.execute(self._where, (self.projection.name, self.build)).fetchone()
        if row is None:
            raise Overtaken(f"{self.region} has no {self.build} build of {self.projection.name}")
        self.position = row[0]
        return self.position

    def take(self, batch: Batch) -> None:
        """Write what follows on `position`. Raises Overtaken, StoreUnavailable, StoreFull; poison is parked."""
        if batch.upto > self.position:
            facts = [fact for fact in batch.facts if type(fact.event) in self.projection.reads]
            self._take(facts, self._mine(batch.unread), batch.upto)

    def _write(self, conn: StoreConnection, facts: Sequence[Fact], unread: Sequence[Unread], upto: int) -> None:
        """Move the position to `upto` and write the rows, inside the caller's transaction."""
        now = datetime.now(UTC)
        if conn.execute(self._move, (upto, now, self.position)).rowcount != 1:
            message = f"{self.projection.name} ({self.build}) of {self.region} is not at {self.position} any more"
            raise Overtaken(message)
        if unread:
            positions, topics, reasons = zip(*unread, strict=True)
            values = (self.projection.name, self.build, now, list(positions), list(topics), list(reasons))
            conn.execute(self._park, values)
        if facts:
            self.projection.project(facts, conn, self.schema)

    def _take(self, facts: Sequence[Fact], unread: Sequence[Unread], upto: int) -> None:
        try:
            self._commit(facts, unread, upto)
        except (StoreError, Overtaken):
            raise
        except Exception as error:  # whatever a projection raises, the fact is to blame until one of them is mended
            if not facts:
                raise
            if len(facts) == 1:
                self._commit((), (*unread, self._poison(facts[0], error)), upto)
                return
            half = len(facts) // 2
            middle = facts[half].position - 1
            self._take(facts[:half], [one for one in unread if one.position <= middle], middle)
            self._take(facts[half:], [one for one in unread if one.position > middle], upto)

    def _commit(self, facts: Sequence[Fact], unread: Sequence[Unread], upto: int) -> None:
        with self.datastore.transaction() as conn:
            # Rows and position are lost or kept together, and can be made again: no need to wait for the disk.
            conn.execute("SET LOCAL synchronous_commit = off")
            self._write(conn, facts, unread, upto)
        self.position = upto

    def _poison(self, fact: Fact, error: Exception) -> Unread:
        reason = reason_of(error)
        log.error("%s of %s parks position %s: %s", self.projection.name, self.region, fact.position, reason)
        return Unread(fact.position, get_topic(type(fact.event)), reason)

    def _mine(self, unread: Sequence[Unread]) -> list[Unread]:
        """What cannot be decoded concerns those who read its class, or everybody when nobody knows the class."""
        topics = {get_topic(kind) for kind in self.projection.reads}
        return [one for one in unread if one.topic in topics or one.topic not in EVENTS]


def reason_of(error: Exception) -> str:
    """The traceback's last line, without the details that a database adds, which quote rows."""
    return traceback.format_exception_only(error)[0].splitlines()[0][:500]


def follow(follower: Follower, source: Log) -> bool:
    """Take one batch; False when there is nothing new."""
    batch = source.read(follower.position, follower.projection.reads)
    follower.take(batch)
    return batch.upto > batch.after
