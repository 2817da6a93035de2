"""Personal values, kept apart from the facts and encrypted with a key per subject, so that a person can be erased.

Events hold only the reference of an entry. Dropping a subject's key makes all its entries unreadable, in backups
taken before as well once their keys are dropped too, while every hash over the events still verifies.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, LiteralString
from uuid import UUID, uuid5

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import sql

from store.connection import StoreConnection
from store.datastore import Datastore
from store.errors import VaultKeyWrong
from store.secret import Secret

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_encode: Final = msgspec.json.Encoder(order="sorted").encode
_decode: Final = msgspec.json.Decoder(dict[str, str]).decode


class Vault:
    """The vault of one region. `master` wraps the keys of subjects; a subject is a party or person id, never a name."""

    def __init__(self, datastore: Datastore, region: str, master: Secret) -> None:
        self._datastore = datastore
        self._region = region
        self._master = AESGCM(master.reveal())

    def keep(self, subject: str, command_id: UUID, fields: Mapping[str, str]) -> UUID:
        """Seal `fields` of `subject` and return the entry's reference, before the command itself is recorded.

        The same command id, subject and fields give the same reference again, so a retry adds nothing. The
        reference tells nothing about the fields: it is made with the subject's key.
        """
        content = _encode(dict(fields))
        with self._datastore.transaction() as connection:
            key = self._key(connection, subject)
            digest = hmac.digest(key, command_id.bytes + content, "sha256").hex()
            ref = uuid5(command_id, f"{subject}|{digest}")
            connection.execute(
                self._sql("INSERT INTO {schema}.vault_entry VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"),
                (ref, subject, command_id, _seal(AESGCM(key), content, self._bound(str(ref))), datetime.now(UTC)),
            )
        return ref

    def open(self, ref: UUID) -> dict[str, str] | None:
        """The fields of an entry; None when there is none or its subject was erased."""
        return self.open_all([ref]).get(ref)

    def open_all(self, refs: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
        """The fields of those entries that can be read. Raises VaultKeyWrong when the master key does not fit."""
        query = self._sql("""
            SELECT entry.ref, entry.sealed, entry.subject, key.wrapped
              FROM {schema}.vault_entry AS entry JOIN {schema}.vault_key AS key USING (subject)
             WHERE entry.ref = ANY(%s)
        """)
        with self._datastore.connection() as connection:
            rows = connection.execute(query, (list(refs),), binary=True).fetchall()
        return {
            ref: _decode(_unseal(AESGCM(self._unwrap(subject, wrapped)), sealed, self._bound(str(ref))))
            for ref, sealed, subject, wrapped in rows
        }

    def erase(self, subject: str) -> int:
        """Drop the subject's key and entries for good; returns how many entries there were."""
        with self._datastore.transaction() as connection:
            connection.execute(self._sql("DELETE FROM {schema}.vault_key WHERE subject = %s"), (subject,))
            return connection.execute(
                self._sql("DELETE FROM {schema}.vault_entry WHERE subject = %s"), (subject,)
            ).rowcount

    def sweep(self, before: datetime) -> int:
        """Delete entries kept before `before` whose command was never recorded; returns how many."""
        query = self._sql("""
            DELETE FROM {schema}.vault_entry AS entry
             WHERE kept_at < %s AND NOT EXISTS (SELECT FROM {schema}.command AS c WHERE c.id = entry.command_id)
        """)
        with self._datastore.transaction() as connection:
            return connection.execute(query, (before,)).rowcount

    def _key(self, connection: StoreConnection, subject: str) -> bytes:
        query = self._sql("SELECT wrapped FROM {schema}.vault_key WHERE subject = %s FOR SHARE")
        row = connection.execute(query, (subject,)).fetchone()
        if row is None:
            wrapped = _seal(self._master, secrets.token_bytes(_KEY_BYTES), self._bound(subject))
            connection.execute(
                self._sql("INSERT INTO {schema}.vault_key VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"),
                (subject, wrapped, datetime.now(UTC)),
            )
            row = connection.execute(query, (subject,)).fetchone()
        assert row is not None
        return self._unwrap(subject, row[0])

    def _unwrap(self, subject: str, wrapped: bytes) -> bytes:
        return _unseal(self._master, wrapped, self._bound(subject))

    def _bound(self, name: str) -> bytes:
        """What a ciphertext is bound to: it cannot be moved to another region, subject or entry."""
        return f"suyuan vault 1|{self._region}|{name}".encode()

    def _sql(self, query: LiteralString) -> sql.Composed:
        return sql.SQL(query).format(schema=sql.Identifier(self._region))


def _seal(cipher: AESGCM, content: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, bound)


def _unseal(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
    except InvalidTag as error:
        message = "a vault entry cannot be read: is SUYUAN_VAULT_KEY the key that it was written with?"
        raise VaultKeyWrong(message) from error
