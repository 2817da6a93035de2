"""Partner systems and their keys: `syk_` with an id and 32 random bytes, of which only the SHA-256 stays here."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Final, NamedTuple

from psycopg.types.json import Jsonb

from store.connection import StoreConnection
from store.people.clients.client_key import read_client_key
from store.people.errors import NotFound, TokenUnknown
from store.people.keys import digest
from store.people.roles import Role
from store.settings import COMMONS

MOST_DAYS: Final = 366
SCOPES: Final = ("read", "record")
_KEY: Final = re.compile(r"syk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}")
_ADD: Final = f"""
    INSERT INTO {COMMONS}.api_client VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
""".encode()
_SELECT: Final = f"""
    SELECT id, party, party_region, role, scopes, label, made_at, expires_at, key_hash, public_key
      FROM {COMMONS}.api_client
"""
_FIND: Final = f"{_SELECT} WHERE id = %s AND revoked_at IS NULL AND expires_at > %s".encode()
_LIST: Final = f"{_SELECT} WHERE party = %s AND revoked_at IS NULL ORDER BY made_at, id".encode()
_REVOKE: Final = f"""
    UPDATE {COMMONS}.api_client SET revoked_at = %s WHERE id = %s AND party = %s AND revoked_at IS NULL
""".encode()
_END: Final = f"""
    UPDATE {COMMONS}.token SET revoked_at = %s WHERE person = %s AND party = %s AND revoked_at IS NULL
""".encode()


class Client(NamedTuple):
    """A program of a party. It has a key (`key_hash`) or signs assertions (`public_key`), never both."""

    id: str
    party: str
    party_region: str
    role: str
    scopes: str
    label: str
    made_at: datetime
    expires_at: datetime
    key_hash: bytes | None = None
    public_key: dict[str, Any] | None = None

    @property
    def acts_as(self) -> Role:
        return Role(self.party, self.party_region, self.role)

    @property
    def person(self) -> str:
        """What stands where a person's id stands for people."""
        return f"client-{self.id}"


def add_client(
    connection: StoreConnection,
    role: Role,
    *,
    scopes: tuple[str, ...],
    label: str,
    by: str,
    life: timedelta,
    now: datetime,
    public_key: Mapping[str, Any] | None = None,
) -> tuple[Client, str]:
    """A new program and its key, told this once; an empty key for one that signs with the other half of `public_key`.

    Raises ValueError for unknown scopes and for more than MOST_DAYS, KeyRefused.
    """
    if not scopes or not set(scopes) <= set(SCOPES) or not timedelta() < life <= timedelta(days=MOST_DAYS):
        raise ValueError(f"scopes of {SCOPES}, up to {MOST_DAYS} days")
    public = None if public_key is None else read_client_key(public_key)
    name = secrets.token_hex(8)
    key = "" if public is not None else f"syk_{name}_{secrets.token_urlsafe(32)}"
    client = Client(
        name,
        role.party,
        role.party_region,
        role.role,
        " ".join(sorted(scopes)),
        label,
        now,
        now + life,
        digest(key) if key else None,
        public,
    )
    kept = Jsonb(client.public_key) if client.public_key is not None else None
    connection.execute(_ADD, (*client[:6], client.key_hash, kept, by, now, client.expires_at))
    return client, key


def client_with_key(connection: StoreConnection, key: str, now: datetime) -> Client:
    """Raises TokenUnknown."""
    read = _KEY.fullmatch(key)
    client = find_client(connection, read[1], now) if read else None
    if client is None or client.key_hash is None or not compare_digest(client.key_hash, digest(key)):
        raise TokenUnknown
    return client


def find_client(connection: StoreConnection, client: str, now: datetime) -> Client | None:
    """None when there is none, or it was revoked, or it is over."""
    row = connection.execute(_FIND, (client, now)).fetchone()
    return Client(*row) if row else None


def clients_of(connection: StoreConnection, party: str) -> list[Client]:
    """The oldest first."""
    return [Client(*row) for row in connection.execute(_LIST, (party,)).fetchall()]


def revoke_client(connection: StoreConnection, client: str, party: str, now: datetime) -> None:
    """End a program and its tokens. Raises NotFound."""
    if connection.execute(_REVOKE, (now, client, party)).rowcount == 0:
        raise NotFound
    connection.execute(_END, (now, f"client-{client}", party))
