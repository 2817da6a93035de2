"""The recorder of one region: what the event sourcing library needs, and grouped saves with a status each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Notification, StoredEvent
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Composed, Identifier

from store import commands, wire
from store.datastore import Datastore
from store.errors import RecordRepeated, StoreUnavailable
from store.records import Command, CommandKey, CommandRow, Conflict, Repeated, Save, Status, StoredFact
from store.subscription import PolledSubscription

_LAST: Final = (1 << 63) - 1

_FACTS: Final = SQL("""
    SELECT notification_id, recorded_at, command_id, ordinal, originator_id, originator_version, topic, state
      FROM {}.event WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT %s
""")
_NOTIFICATIONS: Final = SQL("""
    SELECT originator_id, originator_version, topic, state, notification_id FROM {}.event
     WHERE notification_id > %s AND notification_id <= %s AND (%s::text[] IS NULL OR topic = ANY(%s))
     ORDER BY notification_id LIMIT %s
""")


class Recorder(ApplicationRecorder):
    """Records and reads the events of `region`. Thread-safe; all recorders of a region share its writer.

    After an IntegrityError the caller's copies of the aggregates are stale: evict them from the repository's cache
    (`app.repository.cache.get(id, evict=True)`), load them again and decide again. Everything here may raise
    StoreUnavailable and NotMigrated; nothing is retried blindly.
    """

    def __init__(self, datastore: Datastore, region: str) -> None:
        self.datastore = datastore
        self.region = region
        self._select: Final = {desc: _select_statement(region, desc=desc) for desc in (False, True)}
        self._facts: Final[Composed] = _FACTS.format(Identifier(region))
        self._notifications: Final[Composed] = _NOTIFICATIONS.format(Identifier(region))

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        act: Command | None = None,
        outcome: bytes = b"",
        **_: object,
    ) -> Sequence[int]:
        """Record events (and the command that caused them) in one transaction; returns their positions.

        Raises RecordRepeated when the command id was recorded before, IntegrityError when a stream has moved on,
        StoreFull when the database cannot write, StoreUnavailable when it is not known to have recorded them.
        """
        if not stored_events and act is None:
            return ()
        (status,) = self.append([Save(stored_events, act, outcome)])
        if isinstance(status, Conflict):
            message = f"a stream of region {self.region} has moved on: reload and decide again"
            raise IntegrityError(message)
        if isinstance(status, Repeated):
            assert act is not None
            found = self.find_command(act.party, act.person, act.id)
            if found is None:
                message = f"command {act.id} was there a moment ago"
                raise StoreUnavailable(message)
            raise RecordRepeated(found, act.content_hash)
        return status.positions

    def append(self, saves: Sequence[Save]) -> list[Status]:
        """Record `saves` in one transaction, each whole or not at all; returns the status of each, in order.

        A save may continue streams that an earlier one in the list writes.
        """
        return self.datastore.writer(self.region).append(saves)

    def append_soon(self, saves: Sequence[Save]) -> asyncio.Future[list[Status]]:
        """`append` for a task of the running event loop."""
        return self.datastore.writer(self.region).append_soon(saves)

    def find_command(self, party: str, person: str, id: UUID) -> CommandRow | None:
        """The recorded command, or None."""
        key = CommandKey(party, person, id)
        return self.find_commands([key]).get(key)

    def find_commands(self, keys: Iterable[CommandKey]) -> dict[CommandKey, CommandRow]:
        """The recorded commands among `keys`, in one query."""
        with self.datastore.connection() as connection:
            return commands.find_commands(connection, self.region, keys)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of one stream with `gt` < version <= `lte`, by version."""
        assert isinstance(originator_id, UUID)
        name, statement = self._select[desc]
        arguments = (
            originator_id.bytes,
            wire.pack_int8(gt or 0),
            wire.pack_int8(_LAST if lte is None else lte),
            wire.pack_int8(_LAST if limit is None else limit),
        )
        with self.datastore.connection() as connection:
            result = connection.call(name, statement, arguments)
        value = result.get_value
        return [
            StoredEvent(
                originator_id, wire.unpack_int8(value(row, 0)), (value(row, 1) or b"").decode(), value(row, 2) or b""
            )
            for row in range(result.ntuples)
        ]

    def select_facts(self, start: int, limit: int, stop: int | None = None) -> list[StoredFact]:
        """At most `limit` events with `start` <= position <= `stop`, in order of position, for followers."""
        arguments = (start - 1, _LAST if stop is None else stop, limit)
        with self.datastore.connection() as connection:
            rows = connection.execute(self._facts, arguments, prepare=True, binary=True).fetchall()
        return [StoredFact(*row) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The library's view of the log; positions are the notification ids."""
        after = -1 if start is None else start - 1 if inclusive_of_start else start
        wanted = list(topics) or None
        arguments = (after, _LAST if stop is None else stop, wanted, wanted, limit)
        with self.datastore.connection() as connection:
            rows: list[TupleRow] = connection.execute(self._notifications, arguments, binary=True).fetchall()
        return [Notification(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        """The last position, or None when nothing was recorded."""
        with self.datastore.connection() as connection:
            row = connection.execute(SQL("SELECT position FROM {}.head").format(Identifier(self.region))).fetchone()
        return row[0] or None if row else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> PolledSubscription:
        """Notifications after position `gt`, then new ones as they come; found by polling."""
        return PolledSubscription(self, gt=gt, topics=topics)


def _select_statement(region: str, *, desc: bool) -> tuple[bytes, bytes]:
    order = "DESC" if desc else "ASC"
    statement = f"""
        SELECT originator_version, topic, state FROM {region}.event
         WHERE originator_id = $1 AND originator_version > $2 AND originator_version <= $3
         ORDER BY originator_version {order} LIMIT $4
    """
    return f"select_{order}_{region}".lower().encode(), statement.encode()
