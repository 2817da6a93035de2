"""What an administrator is told of everybody's ways in: numbers, programs, invitations. No person is named."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from store.connection import StoreConnection
from store.settings import COMMONS

_SESSIONS: Final = f"""
    SELECT s.role, count(*) FROM {COMMONS}.session AS s JOIN {COMMONS}.device AS d ON d.id = s.device
     WHERE s.ended_at IS NULL AND s.expires_at > %s AND d.state = 'active' GROUP BY s.role ORDER BY s.role
""".encode()
_WAITING: Final = f"SELECT count(*) FROM {COMMONS}.device WHERE state = 'waiting'".encode()
_PROGRAMS: Final = f"""
    SELECT party, label, role, scopes, made_at, expires_at FROM {COMMONS}.api_client
     WHERE revoked_at IS NULL AND expires_at > %s AND (%s = '' OR party = %s) ORDER BY expires_at, id LIMIT %s
""".encode()
_INVITATIONS: Final = f"""
    SELECT i.party, i.role, i.jurisdiction, count(u.person), i.most_uses, i.expires_at
      FROM {COMMONS}.invitation AS i LEFT JOIN {COMMONS}.invitation_use AS u ON u.invitation = i.id
     WHERE i.revoked_at IS NULL AND i.expires_at > %s AND (%s = '' OR i.party = %s)
     GROUP BY i.id HAVING count(u.person) < i.most_uses ORDER BY i.made_at DESC, i.id LIMIT %s
""".encode()


class Program(NamedTuple):
    """A partner system that may ask for tokens; `scopes`: words with a blank between them."""

    party: str
    label: str
    role: str
    scopes: str
    made_at: datetime
    expires_at: datetime


class Invited(NamedTuple):
    """An invitation that can still be used, by `most_uses` less `uses`; officials in a `jurisdiction`."""

    party: str
    role: str
    jurisdiction: str
    uses: int
    most_uses: int
    expires_at: datetime


def sessions_by_role(connection: StoreConnection, now: datetime) -> dict[str, int]:
    """How many devices are signed in, by what their people work as."""
    return dict(connection.execute(_SESSIONS, (now,)).fetchall())


def devices_waiting(connection: StoreConnection) -> int:
    """New devices of people long unseen, still to be confirmed."""
    row = connection.execute(_WAITING).fetchone()
    return row[0] if row else 0


def programs(connection: StoreConnection, now: datetime, *, party: str = "", limit: int) -> list[Program]:
    """Of one party or of all, the one that ends first first."""
    return [Program(*row) for row in connection.execute(_PROGRAMS, (now, party, party, limit)).fetchall()]


def invitations(connection: StoreConnection, now: datetime, *, party: str = "", limit: int) -> list[Invited]:
    """Of one party or of all, the newest first."""
    return [Invited(*row) for row in connection.execute(_INVITATIONS, (now, party, party, limit)).fetchall()]
