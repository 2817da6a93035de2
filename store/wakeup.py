"""Tell followers that a region has news: a hint on channel `suyuan`, outside of every append transaction.

NOTIFY takes a lock of the whole database at commit and cost 45 % of the rate when it stood inside the append. Here
many appends share one hint; a follower that misses it polls anyway.
"""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread
from typing import Final

import psycopg

from store.connection import StoreConnection

log = logging.getLogger(__name__)

CHANNEL: Final = "suyuan"
INTERVAL: Final = 0.02
"""Seconds between two hints: the first goes at once, then at most 50 a second, whatever the rate of saves."""


class Wakeup:
    """Sends the names of regions with news; the thread starts with the first of them."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._regions: set[str] = set()
        self._lock = Lock()
        self._news = Event()
        self._quit = Event()
        self._thread: Thread | None = None

    def hint(self, region: str) -> None:
        """Say that `region` has news; returns at once and never fails."""
        if region in self._regions:
            return  # the hint that waits goes out after what the caller has recorded
        with self._lock:
            self._regions.add(region)
            if self._thread is None and not self._quit.is_set():
                self._thread = Thread(target=self._run, name="wakeup", daemon=True)
                self._thread.start()
        self._news.set()

    def close(self) -> None:
        """Stop; hints that wait are dropped."""
        self._quit.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._quit.is_set():
            try:
                with StoreConnection.connect(self._conninfo) as connection:
                    connection.prepare_store()
                    connection.execute("SET synchronous_commit = off")
                    self._send(connection)
            except psycopg.Error as error:
                log.debug("no hints for now: %s", error)
                self._quit.wait(1.0)

    def _send(self, connection: StoreConnection) -> None:
        while self._news.wait() and not self._quit.is_set():
            with self._lock:
                regions = list(self._regions)
                self._regions.clear()
                self._news.clear()
            for region in regions:
                connection.call(b"hint", b"SELECT pg_notify($1, $2)", (CHANNEL.encode(), region.encode()))
            self._quit.wait(INTERVAL)
