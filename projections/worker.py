"""The worker: follows every region with a few threads, hears hints, polls anyway, and outlives its database."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import count
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Final
from uuid import uuid4

import psycopg

from projections.catalogue import PROJECTIONS
from projections.crew import Crew
from projections.lease import LEASE, Leases
from projections.projection import Projection
from projections.rebuild import Rebuild, RebuildRunning
from projections.tables import ensure_tables, outdated
from store.datastore import Datastore
from store.errors import StoreError
from store.wakeup import CHANNEL

log = logging.getLogger(__name__)

IDLE: Final = 0.2
"""Seconds between two looks at a region of which no hint was heard."""
PATIENCE: Final = 5.0
"""The longest pause, in seconds, after failures that repeat."""


class Worker:
    """Follows `projections` in `regions` from `start` to `stop`; several workers share the work by leases."""

    def __init__(
        self,
        conninfo: str,
        regions: Iterable[str],
        projections: Sequence[Projection] = PROJECTIONS,
        *,
        threads: int = 2,
        lease: timedelta = LEASE,
    ) -> None:
        """Followers have connections of their own: a backlog never makes a command wait for one."""
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        regions = tuple(regions)
        most = len(regions) + 2 * threads + 2  # each region reads ahead, each thread writes, and leases and rebuilds
        self._datastore = datastore = Datastore(conninfo, command_connections=most)
        self._projections = tuple(projections)
        self._crews = {
            region: _Turn(Crew(datastore, region, self._projections, Leases(datastore, region, self.holder, lease)))
            for region in regions
        }
        self._ready: SimpleQueue[_Turn | None] = SimpleQueue()
        self._quit = Event()
        self._threads = [Thread(target=self._work, name=f"follower {n}", daemon=True) for n in range(threads)]
        self._watch = Thread(target=self._listen, name="follower hints", daemon=True)
        self._renewal = Thread(target=self._renew, name="rebuilds", daemon=True)

    def start(self) -> None:
        """Start the threads and return; a database that is down is waited for."""
        for thread in (*self._threads, self._watch, self._renewal):
            thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish the batches at hand, give up the leases, end."""
        self._quit.set()
        for _ in self._threads:
            self._ready.put(None)
        deadline = time.monotonic() + timeout
        for thread in (*self._threads, self._watch, self._renewal):
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))
        for turn in self._crews.values():
            try:
                turn.crew.stand_down()
            except StoreError as error:
                log.warning("leases of %s are left to run out: %s", turn.crew.region, error)
        self._datastore.close()

    def leads(self) -> dict[str, frozenset[str]]:
        """Region -> the projections that this worker follows there."""
        return {region: turn.crew.leads for region, turn in self._crews.items()}

    def _work(self) -> None:
        while (turn := self._ready.get()) is not None and not self._quit.is_set():
            turn.begin()
            try:
                more = turn.crew.step()
                turn.failures = 0
            except StoreError as error:
                log.warning("followers of %s wait for the store: %s", turn.crew.region, error)
                more = turn.failed()
            except Exception:
                log.exception("followers of %s failed", turn.crew.region)
                more = turn.failed()
            if turn.end(more=more):
                self._ready.put(turn)

    def _look(self, regions: Iterable[str]) -> None:
        for region in regions:
            turn = self._crews.get(region)
            if turn is not None and turn.claim():
                self._ready.put(turn)

    def _listen(self) -> None:
        """Hints wake one region each; without a hint, or without a connection, every region is looked at anyway."""
        while not self._quit.is_set():
            try:
                with psycopg.connect(self._datastore.conninfo, autocommit=True) as conn:
                    conn.execute(f"LISTEN {CHANNEL}")
                    while not self._quit.is_set():
                        self._look(self._crews)
                        due = time.monotonic() + IDLE
                        while not self._quit.is_set() and (left := due - time.monotonic()) > 0:
                            for hint in conn.notifies(timeout=left, stop_after=1):
                                self._look([hint.payload])
            except psycopg.Error as error:
                log.warning("no hints for now: %s", error)
                self._look(self._crews)
                self._quit.wait(IDLE)

    def _renew(self) -> None:
        """Make first tables, and tables of a new version beside the live ones, then end."""
        for attempt in count():
            try:
                ensure_tables(self._datastore, self._crews, self._projections)
                for region in self._crews:
                    for projection in self._projections:
                        self._rebuild(region, projection)
            except StoreError as error:
                log.warning("rebuilds wait for the store: %s", error)
                if self._quit.wait(min(0.1 * 2**attempt, PATIENCE)):
                    return
            else:
                return

    def _rebuild(self, region: str, projection: Projection) -> None:
        with self._datastore.connection() as conn:
            if self._quit.is_set() or not outdated(conn, region, projection):
                return
        log.info("%s/%s: building version %s", region, projection.name, projection.version)
        try:
            Rebuild(self._datastore, region, projection).run(quit=self._quit)
        except RebuildRunning:
            log.info("%s/%s is being built by another process", region, projection.name)


class _Turn:
    """A crew is in the queue or in the hands of one thread, never twice; a hint meanwhile means once more."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.failures = 0
        self._lock = Lock()
        self._taken = False
        self._again = False
        self._not_before = 0.0

    def claim(self) -> bool:
        """True when the caller shall queue it."""
        with self._lock:
            if time.monotonic() < self._not_before:
                return False
            self._again = self._taken
            self._taken = True
            return not self._again

    def begin(self) -> None:
        with self._lock:
            self._again = False

    def end(self, *, more: bool) -> bool:
        """True when it shall be queued again at once."""
        with self._lock:
            self._taken = more or self._again
            return self._taken

    def failed(self) -> bool:
        self.failures += 1
        self._not_before = time.monotonic() + min(0.05 * 2**self.failures, PATIENCE)
        return False
