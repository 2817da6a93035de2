"""Record groups of saves on one connection: through the region's append function, with COPY when they are many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from psycopg import pq
from psycopg.errors import UniqueViolation
from psycopg.pq.abc import PGresult
from psycopg.sql import SQL, Identifier

from store import wire
from store.connection import StoreConnection
from store.records import Conflict, Recorded, Repeated, Save, Status
from store.replies import Reply
from store.rows import copies
from store.turnstile import Turnstile
from store.wire import Types

COPY_FROM: Final = 200
"""Events from which a unit travels by COPY; below, arrays in one round trip are faster."""

_COLUMNS: Final = SQL(
    "(notification_id, recorded_at, originator_id, originator_version, topic, state, command_id, ordinal)"
)
"""In the order of `wire.copy_rows`."""
_COPY: Final = SQL("COPY {} {} FROM STDIN (FORMAT BINARY)")

End = tuple[int, int]
"""The last position, and when it was recorded in microseconds since 2000."""


class Unit:
    """Saves that one caller wants recorded in one transaction, packed, and the answer."""

    __slots__ = (
        "bulk",
        "caller",
        "chained",
        "ends",
        "error",
        "events",
        "nexts",
        "packed",
        "saves",
        "sizes",
        "statuses",
    )

    def __init__(self, saves: Sequence[Save]) -> None:
        self.saves = saves
        self.sizes = [(len(save.stored_events), wire.pack_save(save)) for save in saves]
        self.events = sum([size for size, _ in self.sizes])
        self.bulk = self.events >= COPY_FROM
        self.packed: list[bytes] = []
        self.ends: dict[bytes, int] = {}
        """For each stream the version that it must have before this unit. In bulk not for new streams: COPY finds
        those that are not new, by the primary key, at no cost for those that are."""
        self.nexts: dict[bytes, int] = {}
        self.chained = True
        """False when the saves of this unit cannot all be recorded, whatever the streams' versions are."""
        for save in saves:
            command = None if save.act is None else save.act.id.int.to_bytes(16, "big")
            for ordinal, event in enumerate(save.stored_events):
                stream, version = wire.stream_of(event), event.originator_version
                if not self.bulk:
                    self.packed.append(wire.pack_event(stream, event, command, ordinal))
                expected = self.nexts.get(stream)
                if expected is None:
                    if version > 1 or not self.bulk:
                        self.ends[stream] = version - 1
                elif expected != version:
                    self.chained = False
                self.nexts[stream] = version + 1
        self.statuses: list[Status] = []
        """The status of each save, once it is answered."""
        self.error: Exception | None = None
        """Why none of the saves is known to be recorded."""
        self.caller: Turnstile | Reply[list[Status]] | None = None
        """Where its caller waits, when another thread records it."""


def append_units(connection: StoreConnection, region: str, types: Types, units: Sequence[Unit]) -> list[list[Status]]:
    """Record `units` in one transaction; returns the statuses of each. Raises the driver's errors."""
    ends = _joint_ends(units)
    if ends is not None and units[0].bulk:
        if end := _copy(connection, region, types, units[0], ends):
            return _recorded(units, end)
        ends = None
    packed = list(chain.from_iterable([_repacked(unit) if unit.bulk else unit.packed for unit in units]))
    result = _call(connection, region, types, units, ends or {}, packed, careful=ends is None)
    if end := _end(result):
        return _recorded(units, end)
    statuses = _judged(units, result)
    return [[next(statuses) for _ in unit.saves] for unit in units]


def _joint_ends(units: Sequence[Unit]) -> dict[bytes, int] | None:
    """The streams' versions before the whole group, or None when its saves cannot all be recorded."""
    if len(units) == 1:
        return units[0].ends if units[0].chained else None
    ends: dict[bytes, int] = {}
    nexts: dict[bytes, int] = {}
    for unit in units:
        if not unit.chained:
            return None
        for stream, version in unit.ends.items():
            if stream not in nexts:
                ends[stream] = version
            elif nexts[stream] != version + 1:
                return None
        nexts.update(unit.nexts)
    return ends


def _call(
    connection: StoreConnection,
    region: str,
    types: Types,
    units: Sequence[Unit],
    ends: dict[bytes, int],
    packed: Sequence[bytes],
    *,
    careful: bool,
) -> PGresult:
    return connection.call(
        b"append_" + region.encode(),
        b"SELECT status, last_position, at_time, hash, answer FROM %s.append($1, $2, $3, $4, $5)" % region.encode(),
        (
            wire.join_saves(types.new_save, chain.from_iterable([unit.sizes for unit in units])),
            wire.join_ends(types.stream_end, ends.items()),
            wire.join_events(types.new_event, packed),
            wire.pack_int4(sum([unit.events for unit in units])),
            wire.pack_bool(careful),
        ),
    )


def _end(result: PGresult) -> End | None:
    """Where the log ends when everything was recorded, one position after the other; None when something clashed."""
    if result.ntuples == 1 and result.get_value(0, 0) == b"all":
        return wire.unpack_int8(result.get_value(0, 1)), wire.unpack_int8(result.get_value(0, 2))
    return None


def _copy(connection: StoreConnection, region: str, types: Types, unit: Unit, ends: dict[bytes, int]) -> End | None:
    connection.run(b"BEGIN")
    try:
        end = _end(_call(connection, region, types, [unit], ends, [], careful=False))
        if end is not None:
            last, recorded_at = end
            content = wire.copy_rows(unit.saves, last - unit.events + 1, recorded_at)
            _copy_in(connection, region, content)
        connection.run(b"ROLLBACK" if end is None else b"COMMIT")
    except UniqueViolation:
        end = None  # a stream is not new
    finally:
        if connection.pgconn.status == pq.ConnStatus.OK and connection.pgconn.transaction_status:
            connection.run(b"ROLLBACK")
    return end


def _copy_in(connection: StoreConnection, region: str, content: Iterable[bytes]) -> None:
    """Through a table of the transaction where COPY may not write one with row-level security."""
    table = Identifier(region, "event")
    if copies(connection):
        connection.copy_in(_COPY.format(table, _COLUMNS), content)
        return
    stage = Identifier("pg_temp", f"copy_{region}")
    connection.execute(SQL("CREATE TEMPORARY TABLE {} (LIKE {}) ON COMMIT DROP").format(stage, table))
    connection.copy_in(_COPY.format(stage, _COLUMNS), content)
    connection.execute(SQL("INSERT INTO {} SELECT * FROM {}").format(table, stage))


def _repacked(unit: Unit) -> list[bytes]:
    return [
        wire.pack_event(wire.stream_of(event), event, None if save.act is None else save.act.id.bytes, ordinal)
        for save in unit.saves
        for ordinal, event in enumerate(save.stored_events)
    ]


def _recorded(units: Sequence[Unit], end: End) -> list[list[Status]]:
    last, recorded_at = end[0], wire.moment(end[1])
    first = last + 1 - sum([unit.events for unit in units])
    answers: list[list[Status]] = []
    for unit in units:
        statuses: list[Status] = []
        for events, _ in unit.sizes:
            after = first + events
            statuses.append(Recorded(range(first, after), recorded_at))
            first = after
        answers.append(statuses)
    return answers


def _judged(units: Sequence[Unit], result: PGresult) -> Iterator[Status]:
    """One status for each row, one row for each save."""
    saves = chain.from_iterable([unit.saves for unit in units])
    for row, save in zip(range(result.ntuples), saves, strict=True):
        status, last, at, content_hash, outcome = [result.get_value(row, column) for column in range(5)]
        if status == b"conflict":
            yield Conflict()
            continue
        position, recorded_at = wire.unpack_int8(last), wire.moment(wire.unpack_int8(at))
        if status == b"repeated":
            yield Repeated(content_hash or b"", outcome or b"", position, recorded_at)
        else:
            yield Recorded(range(position - len(save.stored_events) + 1, position + 1), recorded_at)
