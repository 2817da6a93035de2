"""Commands and events to record in the store's own tests, without the domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent

from store.records import Save

MORNING = datetime(2026, 7, 9, 6, 30, tzinfo=timezone(timedelta(hours=8)))


@dataclass(frozen=True)
class Deed:
    """A command as the recorder sees it."""

    id: UUID = field(default_factory=uuid4)
    party: str = "9521234000013"
    person: str = "person-1"
    content_hash: bytes = b"c" * 32
    role: str = "member"
    device: str = "phone-1"
    claimed_at: datetime = MORNING
    at: datetime = MORNING
    observed: bool = False
    place: Mapping[str, Any] | None = None
    evidence: tuple[str, ...] = ()
    schema_version: int = 1


def event(stream: UUID, version: int = 1, state: bytes = b'{"kilograms":"12.500"}') -> StoredEvent:
    """A stored event of some topic."""
    return StoredEvent(stream, version, "lot.harvested", state)


def save(stream: UUID, *versions: int, act: Deed | None = None) -> Save:
    """A save of one stream's versions under a command of its own."""
    return Save([event(stream, version) for version in versions or (1,)], act or Deed(), b"done")
