"""Who is stepped next: each projection of each region waits in one queue, and is in the hands of one thread at most."""

from __future__ import annotations

import logging
import time
from queue import SimpleQueue
from threading import Lock
from typing import Final

from projections.crew import Crew
from store.errors import StoreError

log = logging.getLogger(__name__)

PATIENCE: Final = 5.0
"""The longest pause, in seconds, after failures that repeat."""


class Turn:
    """One projection of one region. A wish that comes while it is stepped means once more."""

    def __init__(self, crew: Crew, name: str) -> None:
        self._crew = crew
        self._name = name
        self._lock = Lock()
        self._taken = False
        self._again = False
        self._failures = 0
        self._not_before = 0.0

    def wish(self, queue: SimpleQueue[Turn | None]) -> None:
        """Queue it, unless it is there already or pauses after a failure."""
        with self._lock:
            if time.monotonic() < self._not_before:
                return
            self._again = self._taken
            if self._taken:
                return
            self._taken = True
        queue.put(self)

    def take(self, queue: SimpleQueue[Turn | None]) -> None:
        """Step once; back into the queue when there is more to do."""
        with self._lock:
            self._again = False
        more = self._step()
        with self._lock:
            self._taken = more or self._again
        if self._taken:
            queue.put(self)

    def _step(self) -> bool:
        try:
            more = self._crew.step(self._name)
        except StoreError as error:
            log.warning("%s/%s waits for the store: %s", self._crew.region, self._name, error)
        except Exception:
            log.exception("%s/%s failed", self._crew.region, self._name)
        else:
            self._failures = 0
            return more
        self._failures += 1
        self._not_before = time.monotonic() + min(0.05 * 2**self._failures, PATIENCE)
        return False
