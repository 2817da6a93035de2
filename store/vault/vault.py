"""The vault of one region: what is kept can be opened until its subject is erased."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID, uuid5

import msgspec
from psycopg import sql

from store.connection import StoreConnection
from store.datastore import Datastore
from store.secret import Secret
from store.vault.keys import Key, Keys
from store.vault.sealing import seal, unseal

_encode: Final = msgspec.json.Encoder(order="sorted").encode
_decode: Final = msgspec.json.Decoder(dict[str, str]).decode


class Held(NamedTuple):
    """An entry as it is kept. `locked_until`: its subject asked for its end, and a law wants it until then."""

    ref: UUID
    fields: dict[str, str]
    kept_at: datetime
    corrected_at: datetime | None
    locked_until: datetime | None


class Vault:
    """The vault of one region. `master` wraps the keys of subjects; a subject is a party or person id, never a name."""

    def __init__(self, datastore: Datastore, region: str, master: Secret) -> None:
        self._datastore = datastore
        self._region = region
        self._keys = Keys(region, master)

    def keep(self, subject: str, command_id: UUID, fields: Mapping[str, str]) -> UUID:
        """Seal `fields` of `subject` and return the entry's reference, before the command itself is recorded.

        The same command id, subject and fields give the same reference again, so a retry adds nothing. The
        reference tells nothing about the fields: it is made with the subject's key.
        """
        with self._datastore.transaction() as connection:
            return self.keep_within(connection, subject, command_id, fields)

    def keep_within(
        self, connection: StoreConnection, subject: str, command_id: UUID, fields: Mapping[str, str]
    ) -> UUID:
        """`keep`, in the transaction of what refers to the entry."""
        content = _encode(dict(fields))
        key = self._keys.made(connection, subject)
        digest = hmac.digest(key.key, command_id.bytes + content, "sha256").hex()
        ref = uuid5(command_id, f"{subject}|{digest}")
        sealed = seal(key.key, content, self._region, str(ref))
        connection.execute(self._sql(_ADD), (ref, subject, command_id, sealed, key.id, sorted(fields)))
        return ref

    def open(self, ref: UUID) -> dict[str, str] | None:
        """The fields of an entry; None when there is none, or its subject was erased."""
        return self.open_all([ref]).get(ref)

    def open_all(self, refs: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
        """The fields of those entries that can be read. Raises VaultKeyWrong when the master key does not fit."""
        with self._datastore.connection() as connection:
            rows = connection.execute(self._sql(_OPEN), (list(refs),), binary=True).fetchall()
            keys = self._keys.found(connection, (row[1] for row in rows)) if rows else {}
        return {
            ref: self._read(keys[subject], ref, sealed)
            for ref, subject, key, sealed in rows
            if subject in keys and keys[subject].id == key
        }

    def held(self, subject: str) -> list[Held]:
        """All that is kept of a subject, the oldest first; also what nobody else is shown any more."""
        with self._datastore.transaction() as connection:
            return self.taken(connection, subject)

    def subject_of(self, connection: StoreConnection, ref: UUID) -> str | None:
        """Whose an entry is; None when there is no such."""
        row = connection.execute(self._sql(_WHOSE), (ref,)).fetchone()
        return row[0] if row else None

    def taken(self, connection: StoreConnection, subject: str) -> list[Held]:
        """`held`; nothing is added to it until the transaction ends."""
        key = self._keys.taken(connection, subject)
        rows = connection.execute(self._sql(_HELD), (subject,)).fetchall() if key else []
        return [Held(row[0], self._read(key, row[0], row[1]), *row[3:]) for row in rows if key and row[2] == key.id]

    def erase(self, subject: str) -> int:
        """Drop the subject's key and entries for good; returns how many entries there were."""
        with self._datastore.transaction() as connection:
            return self.keep_only(connection, subject, [])

    def keep_only(
        self, connection: StoreConnection, subject: str, wanted: Iterable[Held], as_of: datetime | None = None
    ) -> int:
        """Of a subject keep the `wanted` entries as they are given, under a new key; returns how many went.

        The old key is gone, and with it everything else that it ever sealed, in dumps of the facts as well. The new
        one counts as made at `as_of`: the time of an erasure; else as old as the old one was.
        """
        kept = {one.ref: one for one in wanted}
        if not kept:
            self._keys.drop(connection, subject)
        else:
            key = self._keys.changed(connection, subject, as_of)
            for one in kept.values():
                sealed = seal(key.key, _encode(one.fields), self._region, str(one.ref))
                values = (sealed, key.id, sorted(one.fields), one.corrected_at, one.locked_until, one.ref, subject)
                connection.execute(self._sql(_RESEAL), values)
        return connection.execute(self._sql(_DROP_OTHERS), (subject, list(kept))).rowcount

    def erase_older(
        self, connection: StoreConnection, subject: str, at: datetime, wanted: Callable[[Held], Held | None]
    ) -> bool:
        """Keep only what is `wanted` of a subject whose key is older than `at`; returns whether there was such a key.

        Entries that no key opens any more are cleared away.
        """
        if self._keys.older(connection, subject, at):
            kept = [found for one in self.taken(connection, subject) if (found := wanted(one))]
            self.keep_only(connection, subject, kept, at)
            return True
        key = self._keys.taken(connection, subject)
        connection.execute(self._sql(_DROP_NOISE), (subject, key and key.id))
        return False

    def sweep(self, before: datetime) -> int:
        """Delete entries kept before `before` whose command was never recorded; returns how many.

        A person's phone number, an export's reason and the key of a picture belong to no command.
        """
        with self._datastore.transaction() as connection:
            return connection.execute(self._sql(_SWEEP), (before,)).rowcount

    def _read(self, key: Key, ref: UUID, sealed: bytes) -> dict[str, str]:
        return _decode(unseal(key.key, sealed, self._region, str(ref)))

    def _sql(self, query: LiteralString) -> sql.Composed:
        return sql.SQL(query).format(schema=sql.Identifier(self._region))


_ADD: Final = """
    INSERT INTO {schema}.vault_entry (ref, subject, command_id, sealed, kept_at, key, fields)
    VALUES (%s, %s, %s, %s, clock_timestamp(), %s, %s) ON CONFLICT DO NOTHING
"""
_OPEN: Final = """
    SELECT ref, subject, key, sealed FROM {schema}.vault_entry WHERE ref = ANY(%s) AND locked_until IS NULL
"""
_HELD: Final = """
    SELECT ref, sealed, key, kept_at, corrected_at, locked_until FROM {schema}.vault_entry
     WHERE subject = %s ORDER BY kept_at, ref
"""
_WHOSE: Final = "SELECT subject FROM {schema}.vault_entry WHERE ref = %s"
_RESEAL: Final = """
    UPDATE {schema}.vault_entry SET sealed = %s, key = %s, fields = %s, corrected_at = %s, locked_until = %s
     WHERE ref = %s AND subject = %s
"""
_DROP_OTHERS: Final = "DELETE FROM {schema}.vault_entry WHERE subject = %s AND ref <> ALL(%s)"
_DROP_NOISE: Final = "DELETE FROM {schema}.vault_entry WHERE subject = %s AND key IS DISTINCT FROM %s"
_SWEEP: Final = """
    DELETE FROM {schema}.vault_entry AS entry
     WHERE kept_at < %s AND subject <> command_id::text AND NOT fields && '{{reason,picture}}'
       AND NOT EXISTS (SELECT FROM {schema}.command AS c WHERE c.id = entry.command_id)
"""
