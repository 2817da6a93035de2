"""What a person may sign in as. The facts of membership are elsewhere; this copy is asked at every sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from store.connection import StoreConnection
from store.people.errors import NotAMember
from store.settings import COMMONS

TWO_FACTORS: Final = frozenset({"inspector", "regulator", "administrator"})
"""Roles that a one-time code alone, or a password alone, does not open."""
_OF: Final = f"""
    SELECT party, party_region, role, jurisdiction FROM {COMMONS}.person_role
     WHERE person = %s AND ended_at IS NULL ORDER BY since, party, role
""".encode()
_GRANT: Final = f"""
    INSERT INTO {COMMONS}.person_role AS r (person, party, role, party_region, jurisdiction, since)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (person, party, role) DO UPDATE
       SET jurisdiction = excluded.jurisdiction, ended_at = NULL,
           since = CASE WHEN r.ended_at IS NULL THEN r.since ELSE excluded.since END,
           suspended_at = CASE WHEN r.ended_at IS NULL THEN r.suspended_at END
""".encode()
_FORGET: Final = f"""
    DELETE FROM {COMMONS}.person_role WHERE person = %s AND party = %s AND role = %s AND ended_at IS NOT NULL
""".encode()
_CHANGE: Final = f"""
    UPDATE {COMMONS}.person_role SET role = %s, jurisdiction = %s
     WHERE person = %s AND party = %s AND ended_at IS NULL AND (role, jurisdiction) IS DISTINCT FROM (%s, %s)
""".encode()
_SUSPEND: Final = f"""
    UPDATE {COMMONS}.person_role SET suspended_at = CASE WHEN %s THEN coalesce(suspended_at, %s) END
     WHERE person = %s AND party = %s AND ended_at IS NULL
""".encode()
_GO_ON: Final = f"""
    UPDATE {COMMONS}.session SET role = %s WHERE person = %s AND party = %s AND ended_at IS NULL
""".encode()
_HAD: Final = f"""
    SELECT bool_and(ended_at IS NOT NULL) FROM {COMMONS}.person_role WHERE person = %s AND party = %s
""".encode()
_END: Final = f"""
    UPDATE {COMMONS}.person_role SET ended_at = %s WHERE person = %s AND party = %s AND ended_at IS NULL
""".encode()
_END_TOKENS: Final = f"""
    UPDATE {COMMONS}.token SET revoked_at = %s WHERE person = %s AND party = %s AND revoked_at IS NULL
""".encode()
_END_SESSIONS: Final = f"""
    UPDATE {COMMONS}.session SET ended_at = %s, ended_for = 'role'
     WHERE person = %s AND party = %s AND ended_at IS NULL
""".encode()


class Role(NamedTuple):
    """What somebody works as: for a party (PGLN), of a region; officials in a jurisdiction (county code prefix)."""

    party: str
    party_region: str
    role: str
    jurisdiction: str = ""


def roles_of(connection: StoreConnection, person: str) -> list[Role]:
    """The oldest first."""
    return [Role(*row) for row in connection.execute(_OF, (person,)).fetchall()]


def grant(connection: StoreConnection, person: str, role: Role, now: datetime) -> None:
    """Let a person work as `role` from now on; once more changes nothing."""
    connection.execute(_GRANT, (person, role.party, role.role, role.party_region, role.jurisdiction, now))


def change_role(connection: StoreConnection, person: str, role: Role, now: datetime) -> bool:
    """Somebody who works for a party goes on as `role`, with their next token.

    False when they do so already, or work for the party no longer.
    """
    connection.execute(_FORGET, (person, role.party, role.role))
    values = (role.role, role.jurisdiction)
    if connection.execute(_CHANGE, (*values, person, role.party, *values)).rowcount == 0:
        return False
    connection.execute(_GO_ON, (role.role, person, role.party))
    connection.execute(_END_TOKENS, (now, person, role.party))
    return True


def suspend_role(connection: StoreConnection, person: str, party: str, now: datetime, *, suspended: bool) -> None:
    """Let somebody in nowhere as one of the party, or let them in again."""
    connection.execute(_SUSPEND, (suspended, now, person, party))


def has_gone(connection: StoreConnection, person: str, party: str) -> bool:
    """Whether somebody worked for a party once, and does no longer."""
    row = connection.execute(_HAD, (person, party)).fetchone()
    return bool(row and row[0])


def end_roles(connection: StoreConnection, person: str, party: str, now: datetime) -> int:
    """A person no longer works for a party: its sessions and tokens end too. Returns how many roles there were."""
    for query in (_END_SESSIONS, _END_TOKENS):
        connection.execute(query, (now, person, party))
    return connection.execute(_END, (now, person, party)).rowcount


def choose(roles: Sequence[Role], party: str = "", role: str = "") -> Role:
    """The one that is asked for; the first of those that fit. Raises NotAMember."""
    for one in roles:
        if party in ("", one.party) and role in ("", one.role):
            return one
    raise NotAMember
