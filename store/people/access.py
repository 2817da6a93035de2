"""Access tokens of sessions: opaque, fifteen minutes, in the table that every route looks them up in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from store.connection import StoreConnection
from store.people.keys import digest
from store.people.roles import Role
from store.people.sweeping import sweep
from store.settings import COMMONS

LIFE: Final = timedelta(minutes=15)
ENROLLING: Final = "enrolling"
"""The role of a token that opens nothing but the doors where its holder sets up a second factor."""
_INSERT: Final = f"""
    INSERT INTO {COMMONS}.token (hash, person, party, party_region, role, jurisdiction, label,
                                 created_at, expires_at, session, device, scopes)
    VALUES (%s, %s, %s, %s, %s, %s, 'session', %s, %s, %s, %s, %s)
""".encode()
_END: Final = f"UPDATE {COMMONS}.token SET revoked_at = %s WHERE session = ANY(%s) AND revoked_at IS NULL".encode()


def issue_access(
    connection: StoreConnection,
    person: str,
    role: Role,
    session: UUID,
    now: datetime,
    *,
    device: str = "",
    scopes: str = "",
    life: timedelta = LIFE,
) -> str:
    """A new token, told this once. `scopes`: words with a blank between them; empty: no narrower than the role."""
    token = "sy_" + secrets.token_urlsafe(32)
    connection.execute(
        _INSERT,
        (
            digest(token),
            person,
            role.party,
            role.party_region,
            role.role,
            role.jurisdiction,
            now,
            now + life,
            session,
            device,
            scopes,
        ),
    )
    sweep(connection, "token", now)
    return token


def end_access(connection: StoreConnection, sessions: list[UUID], now: datetime) -> None:
    """End the tokens of these sessions."""
    connection.execute(_END, (now, sessions))
