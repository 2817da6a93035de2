"""The library's door to this store, for applications with PERSISTENCE_MODULE=store.persistence and a REGION."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    EventStore,
    InfrastructureFactory,
    Mapper,
    Notification,
    ProcessRecorder,
    Recording,
    TrackingRecorder,
    Transcoder,
)

from store import datastore as datastores
from store.append import COPY_FROM
from store.errors import SettingsRefused
from store.mapper import TypedMapper
from store.recorder import Recorder
from store.settings import refuse_dangerous_flags


class RegionEventStore(EventStore[UUID]):
    """Stores events; above COPY_FROM events it makes no Recording objects, which nobody reads in bulk."""

    def put(self, domain_events: Sequence[DomainEventProtocol[UUID]], **kwargs: object) -> list[Recording[UUID]]:
        """Record events with `act=` and `outcome=` passed on to the recorder (see Recorder.insert_events)."""
        stored = [self.mapper.to_stored_event(event) for event in domain_events]
        positions = self.recorder.insert_events(stored, **kwargs)
        if not positions or len(stored) >= COPY_FROM:
            return []
        return [
            Recording(event, Notification(one.originator_id, one.originator_version, one.topic, one.state, id=position))
            for event, one, position in zip(domain_events, stored, positions, strict=True)
        ]


class RegionFactory(InfrastructureFactory[TrackingRecorder]):
    """Makes an application's mapper, recorder and event store on the datastore that the process has installed.

    Environment of the application: REGION, the region's name. Raises SettingsRefused for dangerous flags,
    StoreUnavailable when no datastore is installed.
    """

    def mapper(
        self,
        transcoder: Transcoder | None = None,
        mapper_class: type[Mapper[Any]] | None = None,
    ) -> Mapper[Any]:
        """The typed mapper, whatever the environment says: stored bytes must not depend on it."""
        return TypedMapper(transcoder or self.transcoder())

    def event_store(
        self, mapper: Mapper[Any] | None = None, recorder: AggregateRecorder | None = None
    ) -> EventStore[Any]:
        """An event store over the region's recorder."""
        return RegionEventStore(mapper or self.mapper(), recorder or self.application_recorder())

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of REGION."""
        refuse_dangerous_flags(self.env)
        region = self.env.get("REGION")
        if not region:
            message = "REGION is missing in the application's environment: name the region that it records in"
            raise SettingsRefused(message)
        return Recorder(datastores.installed(), region)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Snapshots are off: our streams are short, and a snapshot is a second truth."""
        message = f"a recorder for {purpose!r} is not part of this store"
        raise SettingsRefused(message)

    def tracking_recorder(self, tracking_recorder_class: type[Any] | None = None) -> Any:  # noqa: ANN401
        """Followers keep their own position (table `follower`)."""
        message = "the library's tracking recorders are not part of this store: write a follower"
        raise SettingsRefused(message)

    def process_recorder(self) -> ProcessRecorder:
        """Followers keep their own position (table `follower`)."""
        message = "the library's process recorders are not part of this store: write a follower"
        raise SettingsRefused(message)
