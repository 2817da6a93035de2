"""The desks of the edge: for one command, and for one among many that are recorded together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby
from operator import attrgetter
from time import monotonic
from typing import Any, Final, TypeVar, cast
from uuid import UUID
from weakref import WeakKeyDictionary

from eventsourcing.persistence import StoredEvent
from psycopg.sql import SQL, Identifier

from domain.act import Act
from domain.aggregate import Aggregate
from domain.party import Party
from domain.region import REMEMBERED, Desk, Region
from domain.remembered import Remembered
from store.recorder import Recorder

TRUSTED_SECONDS: Final = 5.0
"""How long a party is believed to stand as it did: another process may have suspended it, and no conflict tells."""
A = TypeVar("A", bound=Aggregate)
_read_at: WeakKeyDictionary[Region, Remembered[float]] = WeakKeyDictionary()
_EVENTS = SQL("""
    SELECT originator_id, originator_version, topic, state FROM {}.event
     WHERE originator_id = ANY(%s) ORDER BY originator_id, originator_version
""")


class OneDesk(Desk):
    """Takes for new only what is not remembered: the second basket of a lot needs no lost race to find the first."""

    def begin(self, kind: type[A], *key: str | UUID) -> A:
        if _remembers(self.region, kind.stream_id(*key)):
            return self.load(kind, *key)
        return super().begin(kind, *key)

    def _refer(self, region: Region, kind: type[A], key: str) -> A | None:
        if kind is Party:
            _renew(region, kind.stream_id(key))
        return super()._refer(region, kind, key)


class GuessingDesk(OneDesk):
    """Takes for new what is not remembered, and names it in `guessed`, so that many commands ask once (`remember`).

    `absent`: what was looked for just now, and was not there.
    """

    def __init__(self, region: Region, act: Act, absent: Collection[UUID] = ()) -> None:
        super().__init__(region, act)
        self._absent = absent
        self.guessed: dict[UUID, type[Aggregate]] = {}

    def load(self, kind: type[A], *key: str | UUID) -> A:
        stream_id = kind.stream_id(*key)
        if stream_id not in self.aggregates and not _remembers(self.region, stream_id):
            if stream_id not in self._absent:
                self.guessed[stream_id] = kind
            self.aggregates[stream_id] = kind.blank(stream_id)
        return super().load(kind, *key)


class Leans(Exception):
    """The command builds on an earlier one that is not recorded yet, so it must wait for that."""


class BatchDesk(GuessingDesk):
    """Raises Leans when its command touches what is already `told`.

    A save that continues another's stream may only be sent once the other is recorded: were the other to lose a race,
    the versions could fit by chance, and a stock would be taken for what it no longer is.
    """

    def __init__(self, region: Region, act: Act, told: Collection[UUID]) -> None:
        super().__init__(region, act)
        self._told = told

    def load(self, kind: type[A], *key: str | UUID) -> A:
        self._judge(kind.stream_id(*key))
        return super().load(kind, *key)

    def begin(self, kind: type[A], *key: str | UUID) -> A:
        self._judge(kind.stream_id(*key))
        return super().begin(kind, *key)

    def _refer(self, region: Region, kind: type[A], key: str) -> A | None:
        self._judge(kind.stream_id(key))
        return super()._refer(region, kind, key)

    def _judge(self, stream_id: UUID) -> None:
        if stream_id in self._told:
            raise Leans


def remember(region: Region, kinds: Mapping[UUID, type[Aggregate]]) -> set[UUID]:
    """Read those of the streams that are not remembered, in one query; returns those that were never recorded."""
    asked = [stream_id for stream_id in kinds if not _remembers(region, stream_id)]
    if not asked:
        return set()
    with cast(Recorder, region.recorder).datastore.connection() as connection:
        rows = connection.execute(_EVENTS.format(Identifier(region.region)), (asked,), binary=True).fetchall()
    stored = [StoredEvent(*row) for row in rows]
    for stream_id, events in groupby(stored, key=attrgetter("originator_id")):
        fold = cast(Any, kinds[stream_id]).fold
        region.keep([fold(None, map(region.mapper.to_domain_event, events))])
    return {*asked} - {event.originator_id for event in stored}


def _remembers(region: Region, stream_id: UUID) -> bool:
    return stream_id in region.remembered


def _renew(region: Region, stream_id: UUID) -> None:
    """Forget what was read too long ago."""
    known, now = _read_at.setdefault(region, Remembered(REMEMBERED)), monotonic()
    if stream_id not in known or known.get(stream_id) + TRUSTED_SECONDS < now:
        region.forget([stream_id])
        known.put(stream_id, now)
