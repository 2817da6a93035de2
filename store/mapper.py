"""Events to compact typed JSON and back: values come back as the types that the event class declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache, partial
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypedDict, cast, get_type_hints
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import TopicError, get_topic, resolve_topic

from store.errors import UnknownTopic

OCCURRED_AT: Final = "occurred_at"
"""The stored name of the library's `timestamp`."""
CLASS_VERSION: Final = "class_version"

_encode: Final = msgspec.json.Encoder(decimal_format="string").encode


class TypedMapper(Mapper[UUID]):
    """Maps events whose classes are dataclasses with annotated fields.

    The payload is the event's fields but for stream id and version, as JSON: Decimal as string, datetime with its
    offset, UUID as string, tuples and frozen values as JSON. A class with `class_version` N > 1 has static methods
    `upcast_v1_v2(payload)` ... which change the payload as stored, before it is typed.
    """

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Encode one event, in some microseconds."""
        form = _form(type(domain_event))
        state = _encode(form.payload(*form.values(domain_event)))
        # A frozen dataclass sets its fields one by one; all at once is three times faster.
        stored = object.__new__(StoredEvent)
        attributes = {
            "originator_id": domain_event.originator_id,
            "originator_version": domain_event.originator_version,
            "topic": form.topic,
            "state": state,
        }
        object.__setattr__(stored, "__dict__", attributes)
        return stored

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """Decode one event.

        Raises UnknownTopic, or the library's MapperDeserialisationError when the payload does not fit the class.
        """
        codec = _codec(stored_event.topic)
        try:
            attributes = codec.decode(stored_event.state)
        except msgspec.MsgspecError as error:
            message = (
                f"event {stored_event.topic} {stored_event.originator_id} version {stored_event.originator_version} "
                f"does not fit its class: {error}"
            )
            raise MapperDeserialisationError(message) from error
        attributes["originator_id"] = stored_event.originator_id
        attributes["originator_version"] = stored_event.originator_version
        event = object.__new__(codec.kind)
        object.__setattr__(event, "__dict__", attributes)
        return cast("DomainEventProtocol[UUID]", event)


class _Form(NamedTuple):
    """How events of one class are encoded; built once."""

    topic: str
    values: Callable[[object], tuple[object, ...]]
    """The payload's values, in the order of its fields."""
    payload: Callable[..., msgspec.Struct]


@cache
def _form(kind: type[object]) -> _Form:
    names = _payload_names(kind)
    own = [name for name in names if name != "timestamp"]
    timed = len(own) < len(names)
    payload: list[str | tuple[str, type[int], int]] = [*own, *([OCCURRED_AT] if timed else [])]
    if (version := getattr(kind, CLASS_VERSION, 1)) > 1:
        payload.append((CLASS_VERSION, int, version))
    wanted = [*own, *(["timestamp"] if timed else [])]
    values = attrgetter(*wanted) if len(wanted) > 1 else partial(_values, wanted)
    return _Form(get_topic(kind), values, msgspec.defstruct(kind.__name__, payload))


def _values(names: list[str], event: object) -> tuple[object, ...]:
    """What `attrgetter` does for two names and more, for fewer."""
    return tuple(getattr(event, name) for name in names)


def _payload_names(kind: type[object]) -> list[str]:
    names = [field.name for field in fields(cast("Any", kind))]
    return [name for name in names if name not in ("originator_id", "originator_version")]


class _Codec(NamedTuple):
    """How one event class is decoded; built once."""

    kind: type[object]
    class_version: int
    payload: type[dict[str, Any]]
    decoder: msgspec.json.Decoder[dict[str, Any]]

    def decode(self, state: bytes) -> dict[str, Any]:
        """The event's attributes but for stream id and version."""
        if self.class_version == 1:
            attributes = self.decoder.decode(state)
        else:
            raw: dict[str, Any] = msgspec.json.decode(state)
            for version in range(raw.pop(CLASS_VERSION, 1), self.class_version):
                getattr(self.kind, f"upcast_v{version}_v{version + 1}")(raw)
            attributes = msgspec.convert(raw, self.payload)
        if OCCURRED_AT in attributes:
            attributes["timestamp"] = attributes.pop(OCCURRED_AT)
        return attributes


@cache
def _codec(topic: str) -> _Codec:
    try:
        kind = resolve_topic(topic)
    except TopicError as error:
        raise UnknownTopic(topic) from error
    if not isinstance(kind, type):
        raise UnknownTopic(topic)
    hints = get_type_hints(kind)
    types = {OCCURRED_AT if name == "timestamp" else name: hints[name] for name in _payload_names(kind)}
    payload: type[dict[str, Any]] = cast("Any", TypedDict)(kind.__name__, types)
    return _Codec(kind, getattr(kind, CLASS_VERSION, 1), payload, msgspec.json.Decoder(payload))
