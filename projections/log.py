"""Read one region's log: facts in order of position, decoded once for all who follow it."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import NamedTuple, cast

from eventsourcing.domain import AggregateEvent
from eventsourcing.persistence import JSONTranscoder, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import get_topic

from domain.events import EVENTS
from projections.projection import Fact
from store.datastore import Datastore
from store.errors import UnknownTopic
from store.mapper import TypedMapper
from store.recorder import Recorder
from store.records import StoredFact

BATCH = 2_000
"""Facts read, and committed, at a time."""
KEPT = 6
"""Whole batches that are remembered for those who come a little later."""


class Unread(NamedTuple):
    """A fact that could not be decoded: its topic is unknown or its payload does not fit the class."""

    position: int
    topic: str
    reason: str


class Batch(NamedTuple):
    """The part of the log after `after`, up to `upto`; `facts` are those of the classes that were asked for."""

    after: int
    upto: int
    facts: list[Fact]
    unread: list[Unread]


class Log:
    """The log of `region`."""

    def __init__(self, datastore: Datastore, region: str) -> None:
        self.region = region
        self._recorder = Recorder(datastore, region)
        self._decode = TypedMapper(JSONTranscoder()).to_domain_event

    def head(self) -> int:
        """The last position; 0 when nothing was recorded."""
        return self._recorder.max_notification_id() or 0

    def read(self, after: int, reads: Iterable[type[AggregateEvent]], limit: int = BATCH) -> Batch:
        """At most `limit` facts after position `after`; those of other classes than `reads` are passed over."""
        return self._decoded(after, self._recorder.select_facts(after + 1, limit), reads)

    def at(self, position: int, reads: Iterable[type[AggregateEvent]]) -> Batch:
        """The one fact at `position`."""
        return self._decoded(position - 1, self._recorder.select_facts(position, 1, position), reads)

    def _decoded(self, after: int, rows: list[StoredFact], reads: Iterable[type[AggregateEvent]]) -> Batch:
        wanted = {get_topic(kind) for kind in reads}
        facts: list[Fact] = []
        unread: list[Unread] = []
        for row in rows:
            if row.topic in wanted or row.topic not in EVENTS:
                try:
                    facts.append(self._fact(row))
                except (UnknownTopic, MapperDeserialisationError) as error:
                    unread.append(Unread(row.position, row.topic, str(error)))
        return Batch(after, rows[-1].position if rows else after, facts, unread)

    def _fact(self, row: StoredFact) -> Fact:
        position, recorded_at, command_id, ordinal, stream, version, topic, state = row
        event = cast(AggregateEvent, self._decode(StoredEvent(stream, version, topic, state)))
        if command_id is None:
            command_id, ordinal = stream, version
        return Fact(self.region, position, recorded_at, command_id, ordinal, stream, version, event.timestamp, event)


class SharedLog:
    """One reading and decoding for all who follow a region; of a backlog the next batch is read while one is written.

    Used by many threads; `close` it at the end.
    """

    def __init__(self, datastore: Datastore, region: str, reads: Iterable[type[AggregateEvent]]) -> None:
        self._log = Log(datastore, region)
        self._reads = frozenset(reads)
        self._lock = Lock()
        self._batches: dict[int, Future[Batch]] = {}
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix=f"reading {region}")

    def head(self) -> int:
        """The last position; 0 when nothing was recorded."""
        return self._log.head()

    def read(self, after: int, limit: int = BATCH) -> Batch:
        """At most `limit` facts after position `after`."""
        if limit < BATCH:
            return self._log.read(after, self._reads, limit)
        with self._lock:
            coming = self._batches.get(after)
            mine = coming is None
            if coming is None:
                coming = self._batches[after] = Future[Batch]()
        if mine:
            self._fetch(after, coming)
        batch = coming.result()
        if batch.upto - after == BATCH:  # positions have no holes
            self._read_ahead(batch.upto)
        return batch

    def close(self) -> None:
        """Wait for what is being read, and end."""
        self._ahead.shutdown(cancel_futures=True)

    def _read_ahead(self, after: int) -> None:
        with self._lock:
            if after in self._batches:
                return
            coming = self._batches[after] = Future[Batch]()
            for old in sorted(self._batches)[:-KEPT]:
                del self._batches[old]
        try:
            self._ahead.submit(self._fetch, after, coming)
        except RuntimeError:  # closed meanwhile
            coming.cancel()

    def _fetch(self, after: int, coming: Future[Batch]) -> None:
        try:
            batch = self._log.read(after, self._reads)
        except BaseException as error:
            self._forget(after)
            coming.set_exception(error)
            raise
        if batch.upto - after < BATCH:
            self._forget(after)  # it may be longer the next time
        coming.set_result(batch)

    def _forget(self, after: int) -> None:
        with self._lock:
            self._batches.pop(after, None)
