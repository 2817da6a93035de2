"""The desk of one command among many that are recorded together."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar
from uuid import UUID

from domain.act import Act
from domain.aggregate import Aggregate
from domain.region import Desk, Region

A = TypeVar("A", bound=Aggregate)


class Leans(Exception):
    """The command builds on an earlier one that is not recorded yet, so it must wait for that."""


class BatchDesk(Desk):
    """Raises Leans when its command touches what is already `told`.

    A save that continues another's stream may only be sent once the other is recorded: were the other to lose a race,
    the versions could fit by chance, and a stock would be taken for what it no longer is.
    """

    def __init__(self, region: Region, act: Act, told: Collection[UUID]) -> None:
        super().__init__(region, act)
        self._told = told

    def load(self, kind: type[A], *key: object) -> A:
        self._judge(kind.stream_id(*key))
        return super().load(kind, *key)

    def begin(self, kind: type[A], *key: object) -> A:
        self._judge(kind.stream_id(*key))
        return super().begin(kind, *key)

    def _refer(self, region: Region, kind: type[A], key: str) -> A | None:
        self._judge(kind.stream_id(key))
        return super()._refer(region, kind, key)

    def _judge(self, stream_id: UUID) -> None:
        if stream_id in self._told:
            raise Leans
