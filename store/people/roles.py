"""What a person may sign in as. The facts of membership are elsewhere; this copy is asked at every sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from store.connection import StoreConnection
from store.people.errors import NotAMember
from store.settings import COMMONS

TWO_FACTORS: Final = frozenset({"inspector", "administrator"})
"""Roles that a one-time code alone, or a password alone, does not open."""
_OF: Final = f"""
    SELECT party, party_region, role, jurisdiction FROM {COMMONS}.person_role
     WHERE person = %s AND ended_at IS NULL ORDER BY since, party, role
""".encode()
_GRANT: Final = f"""
    INSERT INTO {COMMONS}.person_role (person, party, role, party_region, jurisdiction, since)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (person, party, role) DO UPDATE SET ended_at = NULL, jurisdiction = excluded.jurisdiction
""".encode()
_END: Final = f"""
    UPDATE {COMMONS}.person_role SET ended_at = %s WHERE person = %s AND party = %s AND ended_at IS NULL
""".encode()
_END_SESSIONS: Final = tuple(
    f"UPDATE {COMMONS}.{query}".encode()
    for query in (
        "session SET ended_at = %s, ended_for = 'role' WHERE person = %s AND party = %s AND ended_at IS NULL",
        "web_session SET ended_at = %s WHERE person = %s AND party = %s AND ended_at IS NULL",
        "token SET revoked_at = %s WHERE person = %s AND party = %s AND revoked_at IS NULL",
    )
)


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


def end_roles(connection: StoreConnection, person: str, party: str, now: datetime) -> int:
    """A person no longer works for a party: its sessions and tokens end too. Returns how many roles there were."""
    for query in _END_SESSIONS:
        connection.execute(query, (now, person, party))
    return connection.execute(_END, (now, person, party)).rowcount


def choose(roles: Sequence[Role], party: str = "", role: str = "") -> Role:
    """The one that is asked for; the first of those that fit. Raises NotAMember."""
    for one in roles:
        if party in ("", one.party) and role in ("", one.role):
            return one
    raise NotAMember
