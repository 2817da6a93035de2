"""Recorded commands: looked up by key, to answer repeats and to settle what a broken connection left in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from store.append import Unit
from store.connection import StoreConnection
from store.errors import StoreUnavailable
from store.records import Command, CommandKey, CommandRow, Recorded, Repeated, Save, Status

if TYPE_CHECKING:
    from store.datastore import Datastore


def key_of(act: Command) -> CommandKey:
    """The primary key of a command."""
    return CommandKey(act.party, act.person, act.id)


def find_commands(connection: StoreConnection, region: str, keys: Iterable[CommandKey]) -> dict[CommandKey, CommandRow]:
    """The recorded commands among `keys`, in one query."""
    wanted = list(keys)
    query = SQL("""
        SELECT party, person, id, content_hash, role, device, claimed_at, at, recorded_at, observed, place, evidence,
               schema_version, position, streams, outcome
          FROM unnest(%s::text[], %s::text[], %s::uuid[]) AS k (party, person, id)
          JOIN {}.command USING (party, person, id)
    """).format(Identifier(region))
    arguments = ([key.party for key in wanted], [key.person for key in wanted], [key.id for key in wanted])
    rows = connection.execute(query, arguments, prepare=True, binary=True)
    return {CommandKey(*row[:3]): _command(row) for row in rows}


def settle(datastore: Datastore, region: str, group: Sequence[Unit], cause: StoreUnavailable) -> None:
    """Answer units whose append ended with a broken connection: recorded, when all their commands are found.

    What is not found may still be committing, so its caller learns that nothing is known and tries again with the
    same command id, which is safe.
    """
    keys = [key_of(save.act) for unit in group for save in unit.saves if save.act is not None]
    try:
        with datastore.connection() as connection:
            found = find_commands(connection, region, keys)
    except StoreUnavailable:
        found: dict[CommandKey, CommandRow] = {}
    for unit in group:
        statuses = [_settled(save, found) for save in unit.saves]
        known = [status for status in statuses if status is not None]
        if len(known) == len(statuses):
            unit.statuses = known
        else:
            unit.error = cause


def _settled(save: Save, found: dict[CommandKey, CommandRow]) -> Status | None:
    row = None if save.act is None else found.get(key_of(save.act))
    if save.act is None or row is None:
        return None
    streams = tuple((event.originator_id, event.originator_version) for event in save.stored_events)
    if row.content_hash == save.act.content_hash and row.streams == streams:
        return Recorded(range(row.position - len(streams) + 1, row.position + 1), row.recorded_at)
    return Repeated(row.content_hash, row.outcome, row.position, row.recorded_at)


def _command(row: TupleRow) -> CommandRow:
    streams = tuple((UUID(stream), version) for stream, version in row[14])
    return CommandRow._make(row)._replace(evidence=tuple(row[11]), streams=streams)
