"""Sessions of browsers: a secret in a cookie, ended by idleness and by age, sooner for those who may do more."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from store.connection import StoreConnection
from store.people.errors import SecondFactorMissing
from store.people.keys import digest
from store.people.roles import TWO_FACTORS, Role
from store.settings import COMMONS

_HOUR: Final = timedelta(hours=1)
_NOTED: Final = timedelta(minutes=1)
"""A look is written down at most this often."""
_OPEN: Final = f"""
    INSERT INTO {COMMONS}.web_session (id, hash, person, party, role, proved, made_at, used_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
""".encode()
_FIND: Final = f"""
    SELECT w.id, w.person, w.party, r.party_region, w.role, r.jurisdiction, w.proved, w.made_at, w.used_at
      FROM {COMMONS}.web_session AS w
      JOIN {COMMONS}.person_role AS r ON r.person = w.person AND r.party = w.party AND r.role = w.role
     WHERE w.hash = %s AND w.ended_at IS NULL AND r.ended_at IS NULL AND r.suspended_at IS NULL
""".encode()
_USED: Final = f"UPDATE {COMMONS}.web_session SET used_at = %s WHERE id = %s AND used_at < %s".encode()
_END: Final = f"UPDATE {COMMONS}.web_session SET ended_at = %s WHERE hash = %s AND ended_at IS NULL".encode()
_END_ALL: Final = f"UPDATE {COMMONS}.web_session SET ended_at = %s WHERE person = %s AND ended_at IS NULL".encode()


class Limits(NamedTuple):
    """How long a browser may be idle, and how old its session may become."""

    idle: timedelta
    age: timedelta


_STAFF: Final = Limits(12 * _HOUR, timedelta(days=30))
_BY_ROLE: Final = {
    "inspector": Limits(_HOUR / 2, 8 * _HOUR),
    "regulator": Limits(_HOUR / 2, 8 * _HOUR),
    "administrator": Limits(_HOUR / 4, 8 * _HOUR),
}


class Visit(NamedTuple):
    """Who looks at a page. `proved`: by what they signed in."""

    session: UUID
    person: str
    role: Role
    proved: str


def limits(role: str) -> Limits:
    """Those of a role."""
    return _BY_ROLE.get(role, _STAFF)


def open_web_session(
    connection: StoreConnection, person: str, role: Role, proved: str, now: datetime, *, two_factors: bool
) -> str:
    """A new secret for the cookie, told this once. Raises SecondFactorMissing."""
    if role.role in TWO_FACTORS and not two_factors:
        raise SecondFactorMissing
    secret = secrets.token_urlsafe(32)
    values = (uuid4(), digest(secret), person, role.party, role.role, proved, now, now)
    connection.execute(_OPEN, values)
    return secret


def visit(connection: StoreConnection, secret: str, now: datetime) -> Visit | None:
    """Whose cookie it is; None when it is nobody's, was idle too long, or is too old."""
    row = connection.execute(_FIND, (digest(secret),)).fetchone()
    if row is None:
        return None
    session, person, party, region, role, jurisdiction, proved, made_at, used_at = row
    allowed = limits(role)
    if now - used_at >= allowed.idle or now - made_at >= allowed.age:
        return None
    connection.execute(_USED, (now, session, now - _NOTED))
    return Visit(session, person, Role(party, region, role, jurisdiction), proved)


def end_web_session(connection: StoreConnection, secret: str, now: datetime) -> None:
    """Sign one browser out."""
    connection.execute(_END, (now, digest(secret)))


def end_web_sessions(connection: StoreConnection, person: str, now: datetime) -> int:
    """Sign every browser of a person out; returns how many there were."""
    return connection.execute(_END_ALL, (now, person)).rowcount
