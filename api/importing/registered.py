"""Read the registrations of one kind from a region's log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar, cast

from eventsourcing.domain import AggregateEvent
from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import get_topic

from api.recording import recorder
from domain.region import Region

E = TypeVar("E", bound=AggregateEvent)
PAGE = 1_000


def registered(region: Region, kind: type[E]) -> Iterator[E]:
    """Every event of `kind` in `region`, in order of position."""
    last: int | None = None
    while True:
        page = recorder(region).select_notifications(last, PAGE, topics=[get_topic(kind)], inclusive_of_start=False)
        for one in page:
            stored = StoredEvent(one.originator_id, one.originator_version, one.topic, one.state)
            yield cast(E, region.mapper.to_domain_event(stored))
        if len(page) < PAGE:
            return
        last = page[-1].id
