"""What people agreed to: to which purpose, in which version of the notice, when; and when they took it back."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from store.connection import StoreConnection
from store.people.errors import NotFound
from store.settings import COMMONS


class Consent(NamedTuple):
    """`language`: in which the notice was read. `withdrawn_at`: None while it is in force."""

    id: UUID
    purpose: str
    version: str
    language: str
    given_at: datetime
    withdrawn_at: datetime | None


_COLUMNS: Final = ", ".join(Consent._fields)
_SUPERSEDE: Final = f"""
    UPDATE {COMMONS}.consent SET withdrawn_at = %s
     WHERE person = %s AND purpose = %s AND withdrawn_at IS NULL AND version <> %s
""".encode()
_ADD: Final = f"""
    INSERT INTO {COMMONS}.consent VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (person, purpose) WHERE withdrawn_at IS NULL DO NOTHING
""".encode()
_IN_FORCE: Final = f"""
    SELECT {_COLUMNS} FROM {COMMONS}.consent WHERE person = %s AND purpose = %s AND withdrawn_at IS NULL
""".encode()
_LIST: Final = f"SELECT {_COLUMNS} FROM {COMMONS}.consent WHERE person = %s ORDER BY given_at DESC, id".encode()
_WITHDRAW: Final = f"""
    UPDATE {COMMONS}.consent SET withdrawn_at = coalesce(withdrawn_at, %s) WHERE id = %s AND person = %s
    RETURNING {_COLUMNS}
""".encode()


def give(connection: StoreConnection, person: str, purpose: str, version: str, language: str, now: datetime) -> Consent:
    """Agree; to the same version once more changes nothing, to a later one ends the one before."""
    connection.execute(_SUPERSEDE, (now, person, purpose, version))
    connection.execute(_ADD, (uuid4(), person, purpose, version, language, now))
    row = connection.execute(_IN_FORCE, (person, purpose)).fetchone()
    assert row is not None
    return Consent(*row)


def consents_of(connection: StoreConnection, person: str) -> list[Consent]:
    """The newest first, those that ended too."""
    return [Consent(*row) for row in connection.execute(_LIST, (person,)).fetchall()]


def agreed(connection: StoreConnection, person: str, purpose: str, version: str) -> bool:
    """Whether a consent to this version is in force."""
    row = connection.execute(_IN_FORCE, (person, purpose)).fetchone()
    return row is not None and Consent(*row).version == version


def withdraw(connection: StoreConnection, consent: UUID, person: str, now: datetime) -> Consent:
    """From when on it is over; once more changes nothing. Raises NotFound for what is not theirs."""
    row = connection.execute(_WITHDRAW, (now, consent, person)).fetchone()
    if row is None:
        raise NotFound
    return Consent(*row)
