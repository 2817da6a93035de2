"""Regions that live in memory, for tests of the domain alone; events pass through the store's own mapper."""

from __future__ import annotations

from domain.region import Region
from store.mapper import TypedMapper

MEMORY = {
    "PERSISTENCE_MODULE": "eventsourcing.popo",
    "MAPPER_TOPIC": f"{TypedMapper.__module__}:{TypedMapper.__name__}",
}


def memory_region(name: str, commons: Region | None = None) -> Region:
    return Region(name, commons, MEMORY)
