"""What a process remembers: the aggregates that it used last."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar
from uuid import UUID

from eventsourcing.application import Cache

V = TypeVar("V")


class Remembered(Cache[UUID, V]):
    """The library's cache of `most` values, each use of which puts off its end.

    It does what the library's `LRUCache` does. That one links a list in Python under a lock, twice for every command;
    here each step is one call of an `OrderedDict` with whole numbers as keys, which no other thread can interrupt.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._kept: OrderedDict[int, V] = OrderedDict()
        self._most = most

    def __contains__(self, key: UUID) -> bool:
        return key.int in self._kept

    def get(self, key: UUID, *, evict: bool = False) -> V:
        """The value, for the last time when `evict`; raises KeyError."""
        if evict:
            return self._kept.pop(key.int)
        value = self._kept[key.int]
        self._kept.move_to_end(key.int)
        return value

    def peek(self, key: UUID) -> V | None:
        """The value, if any; it does not put off its end."""
        return self._kept.get(key.int)

    def put(self, key: UUID, value: V | None) -> None:
        """Remember `value` in place of what was known under `key`."""
        if value is None:
            return
        self._kept.pop(key.int, None)
        self._kept[key.int] = value
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
