"""Sessions of the administrators' desk: a secret in a cookie, opened from a device's session just begun (decision 19).

What ends the device's session ends the desk's: signing out, a revoked device, a role that ended or changed.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from store.connection import StoreConnection
from store.people.devices.sessions import TWO
from store.people.errors import ProvedTooLongAgo, SecondFactorMissing
from store.people.keys import digest
from store.people.roles import Role
from store.people.sweeping import sweep
from store.settings import COMMONS

ROLE: Final = "administrator"
IDLE: Final = timedelta(minutes=15)
"""Without a look; and since both factors were shown when the desk is opened, else idleness would end nothing."""
AGE: Final = timedelta(hours=8)
_NOTED: Final = timedelta(minutes=1)
"""A look is written down at most this often."""
_PROVED: Final = f"""
    SELECT proved, made_at FROM {COMMONS}.session WHERE id = %s AND role = %s AND ended_at IS NULL
""".encode()
_OPEN: Final = f"""
    INSERT INTO {COMMONS}.desk_session (session, hash, made_at, used_at, expires_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (session) DO UPDATE SET (hash, made_at, used_at, expires_at)
     = (excluded.hash, excluded.made_at, excluded.used_at, excluded.expires_at)
""".encode()
_FIND: Final = f"""
    SELECT s.id, s.person, s.device, r.party, r.party_region, r.role, r.jurisdiction, d.used_at
      FROM {COMMONS}.desk_session AS d
      JOIN {COMMONS}.session AS s ON s.id = d.session
      JOIN {COMMONS}.person_role AS r ON r.person = s.person AND r.party = s.party AND r.role = s.role
     WHERE d.hash = %s AND d.expires_at > %s AND s.role = %s AND s.ended_at IS NULL
       AND r.ended_at IS NULL AND r.suspended_at IS NULL
""".encode()
_BEHIND: Final = f"SELECT session FROM {COMMONS}.desk_session WHERE hash = %s".encode()
_USED: Final = f"UPDATE {COMMONS}.desk_session SET used_at = %s WHERE session = %s AND used_at < %s".encode()


class Visit(NamedTuple):
    """Who is at the desk, by which session of which device."""

    session: UUID
    person: str
    device: UUID
    role: Role


def open_desk(connection: StoreConnection, session: UUID | None, now: datetime) -> str:
    """A new secret for the cookie, told this once; the one before opens nothing any more.

    Raises SecondFactorMissing for a session that is none of a device or was begun with less, ProvedTooLongAgo.
    """
    row = connection.execute(_PROVED, (session, ROLE)).fetchone()
    if session is None or row is None or row[0] not in TWO:
        raise SecondFactorMissing
    if now - row[1] >= IDLE:
        raise ProvedTooLongAgo
    secret = secrets.token_urlsafe(32)
    connection.execute(_OPEN, (session, digest(secret), now, now, now + AGE))
    sweep(connection, "desk_session", now)
    return secret


def at_desk(connection: StoreConnection, secret: str, now: datetime) -> Visit | None:
    """Whose cookie it is; None when it is nobody's, was idle too long, or is too old."""
    row = connection.execute(_FIND, (digest(secret), now, ROLE)).fetchone()
    if row is None:
        return None
    session, person, device, *role, used_at = row
    if now - used_at >= IDLE:
        return None
    connection.execute(_USED, (now, session, now - _NOTED))
    return Visit(session, person, device, Role(*role))


def session_behind(connection: StoreConnection, secret: str) -> UUID | None:
    """The session that opened the desk with this cookie, however long that was idle; None when it is nobody's."""
    row = connection.execute(_BEHIND, (digest(secret),)).fetchone()
    return row[0] if row else None
