"""Rebuild: make a projection's tables anew beside the live ones, compare, swap in one transaction; reads go on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from threading import Event
from typing import NamedTuple
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from projections.compare import TableContent, contents
from projections.follower import Follower
from projections.lease import Leases
from projections.log import BATCH, SharedLog
from projections.projection import Projection
from projections.tables import Build, claim, create, schema_of, tables_of
from store.connection import StoreConnection
from store.datastore import Datastore

log = logging.getLogger(__name__)

LOCK_MILLISECONDS = 200
"""How long the swap may make readers wait at a time; less than the server takes to look for deadlocks (1 s)."""
SWAP_SECONDS = 60.0
"""How long the swap is tried before it gives up; long reads may keep the tables busy."""

Progress = Callable[[int, int], None]
"""Called with how many facts are done, and how many there are."""


class RebuildRunning(Exception):
    """Another process builds this projection in this region."""


class _Busy(Exception):
    """Readers use the tables at this moment."""


class RebuildStopped(Exception):
    """The build was given up; the live tables are as they were. The message says why."""


class Rebuilt(NamedTuple):
    """What was swapped in. `live` and `built` are the contents of each table at one same position, before the swap."""

    region: str
    projection: str
    position: int
    live: dict[str, TableContent]
    built: dict[str, TableContent]

    @property
    def same(self) -> bool:
        """True when the new tables said what the old ones said: always, unless the code or a parked fact changed."""
        return self.live == self.built


class Rebuild:
    """Builds the next tables of `projection` in `region`."""

    def __init__(self, datastore: Datastore, region: str, projection: Projection) -> None:
        self._datastore = datastore
        self._region = region
        self._projection = projection
        self._lease = f"{projection.name}/next"
        self._leases = Leases(datastore, region, f"rebuild:{uuid4().hex}")
        self._live = Follower(datastore, region, projection)
        self._next = Follower(datastore, region, projection, "next")
        self._held_until = 0.0

    def run(self, progress: Progress = lambda done, all: None, quit: Event | None = None) -> Rebuilt:
        """Build, compare, swap. Raises RebuildRunning, RebuildStopped, StoreError; then the live tables stay."""
        self._quit = quit or Event()
        self._hold()
        self._log = SharedLog(self._datastore, self._region, self._projection.reads)
        try:
            self._prepare()
            self._catch_up(progress)
            live, built = self._compare()
            position = self._swap()
        finally:
            self._log.close()
            self._leases.release([self._lease])
        progress(position, position)
        return Rebuilt(self._region, self._projection.name, position, live, built)

    def _prepare(self) -> None:
        region, projection = self._region, self._projection
        with self._datastore.transaction() as conn:
            conn.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(schema_of(region, "next"))))
            self._drop(conn, "next")
            self._forget(conn, "next")
            claim(conn, region, projection, "next")
            create(conn, region, projection, "next")
        self._next.position = 0

    def _catch_up(self, progress: Progress) -> None:
        """Come near to where the live follower stands, never beyond it: at one position the builds can be compared."""
        while (goal := self._live.locate()) - self._next.position > BATCH // 10:
            self._hold()
            self._advance(goal)
            progress(self._next.position, goal)

    def _compare(self) -> tuple[dict[str, TableContent], dict[str, TableContent]]:
        """Both builds as one snapshot sees them, taken while the live follower stands where the next one does."""
        live, built = schema_of(self._region, "live"), schema_of(self._region, "next")
        with psycopg.connect(self._datastore.conninfo) as snapshot:
            snapshot.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            snapshot.execute("SET statement_timeout = 0")
            snapshot.commit()
            with self._datastore.transaction() as conn:
                self._draw_level(conn)
                names = tables_of(conn, self._region, self._projection, "live").keys()
                snapshot.execute("SELECT")
            self._hold()
            return (
                contents(snapshot, live, [name for name in self._projection.tables if name in names]),
                contents(snapshot, built, self._projection.tables),
            )

    def _swap(self) -> int:
        deadline = time.monotonic() + SWAP_SECONDS
        while True:
            self._hold()
            self._catch_up(lambda done, all: None)
            try:
                return self._try_to_swap()
            except _Busy:
                if time.monotonic() > deadline:
                    message = f"readers kept the tables of {self._projection.name} busy for {SWAP_SECONDS:.0f} s"
                    raise RebuildStopped(message) from None
                self._quit.wait(0.1)

    def _try_to_swap(self) -> int:
        region, name = self._region, self._projection.name
        with self._datastore.transaction() as conn:
            self._draw_level(conn)
            if old := tables_of(conn, region, self._projection, "live"):
                self._lock(conn, old)
            self._drop(conn, "live")
            for table in self._projection.tables:
                conn.execute(
                    SQL("ALTER TABLE {} SET SCHEMA {}").format(
                        Identifier(schema_of(region, "next"), table), Identifier(region)
                    )
                )
            self._forget(conn, "live")
            for table in ("follower", "parked"):
                statement = SQL("UPDATE {} SET build = 'live' WHERE (projection, build) = (%s, 'next')")
                conn.execute(statement.format(Identifier(region, table)), (name,))
        return self._next.position

    def _advance(self, goal: int) -> None:
        at = self._next.position
        self._next.take(self._log.read(at, min(BATCH, goal - at)))

    def _draw_level(self, conn: StoreConnection) -> None:
        """Lock the live follower's row, so that it waits until this transaction ends, and come to where it stands."""
        statement = SQL("SELECT position FROM {}.follower WHERE (projection, build) = (%s, 'live') FOR UPDATE")
        row = conn.execute(statement.format(Identifier(self._region)), (self._projection.name,)).fetchone()
        while row and self._next.position < row[0]:
            self._advance(row[0])

    def _lock(self, conn: StoreConnection, tables: Iterable[str]) -> None:
        """Keep readers out, or give way to them at once: they hold one table and wait for another, as we do."""
        names = SQL(", ").join(Identifier(self._region, table) for table in tables)
        conn.execute(SQL("SET LOCAL lock_timeout = {}").format(LOCK_MILLISECONDS))
        try:
            conn.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
        except psycopg.errors.LockNotAvailable:
            raise _Busy from None

    def _drop(self, conn: StoreConnection, build: Build) -> None:
        schema = schema_of(self._region, build)
        if names := [Identifier(schema, table) for table in tables_of(conn, self._region, self._projection, build)]:
            conn.execute(SQL("DROP TABLE {}").format(SQL(", ").join(names)))  # policies of one may ask another

    def _forget(self, conn: StoreConnection, build: Build) -> None:
        for table in ("follower", "parked"):
            statement = SQL("DELETE FROM {} WHERE (projection, build) = (%s, %s)").format(
                Identifier(self._region, table)
            )
            conn.execute(statement, (self._projection.name, build))

    def _hold(self) -> None:
        if self._quit.is_set():
            raise RebuildStopped("asked to stop")
        if time.monotonic() >= self._held_until:
            if not self._leases.hold([self._lease]):
                raise RebuildRunning(f"{self._region}/{self._projection.name}")
            self._held_until = time.monotonic() + self._leases.length.total_seconds() / 3
