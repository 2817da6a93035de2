"""Pictures of one region: sealed each under a key of its own, which the vault keeps as an entry of who sent it."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID, uuid5

from psycopg import AsyncConnection, Rollback
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Composed, Identifier

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.errors import CapReached
from store.vault.sealing import KEY_BYTES, seal, unseal
from store.vault.vault import Vault

PICTURE: Final = "picture"
"""The field of an entry that has the address of a picture."""
KEY: Final = "key"
"""The field beside it that has the key of the picture, in base64: told to nobody."""
MOST_A_DAY: Final = 500
"""Pictures of one person; a day in the field takes sixty."""
WAIT: Final = 3_600
"""Seconds that whoever has reached that is asked to wait."""
_NAMES: Final = UUID("5b1d1b5e-3c6e-5d6e-9d5c-7c6b1f0f8a20")


class Whose(NamedTuple):
    """Where a picture belongs. `county`: of the party, empty when it is not known."""

    sha256: str
    party: str
    person: str
    county: str


class Sealed(NamedTuple):
    """A picture as it lies in its table; `entry` has its key."""

    whose: Whose
    kept_at: datetime
    entry: UUID
    sealed: bytes


class Pictures:
    """Of one region, with its vault."""

    def __init__(self, datastore: Datastore, region: str, vault: Vault) -> None:
        self._datastore = datastore
        self._region = region
        self._vault = vault

    def kept_at(self, whose: Whose) -> datetime | None:
        """Since when this person's picture is here; None: it is not. Raises CapReached when there is no room for it."""
        with self._datastore.connection() as connection:
            kept = self._since(connection, whose)
            row = connection.execute(self._sql(_TODAY), (whose.person,)).fetchone()
        if kept is None and row is not None and row[0] >= MOST_A_DAY:
            raise CapReached(WAIT)
        return kept

    def keep(self, whose: Whose, content: bytes) -> datetime:
        """Seal it; once more changes nothing. Returns since when it is here."""
        key = secrets.token_bytes(KEY_BYTES)
        fields = {PICTURE: whose.sha256, KEY: b64encode(key).decode()}
        with self._datastore.connection() as connection:
            with connection.transaction() as made:
                name = uuid5(_NAMES, "|".join(whose[:3]))
                entry = self._vault.keep_within(connection, whose.person, name, fields)
                sealed = seal(key, content, self._region, str(entry))
                if not connection.execute(self._sql(_ADD), (*whose, entry, sealed)).rowcount:
                    raise Rollback(made)  # it came twice at once: the other one's key is the one that opens it
            kept = self._since(connection, whose)
        assert kept is not None
        return kept

    def open(self, one: Sealed) -> bytes | None:
        """The picture; None when who sent it was erased, or its time is over."""
        fields = self._vault.open(one.entry)
        return unseal(b64decode(fields[KEY]), one.sealed, self._region, str(one.entry)) if fields else None

    def _since(self, connection: StoreConnection, whose: Whose) -> datetime | None:
        row = connection.execute(self._sql(_SINCE), whose[:3]).fetchone()
        return row[0] if row else None

    def _sql(self, query: LiteralString) -> Composed:
        return SQL(query).format(schema=Identifier(self._region))


async def pictures_at(connection: AsyncConnection[TupleRow], region: str, sha256: str) -> list[Sealed]:
    """Those at an address that a reading connection has the rows of: one for each who sent these very bytes."""
    cursor = await connection.execute(SQL(_AT).format(schema=Identifier(region)), (sha256,), binary=True)
    return [Sealed(Whose(*row[:4]), *row[4:]) for row in await cursor.fetchall()]


_SINCE: Final = "SELECT kept_at FROM {schema}.picture WHERE (sha256, party, person) = (%s, %s, %s)"
_TODAY: Final = """
    SELECT count(*) FROM {schema}.picture WHERE person = %s AND kept_at > clock_timestamp() - interval '1 day'
"""
_ADD: Final = """
    INSERT INTO {schema}.picture (sha256, party, person, county, kept_at, entry, sealed)
    VALUES (%s, %s, %s, %s, clock_timestamp(), %s, %s) ON CONFLICT DO NOTHING
"""
_AT: Final = """
    SELECT sha256, party, person, county, kept_at, entry, sealed FROM {schema}.picture
     WHERE sha256 = %s ORDER BY kept_at
"""
