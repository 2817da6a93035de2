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
from threading import Event, Thread
from typing import Final
from uuid import uuid4

import psycopg

from projections.catalogue import PROJECTIONS
from projections.crew import Crew
from projections.lease import LEASE, Leases
from projections.projection import Projection
from projections.rebuild import Rebuild, RebuildRunning
from projections.tables import ensure_tables, outdated
from projections.turns import PATIENCE, Turn
from store.datastore import Datastore
from store.errors import StoreError
from store.wakeup import CHANNEL

log = logging.getLogger(__name__)

IDLE: Final = 0.2
"""Seconds between two looks at a region of which no hint was heard."""


class Worker:
    """Follows `projections` in `regions` from `start` to `stop`; several workers share the work by leases."""

    def __init__(
        self,
        conninfo: str,
        regions: Iterable[str],
        projections: Sequence[Projection] = PROJECTIONS,
        *,
        threads: int = 4,
        lease: timedelta = LEASE,
    ) -> None:
        """Followers have connections of their own: a backlog never makes a command wait for one."""
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        regions = tuple(regions)
        most = len(regions) + 2 * threads + 3  # regions read ahead, threads read and write; leases; a rebuild
        self._datastore = datastore = Datastore(conninfo, command_connections=most)
        self._projections = tuple(projections)
        self._crews = {
            region: Crew(datastore, region, self._projections, Leases(datastore, region, self.holder, lease))
            for region in regions
        }
        self._turns = {
            region: {one.name: Turn(crew, one.name) for one in self._projections}
            for region, crew in self._crews.items()
        }
        self._queue: SimpleQueue[Turn | None] = SimpleQueue()
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
            self._queue.put(None)
        deadline = time.monotonic() + timeout
        for thread in (*self._threads, self._watch, self._renewal):
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))
        for region, crew in self._crews.items():
            try:
                crew.stand_down()
            except StoreError as error:
                log.warning("leases of %s are left to run out: %s", region, error)
        self._datastore.close()

    def leads(self) -> dict[str, frozenset[str]]:
        """Region -> the projections that this worker follows there."""
        return {region: crew.leads for region, crew in self._crews.items()}

    def _work(self) -> None:
        while (turn := self._queue.get()) is not None and not self._quit.is_set():
            turn.take(self._queue)

    def _listen(self) -> None:
        """A hint wakes one region; without hints, or without a connection, every region is looked at anyway."""
        while not self._quit.is_set():
            try:
                with psycopg.connect(self._datastore.conninfo, autocommit=True) as conn:
                    conn.execute(f"LISTEN {CHANNEL}")
                    while not self._quit.is_set():
                        self._look()
                        due = time.monotonic() + IDLE
                        while not self._quit.is_set() and (left := due - time.monotonic()) > 0:
                            for hint in conn.notifies(timeout=left, stop_after=1):
                                self._wake(hint.payload)
            except (psycopg.Error, StoreError) as error:
                log.warning("no hints for now: %s", error)
                self._quit.wait(IDLE)

    def _look(self) -> None:
        """Renew leases; step what is behind."""
        for region, crew in self._crews.items():
            for name in crew.keep():
                self._turns[region][name].wish(self._queue)

    def _wake(self, region: str) -> None:
        for turn in self._turns.get(region, {}).values():
            turn.wish(self._queue)

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
