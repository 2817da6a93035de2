"""Decide every command of a file on memory, each on top of the earlier ones, and record nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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


class Secret(NamedTuple):
    """Personal values of one subject, for the vault."""

    subject: str
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, subject: str, fields: Mapping[str, str | None]) -> Secret:
        """As `Call.keep` is told them."""
        return cls(subject, tuple(sorted((name, value) for name, value in fields.items() if value)))


class Ready(NamedTuple):
    """A wish as the command that its client would have sent; `secrets`: what deciding puts into the vault."""

    wish: Wish
    kind: CommandKind
    command: Command
    actor: Actor
    secrets: tuple[Secret, ...] = ()


@dataclass(slots=True)
class Noting(Call):
    """A call that keeps nothing, and notes what would be kept."""

    secrets: list[Secret] = field(default_factory=list)

    def keep(self, subject: str, **fields: str | None) -> str:
        told = Secret.of(subject, fields)
        if told.fields:
            self.secrets.append(told)
        return ""


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
        command = command._replace(act=replace(command.act, late_reason=LATE_REASON))
        return Ready(wish, kind, command, self._actor)

    def decide(self, ready: Ready) -> Ready:
        """With what would be kept. Raises REFUSALS."""
        desk = Memory(ready.command.region, ready.command.act, self._told)
        desk.act.judge_time()
        call = Noting(desk, self._actor, self._regions, rehearsed=True)
        ready.kind.function(call, ready.command.body)
        self._told.update(desk.aggregates)
        return ready._replace(secrets=tuple(call.secrets))


class Memory(Desk):
    """Sees what earlier commands of the file told as if it were recorded."""

    def __init__(self, region: Region, act: Act, told: dict[UUID, Aggregate]) -> None:
        super().__init__(region, act)
        self._told = told

    def load(self, kind: type[A], *key: str | UUID) -> A:
        return self._take(kind, *key) or super().load(kind, *key)

    def begin(self, kind: type[A], *key: str | UUID) -> A:
        return self._take(kind, *key) or super().begin(kind, *key)

    def _refer(self, region: Region, kind: type[A], key: str) -> A | None:
        told = self._told.get(kind.stream_id(key)) if region is self.region else None
        return cast("A | None", told) or super()._refer(region, kind, key)

    def _take(self, kind: type[A], *key: str | UUID) -> A | None:
        told = self._told.get(kind.stream_id(*key))
        if told is not None:
            self.aggregates[told.id] = told
        return cast("A | None", told)
