"""What a command is at the edge: one registry serves its own address, the batches and the description of the API."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar, get_args, get_type_hints
from urllib.parse import unquote

from fastapi.params import Depends
from pydantic import Field, TypeAdapter

from api.auth import Actor, Require
from api.errors import WrongRole
from api.fields import Body, Moment, Note, PointBody, Sha256
from api.policy.scopes import within
from api.regions import Regions
from domain.aggregate import Aggregate
from domain.commands.goods import Outcome
from domain.errors import NoSuchRegion
from domain.region import Desk

PREFIX = "/v1/"


class CommandBody(Body):
    """What every command may say beside its own matter."""

    PERSONAL: ClassVar[bool] = False
    """Whether its own matter has personal values, which go to the vault."""
    SLOW: ClassVar[bool] = False
    """Whether deciding takes more than a fraction of a millisecond, however short it is."""

    occurred_at: Moment | None = Field(default=None, description="When it happened; now, when it is done online")
    place: PointBody | None = Field(default=None, description="Where the phone was; kept to about a kilometre")
    note: Note | None = Field(default=None, description="Free text; kept in the vault")
    evidence: tuple[Sha256, ...] = Field(default=(), max_length=20, description="SHA-256 of photos and papers")
    late_reason: Note | None = Field(default=None, description="Why a supervisor records what is over 30 days old")


@dataclass(slots=True)
class Call:
    """One command at work: its desk, who asks, and the vault of the region for what is personal."""

    desk: Desk
    actor: Actor
    regions: Regions
    rehearsed: bool = False

    def must_be_region(self, name: str) -> None:
        """Raises NoSuchRegion for what is not one of the cities' regions that are configured."""
        if name not in self.regions.settings.regions:
            raise NoSuchRegion(region=name)

    def known_elsewhere(self, kind: type[Aggregate], key: str) -> bool:
        """Whether another region has the key already: one key never names two things."""
        here = self.desk.region.region
        others = [region for name, region in self.regions.items() if name != here]
        return any(region.find(kind, key, to_tell=False) is not None for region in others)

    def keep(self, subject: str, **fields: str | None) -> str:
        """Put personal values into the vault, under a party's or person's id; returns what events hold instead.

        Nothing is put there before the command was seen to be carried out (see `work`).
        """
        told = {name: value for name, value in fields.items() if value}
        if not told or self.rehearsed:
            return ""
        vault = self.regions.vault(self.desk.region.region)
        return str(vault.keep(subject, self.desk.act.id, told))


@dataclass(frozen=True, slots=True)
class CommandKind:
    """A kind of command. `path` follows /v1/{region}; `parameters` are its path's, by name."""

    name: str
    path: str
    actor: Require
    body: TypeAdapter[Any]
    parameters: dict[str, TypeAdapter[Any]]
    function: Callable[..., Outcome]
    summary: str
    tag: str

    def admit(self, actor: Actor | None) -> Actor:
        """The actor, when their role and their program's scopes allow it. Raises Unauthenticated, WrongRole."""
        found = self.actor.judge(actor)
        if not within(found, self.tag, "record"):
            raise WrongRole(role=found.role)
        return found

    def personal(self, body: CommandBody) -> bool:
        """Whether something of `body` goes to the vault."""
        return body.PERSONAL or body.note is not None or body.late_reason is not None

    def work(self, call: Call, body: CommandBody, parameters: dict[str, Any]) -> Outcome:
        """Decide. What is personal is put into the vault only after a rehearsal that was not refused."""
        if self.personal(body):
            desk = copy(call.desk)
            desk.aggregates = {}
            self.function(Call(desk, call.actor, call.regions, rehearsed=True), body, **parameters)
            kept = call.keep(call.actor.person, note=body.note, late_reason=body.late_reason)
            call.desk.act = replace(call.desk.act, note=kept)
        return self.function(call, body, **parameters)


COMMANDS: dict[tuple[str | None, ...], CommandKind] = {}
"""Every command by the shape of its path: its segments, None for a parameter."""

Function = TypeVar("Function", bound=Callable[..., Outcome])


def command(path: str, actor: object) -> Callable[[Function], Function]:
    """Register a function (call, body, **path parameters) -> outcome as what `POST /v1/{region}{path}` does.

    `actor` is an alias of `api.auth`. The first annotation of `body` is its form; other parameters are the path's.
    """

    def register(function: Function) -> Function:
        hints = get_type_hints(function, include_extras=True)
        names = list(inspect.signature(function).parameters)
        require = next(one.dependency for one in get_args(actor) if isinstance(one, Depends))
        assert isinstance(require, Require)
        kind = CommandKind(
            name=function.__name__,
            path=path,
            actor=require,
            body=TypeAdapter(hints["body"]),
            parameters={name: TypeAdapter(hints[name]) for name in names if name not in ("call", "body")},
            function=function,
            summary=inspect.getdoc(function) or "",
            tag=path.split("/")[1],
        )
        shape = tuple(None if segment.startswith("{") else segment for segment in path.split("/")[1:])
        assert shape not in COMMANDS, path
        COMMANDS[shape] = kind
        return function

    return register


def find_command(raw_path: str) -> tuple[CommandKind, str, dict[str, str]] | None:
    """The command that a raw path names, its region and its path parameters as text; None when there is no such."""
    segments = raw_path.removeprefix(PREFIX).split("/")
    if not raw_path.startswith(PREFIX) or not 2 <= len(segments) <= 4:
        return None
    region, *rest = segments
    kind = COMMANDS.get((rest[0], None, rest[2]) if len(rest) == 3 else tuple(rest))
    if kind is None:
        return None
    return kind, region, dict(zip(kind.parameters, [unquote(one) for one in rest[1:2]], strict=False))
