"""What all our aggregates share: they start blank, and any event may come first, since phones sync in any order."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import AggregateEvent, BaseAggregate

from domain.act import Act

NAMESPACE = UUID("5f0e3d0a-2c6b-5b8e-9c1d-7a7be5a55eed")
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=65536, typed=True)
def _stream_id(*key: str | UUID) -> UUID:
    return uuid5(NAMESPACE, "|".join(map(str, key)))


class Aggregate(BaseAggregate[UUID]):
    """A stream of facts named by uuid5(NAMESPACE, 'kind|canonical key'); state is what the facts add up to.

    There is no "created" event: version 0 is blank, and `__init__` only says what blank means.
    """

    KIND: ClassVar[str] = ""
    TOPIC: ClassVar[str]
    PARTED: ClassVar[tuple[type, ...]] = (list, dict, set)

    class Event(AggregateEvent):
        """Something that happened; `timestamp` is when, in the field, not when it was recorded."""

    @classmethod
    def stream_id(cls, *key: str | UUID) -> UUID:
        return _stream_id(cls.KIND, *key)

    @classmethod
    def blank(cls, stream_id: UUID) -> Self:
        new = cls.__new__(cls)
        new.__base_init__(stream_id, 0, _BEFORE_ALL)
        new.__init__()
        return new

    @classmethod
    def fold(cls, aggregate: Self | None, events: Iterable[Any]) -> Self | None:
        """The library's projector: facts onto what stood before them."""
        for event in events:
            aggregate = event.mutate(aggregate or cls.blank(event.originator_id))
        return aggregate

    def record(self, event: type[AggregateEvent], act: Act, **values: object) -> None:
        """Trigger `event` as happened at `act.at`."""
        self.trigger_event(event, timestamp=act.at, **values)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """A copy one container deep: values are immutable, so that is all a copy has to part."""
        new = self.__class__.__new__(self.__class__)
        for name, value in vars(self).items():
            object.__setattr__(new, name, copy(value) if isinstance(value, self.PARTED) else value)
        return new

    __hash__ = object.__hash__
