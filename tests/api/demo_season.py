"""The demo season in a database, and its facts as the tests read them."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, cast
from uuid import UUID

import msgspec
from eventsourcing.domain import AggregateEvent
from eventsourcing.persistence import StoredEvent

from api.demo import LAST_DAY, Summary, load_demo
from api.recording import recorder
from api.regions import Regions
from store.settings import Settings, from_environment

E = TypeVar("E", bound=AggregateEvent, covariant=True)


class Told(NamedTuple, Generic[E]):
    """One fact: where, of which command, as an event and as it is stored."""

    region: str
    command: UUID | None
    stream: UUID
    event: E
    topic: str
    state: bytes


class Loaded(NamedTuple):
    """A store with the demo, what `load_demo` said of it, and every fact in it by region and position."""

    regions: Regions
    summary: Summary
    facts: list[Told[AggregateEvent]]
    seconds: float

    def of(self, *kinds: type[E]) -> list[Told[E]]:
        return [cast("Told[E]", one) for one in self.facts if isinstance(one.event, kinds)]


def demo_settings(data: Path, **changes: Any) -> Settings:
    return replace(from_environment({"SUYUAN_DATA": str(data)}), **changes)


@contextmanager
def opened(conninfo: str, settings: Settings) -> Generator[Regions]:
    regions = Regions.open(settings, conninfo)
    try:
        yield regions
    finally:
        regions.close()


def loaded(regions: Regions, until: date = LAST_DAY) -> Loaded:
    """Load the demo, time it and read it back."""
    started = time.perf_counter()
    summary = load_demo(regions, lambda done, total: None, until=until)
    seconds = time.perf_counter() - started
    return Loaded(regions, summary, [fact for name in sorted(regions) for fact in _facts(regions, name)], seconds)


def without_references(told: Told[AggregateEvent]) -> bytes:
    """The stored state but for references into the vault, which each store makes with random keys of its own."""
    state = msgspec.json.decode(told.state)
    for name in ("vault", "vehicle"):
        if state.get(name):
            state[name] = "kept"
    return msgspec.json.encode(state)


def strings_of(value: object) -> Generator[str]:
    """Every text inside decoded JSON."""
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from strings_of(one)
        case list():
            for one in value:
                yield from strings_of(one)
        case _:
            pass


def _facts(regions: Regions, name: str) -> Generator[Told[AggregateEvent]]:
    region = regions[name]
    for row in recorder(region).select_facts(1, 1_000_000):
        stored = StoredEvent(row.originator_id, row.originator_version, row.topic, row.state)
        event = region.mapper.to_domain_event(stored)
        assert isinstance(event, AggregateEvent)
        yield Told(name, row.command_id, row.originator_id, event, row.topic, row.state)
