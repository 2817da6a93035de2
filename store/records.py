"""The plain values that go in and out of the recorder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import StoredEvent


class Command(Protocol):
    """What the recorder needs to know of a command; `domain.act.Act` fits without the store knowing it."""

    @property
    def id(self) -> UUID:
        """The client's UUIDv7, unique per party and person in a region."""
        ...

    @property
    def party(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def content_hash(self) -> bytes:
        """Keyed HMAC of method, path, party and raw body."""
        ...

    @property
    def role(self) -> str: ...
    @property
    def device(self) -> str: ...
    @property
    def claimed_at(self) -> datetime:
        """When the client says it happened, by the client's clock; aware."""
        ...

    @property
    def at(self) -> datetime:
        """The claimed time corrected by the measured skew of the client's clock; aware."""
        ...

    @property
    def observed(self) -> bool: ...
    @property
    def place(self) -> Mapping[str, Any] | None: ...
    @property
    def evidence(self) -> tuple[str, ...]:
        """Hashes of photos and papers, as text."""
        ...

    @property
    def schema_version(self) -> int: ...


class Save(NamedTuple):
    """Events that are recorded together or not at all, with the command that caused them.

    `act` None records no command row (bulk tooling): such a save is not protected against being repeated.
    `outcome` is kept with the command and answered to every repeat of it.
    """

    stored_events: Sequence[StoredEvent]
    act: Command | None = None
    outcome: bytes = b""


class Recorded(NamedTuple):
    """The save is committed. `positions` are dense and consecutive."""

    positions: range
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Repeated:
    """The command id was recorded before, with this content and outcome; `position` is the last it wrote."""

    content_hash: bytes
    outcome: bytes
    position: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another save took one of the stream versions: evict the aggregates, reload, decide again."""


Status = Recorded | Repeated | Conflict


class CommandKey(NamedTuple):
    """The primary key of a command within its region."""

    party: str
    person: str
    id: UUID


class CommandRow(NamedTuple):
    """A recorded command, as stored. `streams` are the (stream id, version) pairs that it wrote, in order."""

    party: str
    person: str
    id: UUID
    content_hash: bytes
    role: str
    device: str
    claimed_at: datetime
    at: datetime
    recorded_at: datetime
    observed: bool
    place: dict[str, Any] | None
    evidence: tuple[str, ...]
    schema_version: int
    position: int
    streams: tuple[tuple[UUID, int], ...]
    outcome: bytes


class StoredFact(NamedTuple):
    """One event as followers read it. Its permanent id is (command_id, ordinal)."""

    position: int
    recorded_at: datetime
    command_id: UUID | None
    ordinal: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
