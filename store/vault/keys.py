"""The keys of subjects: in a schema of their own, apart from what they open, each wrapped by the master key."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from store.connection import StoreConnection
from store.errors import VaultKeyWrong
from store.secret import Secret
from store.settings import KEYS
from store.vault.sealing import KEY_BYTES, seal, unseal

_LOCK: Final = f"SELECT id, wrapped FROM {KEYS}.vault_key WHERE region = %s AND subject = %s FOR SHARE".encode()
_TAKE: Final = f"SELECT id, wrapped FROM {KEYS}.vault_key WHERE region = %s AND subject = %s FOR UPDATE".encode()
_FIND: Final = f"SELECT subject, id, wrapped FROM {KEYS}.vault_key WHERE region = %s AND subject = ANY(%s)".encode()
_ADD: Final = f"""
    INSERT INTO {KEYS}.vault_key VALUES (%s, %s, %s, %s, clock_timestamp()) ON CONFLICT DO NOTHING
""".encode()
_PUT: Final = f"""
    UPDATE {KEYS}.vault_key SET id = %s, wrapped = %s, made_at = coalesce(%s, made_at)
     WHERE region = %s AND subject = %s
""".encode()
_OLDER: Final = f"SELECT 1 FROM {KEYS}.vault_key WHERE region = %s AND subject = %s AND made_at < %s".encode()
_DROP: Final = f"DELETE FROM {KEYS}.vault_key WHERE region = %s AND subject = %s".encode()
_OURS: Final = f"SELECT mark FROM {KEYS}.master FOR SHARE".encode()
_MARK: Final = f"INSERT INTO {KEYS}.master VALUES (true, %s) ON CONFLICT DO NOTHING".encode()


class Key(NamedTuple):
    """A subject's key, open, and its id: a subject whose entries were erased or corrected has another one."""

    id: UUID
    key: bytes


class Keys:
    """The keys of one region's subjects."""

    def __init__(self, region: str, master: Secret) -> None:
        self._region = region
        self._master = master

    def made(self, connection: StoreConnection, subject: str) -> Key:
        """The subject's key, made when there is none; nobody drops it until the transaction ends.

        Raises VaultKeyWrong when the keys are wrapped by another master key.
        """
        row = connection.execute(_LOCK, (self._region, subject)).fetchone()
        if row is None:
            made, wrapped = self._new(connection, subject)
            connection.execute(_ADD, (self._region, subject, made.id, wrapped))
            row = connection.execute(_LOCK, (self._region, subject)).fetchone()
        assert row is not None
        return Key(row[0], self._unwrap(subject, row[1]))

    def found(self, connection: StoreConnection, subjects: Iterable[str]) -> dict[str, Key]:
        """Subject -> its key; who was erased has none. Raises VaultKeyWrong."""
        rows = connection.execute(_FIND, (self._region, list(set(subjects)))).fetchall()
        return {subject: Key(id, self._unwrap(subject, wrapped)) for subject, id, wrapped in rows}

    def taken(self, connection: StoreConnection, subject: str) -> Key | None:
        """The subject's key; nobody keeps anything with it until the transaction ends."""
        row = connection.execute(_TAKE, (self._region, subject)).fetchone()
        return Key(row[0], self._unwrap(subject, row[1])) if row else None

    def changed(self, connection: StoreConnection, subject: str, made_at: datetime | None) -> Key:
        """A new key in the place of the old one, which is gone for good. `made_at`: None: it counts as old as that."""
        made, wrapped = self._new(connection, subject)
        connection.execute(_PUT, (made.id, wrapped, made_at, self._region, subject))
        return made

    def older(self, connection: StoreConnection, subject: str, than: datetime) -> bool:
        """Whether the subject has a key that was made before."""
        return connection.execute(_OLDER, (self._region, subject, than)).fetchone() is not None

    def drop(self, connection: StoreConnection, subject: str) -> None:
        """What was sealed with it is noise from now on."""
        connection.execute(_DROP, (self._region, subject))

    def _new(self, connection: StoreConnection, subject: str) -> tuple[Key, bytes]:
        """A key, open and wrapped."""
        must_be_ours(connection, self._master)
        made = Key(uuid4(), secrets.token_bytes(KEY_BYTES))
        return made, seal(self._master.reveal(), made.key, self._region, subject)

    def _unwrap(self, subject: str, wrapped: bytes) -> bytes:
        return unseal(self._master.reveal(), wrapped, self._region, subject)


def must_be_ours(connection: StoreConnection, master: Secret) -> None:
    """Raises VaultKeyWrong when another master key wraps the keys: a process that was left behind adds none."""
    mark = mark_of(master)
    found = connection.execute(_OURS).fetchone()
    if found is None:
        connection.execute(_MARK, (mark,))
        found = connection.execute(_OURS).fetchone()
    if found is None or not hmac.compare_digest(found[0], mark):
        message = "the keys of this store are wrapped by another master key than SUYUAN_VAULT_KEY"
        raise VaultKeyWrong(message)


def mark_of(master: Secret) -> bytes:
    """By which a master key is known again."""
    return hmac.digest(master.reveal(), b"suyuan master key 1", "sha256")
