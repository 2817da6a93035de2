"""The desk of one command among many that are recorded together: it sees what the earlier ones told."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import TypeVar, cast
from uuid import UUID

from domain.act import Act
from domain.aggregate import Aggregate
from domain.region import Desk, Region

A = TypeVar("A", bound=Aggregate)


class BatchDesk(Desk):
    """Works on copies of what is `told` but not yet recorded, so that a refused command leaves nothing behind."""

    def __init__(self, region: Region, act: Act, told: Mapping[UUID, Aggregate]) -> None:
        super().__init__(region, act)
        self._told = told

    def load(self, kind: type[A], *key: object) -> A:
        self._take(kind.stream_id(*key))
        return super().load(kind, *key)

    def begin(self, kind: type[A], *key: object) -> A:
        self._take(kind.stream_id(*key))
        return super().begin(kind, *key)

    def _take(self, stream_id: UUID) -> None:
        if stream_id in self._told and stream_id not in self.aggregates:
            self.aggregates[stream_id] = deepcopy(self._told[stream_id])

    def _refer(self, region: Region, kind: type[A], key: str) -> A | None:
        if region is self.region and (told := self._told.get(kind.stream_id(key))):
            return cast(A, told)
        return super()._refer(region, kind, key)
