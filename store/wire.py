"""PostgreSQL's binary formats, packed by hand: arrays of composites for append(), rows for COPY.

Source: PostgreSQL documentation, "Message Data Types" and COPY "Binary Format"; the *_recv functions of the server.
Everything that does not depend on the save's place in a group is packed by the thread that wants to save.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent

from store.errors import NotMigrated
from store.records import Save

if TYPE_CHECKING:
    from store.connection import StoreConnection

EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
COPY_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TRAILER: Final = b"\xff\xff"
CHUNK_PARTS: Final = 5 * 100
"""A hundred rows of five parts."""

_BOOL, _BYTEA, _INT8, _INT2, _INT4, _TEXT = 16, 17, 20, 21, 23, 25
_TEXTS, _TIMESTAMPTZ, _UUID, _JSONB = 1009, 1184, 2950, 3802

_array = Struct(">iiiii").pack
_field = Struct(">ii").pack
_int4 = Struct(">i").pack
_int8 = Struct(">q").pack
_id_fields = Struct(">ii16sii").pack
_time_fields = Struct(">iiqiiq").pack
_int4_streams = Struct(">iiiii").pack
_event_start = Struct(">iiiii").pack  # length of the element, 7 fields, place: type, length, value
_event_middle = Struct(">ii16siiqii").pack
_event_end = Struct(">ii16siih").pack
_event_end_bare = Struct(">iiiih").pack
_save_start = Struct(">iiiiiiii").pack  # length of the element, 16 fields, last, events
_stream_end = Struct(">iiii16siiq").pack  # length of the element, 2 fields
_copy_start = Struct(">hiqiqi16siqi").pack  # 8 fields: position, recorded time, stream, version, length of the topic
_copy_end = Struct(">i16sih").pack
_copy_end_bare = Struct(">iih").pack

_EVENT_FIELDS, _SAVE_FIELDS = 7, 16
_TRUE: Final = _field(_BOOL, 1) + b"\x01"
_FALSE: Final = _field(_BOOL, 1) + b"\x00"
_NO_PLACE: Final = _field(_JSONB, -1)
_NO_TEXTS: Final = _field(_TEXTS, 12) + _array(0, 0, _TEXT, 0, 0)[:12]
_COMMAND_FIELDS: Final = (
    *(_TEXT, _TEXT, _UUID, _BYTEA, _TEXT, _TEXT, _TIMESTAMPTZ, _TIMESTAMPTZ, _BOOL, _JSONB, _TEXTS),
    *(_INT4, _JSONB, _BYTEA),
)
_NO_COMMAND: Final = b"".join([_field(oid, -1) for oid in _COMMAND_FIELDS])


class Types(NamedTuple):
    """Type numbers (OIDs) of the append function's array elements in one region."""

    new_save: int
    stream_end: int
    new_event: int

    @classmethod
    def look_up(cls, connection: StoreConnection, region: str) -> Types:
        """Ask the server; raises NotMigrated when the region lacks them."""
        names = [f"{region}.{name}" for name in cls._fields]
        row = connection.execute(
            "SELECT to_regtype(%s)::oid::int8, to_regtype(%s)::oid::int8, to_regtype(%s)::oid::int8", names
        ).fetchone()
        if row is None or None in row:
            message = f"region {region} has no append function: run the migration step"
            raise NotMigrated(message)
        return cls(*row)


def microseconds(moment: datetime) -> int:
    """An aware datetime as PostgreSQL counts it: microseconds since 2000-01-01 UTC."""
    return (moment - EPOCH) // MICROSECOND


def moment(count: int) -> datetime:
    """The aware datetime (UTC) of PostgreSQL's count of microseconds."""
    return EPOCH + MICROSECOND * count


def stream_of(event: StoredEvent) -> bytes:
    """The 16 bytes of the event's stream id."""
    stream = event.originator_id
    assert isinstance(stream, UUID), "stream ids are UUIDs"
    return stream.int.to_bytes(16, "big")  # what the property `bytes` does, without its call


def pack_event(stream: bytes, event: StoredEvent, command: bytes | None, ordinal: int) -> bytes:
    """An event as a `new_event` without its first field, the place in the call."""
    topic = event.topic.encode()
    return b"".join(
        (
            _event_middle(_UUID, 16, stream, _INT8, 8, event.originator_version, _TEXT, len(topic)),
            topic,
            _field(_BYTEA, len(event.state)),
            event.state,
            _event_end_bare(_UUID, -1, _INT2, 2, ordinal)
            if command is None
            else _event_end(_UUID, 16, command, _INT2, 2, ordinal),
        )
    )


def pack_save(save: Save) -> bytes:
    """A save as a `new_save` without its first two fields, the last place and the number of events."""
    act = save.act
    if act is None:
        return _NO_COMMAND
    place = None if act.place is None else msgspec.json.encode(act.place)
    streams = ",".join([f'["{event.originator_id}",{event.originator_version}]' for event in save.stored_events])
    return b"".join(
        (
            _text_fields(act.party, act.person),
            _id_fields(_UUID, 16, act.id.int.to_bytes(16, "big"), _BYTEA, len(act.content_hash)),
            act.content_hash,
            _text_fields(act.role, act.device),
            _time_fields(_TIMESTAMPTZ, 8, microseconds(act.claimed_at), _TIMESTAMPTZ, 8, microseconds(act.at)),
            _TRUE if act.observed else _FALSE,
            _NO_PLACE if place is None else _field(_JSONB, len(place) + 1) + b"\x01" + place,
            _texts(act.evidence),
            _int4_streams(_INT4, 4, act.schema_version, _JSONB, len(streams) + 3),
            b"\x01[%b]" % streams.encode(),
            _field(_BYTEA, len(save.outcome)),
            save.outcome,
        )
    )


def join_events(oid: int, packed: Sequence[bytes]) -> bytes:
    """The `new_event[]` of packed events, placed from 1."""
    parts = [_array(1, 0, oid, len(packed), 1)] if packed else [_array(0, 0, oid, 0, 0)[:12]]
    for place, rest in enumerate(packed, 1):
        parts.append(_event_start(len(rest) + 16, _EVENT_FIELDS, _INT4, 4, place))
        parts.append(rest)
    return b"".join(parts)


def join_saves(oid: int, packed: Iterable[tuple[int, bytes]]) -> bytes:
    """The `new_save[]` of pairs (number of events, packed save)."""
    parts: list[bytes] = []
    last = 0
    for events, rest in packed:
        last += events
        parts.append(_save_start(len(rest) + 28, _SAVE_FIELDS, _INT4, 4, last, _INT4, 4, events))
        parts.append(rest)
    return _array(1, 0, oid, len(parts) // 2, 1) + b"".join(parts)


def join_ends(oid: int, ends: Iterable[tuple[bytes, int]]) -> bytes:
    """The `stream_end[]` of pairs (stream id, version that the stream must have now)."""
    parts = [_stream_end(44, 2, _UUID, 16, stream, _INT8, 8, version) for stream, version in ends]
    return (_array(1, 0, oid, len(parts), 1) if parts else _array(0, 0, oid, 0, 0)[:12]) + b"".join(parts)


def copy_rows(saves: Iterable[Save], first: int, recorded_at: int) -> Iterator[bytes]:
    """The whole content of a COPY, chunk by chunk: the events of `saves` at positions from `first`.

    The server takes one chunk in while the next is packed.
    """
    parts = [COPY_HEADER]
    position = first
    for save in saves:
        command = None if save.act is None else save.act.id.bytes
        for ordinal, event in enumerate(save.stored_events):
            topic, state = event.topic.encode(), event.state
            parts += (
                _copy_start(
                    8, 8, position, 8, recorded_at, 16, stream_of(event), 8, event.originator_version, len(topic)
                ),
                topic,
                _int4(len(state)),
                state,
                _copy_end_bare(-1, 2, ordinal) if command is None else _copy_end(16, command, 2, ordinal),
            )
            position += 1
            if len(parts) > CHUNK_PARTS:
                yield b"".join(parts)
                parts.clear()
    parts.append(COPY_TRAILER)
    yield b"".join(parts)


def pack_int4(number: int) -> bytes:
    """An integer argument."""
    return _int4(number)


def pack_bool(truth: bool) -> bytes:
    """A boolean argument."""
    return b"\x01" if truth else b"\x00"


def pack_int8(number: int) -> bytes:
    """A bigint argument."""
    return _int8(number)


def unpack_int8(value: bytes | None) -> int:
    """A bigint or a timestamp (in microseconds since 2000) of a result."""
    assert value is not None
    return int.from_bytes(value, "big", signed=True)


@lru_cache(4096)  # parties and their persons, roles and devices: few and often
def _text_fields(*texts: str) -> bytes:
    parts: list[bytes] = []
    for text in texts:
        encoded = text.encode()
        parts += (_field(_TEXT, len(encoded)), encoded)
    return b"".join(parts)


def _texts(texts: Sequence[str]) -> bytes:
    if not texts:
        return _NO_TEXTS
    parts = [_array(1, 0, _TEXT, len(texts), 1)]
    for text in texts:
        encoded = text.encode()
        parts += (_int4(len(encoded)), encoded)
    content = b"".join(parts)
    return _field(_TEXTS, len(content)) + content
