"""Decide every command of a file on memory, each on top of the earlier ones, and record nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar, cast
from uuid import UUID

import msgspec

import api.routes  # noqa: F401  registers every command
from api.auth import Actor
from api.command import Call, CommandKind, find_command
from api.importing.wishes import Wish
from api.regions import Regions
from api.sent import Command, Sent, read_command
from domain.act import SHANGHAI, Act
from domain.aggregate import Aggregate
from domain.region import Desk, Region

A = TypeVar("A", bound=Aggregate)
LATE_REASON = "import"
"""Why a supervisor records what is more than 30 days old (D6)."""


class Ready(NamedTuple):
    """A wish as the command that its client would have sent."""

    wish: Wish
    kind: CommandKind
    command: Command


class Rehearsal:
    """One file's commands, in order, by one person."""

    def __init__(self, regions: Regions, region: str, actor: Actor) -> None:
        self._regions = regions
        self._region = region
        self._actor = actor
        self._told: dict[UUID, Aggregate] = {}

    def read(self, wish: Wish) -> Ready:
        """Raises HttpRefused (which fields are wrong)."""
        path = f"/v1/{self._region}/{wish.path}"
        found = find_command(path)
        assert found is not None
        kind, region, texts = found
        sent = Sent(
            id=wish.id,
            method="POST",
            path=path,
            body=msgspec.json.encode(wish.body, order="sorted"),
            observed=False,
            device="import",
            sent_at=None,
            received_at=datetime.now(SHANGHAI),
        )
        command = read_command(self._regions, kind.actor.judge(self._actor), kind, region, texts, sent)
        return Ready(wish, kind, command._replace(act=replace(command.act, late_reason=LATE_REASON)))

    def decide(self, ready: Ready) -> None:
        """Raises REFUSALS."""
        desk = Memory(ready.command.region, ready.command.act, self._told)
        desk.act.judge_time()
        ready.kind.function(Call(desk, self._actor, self._regions, rehearsed=True), ready.command.body)
        self._told.update(desk.aggregates)


class Memory(Desk):
    """Sees what earlier commands of the file told as if it were recorded."""

    def __init__(self, region: Region, act: Act, told: dict[UUID, Aggregate]) -> None:
        super().__init__(region, act)
        self._told = told

    def load(self, kind: type[A], *key: object) -> A:
        return self._take(kind, *key) or super().load(kind, *key)

    def begin(self, kind: type[A], *key: object) -> A:
        return self._take(kind, *key) or super().begin(kind, *key)

    def _refer(self, region: Region, kind: type[A], key: str) -> A | None:
        told = self._told.get(kind.stream_id(key)) if region is self.region else None
        return cast("A | None", told) or super()._refer(region, kind, key)

    def _take(self, kind: type[A], *key: object) -> A | None:
        told = self._told.get(kind.stream_id(*key))
        if told is not None:
            self.aggregates[told.id] = told
        return cast("A | None", told)
