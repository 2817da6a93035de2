"""One thread per region and process that takes all waiting saves into one transaction.

While one append is on its way, others gather; the next append takes them all. So the cost of a durable commit is
shared by as many saves as happen to wait, and a lone save waits for nobody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

import psycopg

from store.append import Unit, append_units
from store.commands import settle
from store.errors import CommitNotReplicated, StoreBusy, StoreError, StoreUnavailable
from store.records import Save, Status
from store.replies import Replies, Reply
from store.turnstile import Turnstile, open_all

if TYPE_CHECKING:
    from store.datastore import Datastore

log = logging.getLogger(__name__)

GROUP_EVENTS: Final = 1000
"""Events in one transaction, unless a single caller brings more."""
WAITING: Final = 5000
"""Units that may wait; beyond, callers are told at once to come back later."""
PATIENCE: Final = 20.0
"""Seconds until a caller gives up waiting for a writer that hangs."""


class Writer:
    """The queue of saves of one region. Thread-safe; the thread starts with the first save."""

    def __init__(self, datastore: Datastore, region: str) -> None:
        self._datastore = datastore
        self._region = region
        self._waiting: SimpleQueue[Unit | None] = SimpleQueue()
        self._lock = Lock()
        self._turn = Lock()
        """Held by whoever writes."""
        self._thread: Thread | None = None
        self._replies: Replies[list[Status]] | None = None
        """Of the loop that asked last."""
        self._closed = False
        self._ended = False
        """The thread has gone through the queue for the last time."""

    def append(self, saves: Sequence[Save]) -> list[Status]:
        """Record `saves` in one transaction, wait, and return the status of each.

        Raises StoreUnavailable (also when it cannot be known whether they were recorded), StoreBusy, StoreFull,
        CommitNotReplicated, or the driver's DataError when a value cannot be stored.
        """
        unit = Unit(saves)
        if self._waiting.qsize() == 0 and self._turn.acquire(blocking=False):
            # Nobody writes and nobody waits: two changes of thread are saved.
            try:
                self._refuse_closed()
                self._record([unit])
            finally:
                self._turn.release()
        else:
            unit.caller = turnstile = Turnstile()
            self._queue(unit)
            if not turnstile.wait(PATIENCE):
                raise self._no_answer()
        if unit.error is not None:
            raise _own(unit.error)
        return unit.statuses

    def append_soon(self, saves: Sequence[Save]) -> asyncio.Future[list[Status]]:
        """`append` for tasks of the running event loop; here only StoreBusy and StoreUnavailable are raised at once."""
        unit = Unit(saves)
        replies = self._replies
        if replies is None or replies.loop is not asyncio.get_running_loop():
            self._replies = replies = Replies[list[Status]](PATIENCE, self._no_answer)
        unit.caller = reply = replies.expect()
        try:
            self._queue(unit)
        except StoreError:
            replies.drop(reply)
            raise
        return reply.answer

    def close(self) -> None:
        """Record what waits, then end the thread; later saves are refused."""
        with self._lock:
            self._closed = True
            thread = self._thread
        if thread is not None:
            self._waiting.put(None)
            thread.join()
        self._turn.acquire()  # a caller may still be writing
        self._turn.release()

    def _queue(self, unit: Unit) -> None:
        if self._waiting.qsize() >= WAITING:
            message = f"{WAITING} saves wait for region {self._region}"
            raise StoreBusy(message)
        if self._thread is None:
            self._start()
        self._refuse_closed()
        self._waiting.put(unit)
        if self._ended:
            self._refuse_waiting()  # it came while the writer closed

    def _no_answer(self) -> StoreUnavailable:
        return StoreUnavailable(f"the writer of region {self._region} does not answer; the save may yet be recorded")

    def _refuse_closed(self) -> None:
        if self._closed:
            message = f"the writer of region {self._region} is closed"
            raise StoreUnavailable(message)

    def _start(self) -> None:
        with self._lock:
            self._refuse_closed()
            if self._thread is None:
                self._thread = Thread(target=self._run, name=f"writer {self._region}", daemon=True)
                self._thread.start()

    def _refuse_waiting(self) -> None:
        closed = StoreUnavailable(f"the writer of region {self._region} is closed")
        while True:
            try:
                unit = self._waiting.get_nowait()
            except Empty:
                return
            if unit is not None:
                unit.error = closed
                _let_go([unit])

    def _run(self) -> None:
        self._record_waiting()
        self._ended = True
        self._refuse_waiting()

    def _record_waiting(self) -> None:
        carried: Unit | None = None
        while True:
            first = carried or self._waiting.get()
            if first is None:
                return
            with self._turn:
                group, carried, closing = self._gather(first)
                self._record(group)
            _let_go(group)
            if closing:
                return

    def _gather(self, first: Unit) -> tuple[list[Unit], Unit | None, bool]:
        """All that waits, up to GROUP_EVENTS; a bulk unit travels alone."""
        group, events = [first], first.events
        while not first.bulk and events < GROUP_EVENTS:
            try:
                unit = self._waiting.get_nowait()
            except Empty:
                break
            if unit is None:
                return group, None, True
            if unit.bulk:
                return group, unit, False
            group.append(unit)
            events += unit.events
        return group, None, False

    def _record(self, group: list[Unit]) -> None:
        try:
            self._try(group)
        except psycopg.Error as error:
            # One save holds a value that PostgreSQL refuses: the others must not suffer for it.
            if len(group) == 1:
                group[0].error = error
                return
            for unit in group:
                self._record([unit])
        except StoreError as error:
            for unit in group:
                unit.error = error
        except Exception as error:
            log.exception("the writer of region %s failed", self._region)
            for unit in group:
                unit.error = StoreError(f"the writer of region {self._region} failed: {error!r}")

    def _try(self, group: list[Unit]) -> None:
        sent = False
        try:
            with self._datastore.connection() as connection:
                types = self._datastore.types(self._region, connection)
                sent = True
                answers = append_units(connection, self._region, types, group)
        except CommitNotReplicated:
            raise
        except StoreUnavailable as error:
            if not sent:
                raise
            settle(self._datastore, self._region, group, error)
            return
        for unit, statuses in zip(group, answers, strict=True):
            unit.statuses = statuses
        self._datastore.wakeup.hint(self._region)


def _own(error: Exception) -> Exception:
    """Each caller has an exception of its own to raise: it grows a traceback."""
    mine = type(error)(str(error))
    mine.__cause__ = error
    return mine


def _let_go(group: Sequence[Unit]) -> None:
    """Tell every caller that its unit is answered: threads a few at a time, the tasks of a loop all at once."""
    turnstiles: list[Turnstile] = []
    told: dict[Replies[list[Status]], list[tuple[asyncio.Future[list[Status]], list[Status] | Exception]]] = {}
    for unit in group:
        match unit.caller:
            case Reply(among, answer):
                told.setdefault(among, []).append((answer, _own(unit.error) if unit.error else unit.statuses))
            case Turnstile() as turnstile:
                turnstiles.append(turnstile)
            case None:
                pass
    for among, answers in told.items():
        among.give(answers)
    open_all(turnstiles)
