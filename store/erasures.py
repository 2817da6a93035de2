"""Erase a person or party in every region at once, write it down, and do it again after a restore.

It is written to the file first: what was promised and then failed is done by the replay, never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple
from uuid import uuid4

import msgspec
from psycopg.types.json import Jsonb

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.forgetting import forget_person
from store.settings import COMMONS, KEYS, Settings
from store.vault.ledger import Erasure, Ledger, Retained
from store.vault.vault import Held, Vault

Retain = Callable[[str, Held, datetime], Retained | None]
"""Subject, an entry of theirs, the time of the erasure -> what of it must be kept; None: nothing."""
_NOW: Final = b"SELECT clock_timestamp()"
_ADD: Final = f"INSERT INTO {COMMONS}.erasure VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING".encode()
_ALL: Final = f"SELECT id, at, subject, basis, by, retained FROM {COMMONS}.erasure".encode()
_OLDER: Final = f"SELECT 1 FROM {KEYS}.vault_key WHERE subject = %s AND made_at < %s LIMIT 1".encode()


class Replayed(NamedTuple):
    """How many erasures there were, and of how many something had come back."""

    lines: int
    back: int


def nothing(_: str, __: Held, ___: datetime) -> None:
    """No law wants anything of it."""


class Erasures:
    """Of one store: all its regions, its vaults and its ledger."""

    def __init__(self, datastore: Datastore, settings: Settings) -> None:
        self._datastore = datastore
        self._vaults = {name: Vault(datastore, name, settings.vault_key) for name in settings.schemas}
        self.ledger = Ledger(settings.data)

    def erase(self, subject: str, *, basis: str, by: str, retain: Retain = nothing) -> Erasure:
        """Drop the subject's keys and entries in every region; what must be retained is locked under a new key.

        Raises StoreError; then it may have been written down, and the next replay does it.
        """
        with self._datastore.transaction() as connection:
            at = _clock(connection)
            held = {region: vault.taken(connection, subject) for region, vault in self._vaults.items()}
            retained = {
                region: found
                for region, entries in held.items()
                if (found := {one.ref: kept for one in entries if (kept := retain(subject, one, at))})
            }
            erasure = Erasure(uuid4(), at, subject, basis, by, retained)
            self.ledger.add(erasure)
            self._carry_out(connection, erasure)
        return erasure

    def replay(self, progress: Callable[[int, int], None] = lambda done, all: None) -> Replayed:
        """Do again whatever a restore took back. Raises LedgerDamaged, VaultKeyWrong, StoreError."""
        lines = self.all()
        back = 0
        for done, erasure in enumerate(lines, 1):
            with self._datastore.transaction() as connection:
                back += self._carry_out(connection, erasure)
            progress(done, len(lines))
        return Replayed(len(lines), back)

    def all(self) -> list[Erasure]:
        """Of the file and of the table, the oldest first. What one of them lacks is added to it."""
        with self._datastore.connection() as connection:
            rows = connection.execute(_ALL).fetchall()
        written = {one.id: one for one in self.ledger.lines()}
        known = {
            row[0]: msgspec.convert(dict(zip(Erasure.__struct_fields__, row, strict=True)), Erasure) for row in rows
        }
        for id in known.keys() - written.keys():
            self.ledger.add(known[id])
        return sorted((known | written).values(), key=lambda one: (one.at, one.id))

    def back(self) -> int:
        """Of how many erasures something is back: a restore was not followed by a replay."""
        lines = self.all()
        with self._datastore.connection() as connection:
            return sum(connection.execute(_OLDER, (one.subject, one.at)).fetchone() is not None for one in lines)

    def _carry_out(self, connection: StoreConnection, erasure: Erasure) -> bool:
        """Whether there was anything to erase."""
        found = [
            vault.erase_older(connection, erasure.subject, erasure.at, partial(_wanted, erasure, region))
            for region, vault in self._vaults.items()
        ]
        forget_person(connection, erasure.subject, erasure.at)
        *values, retained = msgspec.structs.astuple(erasure)
        connection.execute(_ADD, (*values, Jsonb(msgspec.to_builtins(retained))))
        return any(found)


def _wanted(erasure: Erasure, region: str, one: Held) -> Held | None:
    """What was kept after the erasure stays as it is; what a law wants is cut to that, and locked."""
    kept = erasure.retained.get(region, {}).get(one.ref)
    if kept is None:
        return one if one.kept_at >= erasure.at else None
    fields = {name: value for name, value in one.fields.items() if name in kept.fields}
    return one._replace(fields=fields, locked_until=kept.until)


def _clock(connection: StoreConnection) -> datetime:
    row = connection.execute(_NOW).fetchone()
    assert row is not None
    return row[0]
