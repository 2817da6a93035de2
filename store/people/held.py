"""What the store of people has of one person, for that person to read; no secrets, no marks."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from psycopg.rows import dict_row

from store.connection import StoreConnection
from store.people.roles import TWO_FACTORS
from store.settings import COMMONS

Row = dict[str, object]
_QUESTIONS: Final = {
    "account": "SELECT id, home, made_at, seen_at FROM {0}.person WHERE id = %s",
    "memberships": "SELECT party, party_region, role, jurisdiction, since, ended_at, suspended_at"
    " FROM {0}.person_role WHERE person = %s ORDER BY since",
    "devices": "SELECT id, label, state, made_at, decided_at FROM {0}.device WHERE person = %s ORDER BY made_at",
    "sessions": "SELECT id, device, party, role, proved, made_at, used_at, expires_at, ended_at, ended_for"
    " FROM {0}.session WHERE person = %s ORDER BY made_at",
    "desk_sessions": "SELECT d.session, d.made_at, d.used_at, d.expires_at"
    " FROM {0}.desk_session AS d JOIN {0}.session AS s ON s.id = d.session WHERE s.person = %s ORDER BY d.made_at",
    "passkeys": "SELECT label, made_at, used_at FROM {0}.passkey WHERE person = %s ORDER BY made_at",
    "passwords": "SELECT set_at FROM {0}.password WHERE person = %s",
    "authenticators": "SELECT confirmed_at FROM {0}.totp WHERE person = %s",
    "provider_links": "SELECT issuer, made_at, used_at FROM {0}.provider_link WHERE person = %s ORDER BY made_at",
    "invitations_used": "SELECT invitation, at FROM {0}.invitation_use WHERE person = %s ORDER BY at",
    "exports": "SELECT id, at, what, region, party, personal, rows FROM {0}.export_run WHERE person = %s ORDER BY at",
    "imports": "SELECT id, at, kind, region, party, rows FROM {0}.import_run WHERE person = %s ORDER BY at",
    "consents": "SELECT id, purpose, version, language, given_at, withdrawn_at"
    " FROM {0}.consent WHERE person = %s ORDER BY given_at",
    "erasures": "SELECT id, at, basis, by FROM {0}.erasure WHERE subject = %s ORDER BY at",
}
_PARTIES: Final = f"SELECT DISTINCT party FROM {COMMONS}.person_role WHERE person = %s ORDER BY party".encode()

_PARTIES_SINCE: Final = f"""
    SELECT DISTINCT party FROM {COMMONS}.person_role
     WHERE person = %s AND (ended_at IS NULL OR ended_at > %s) ORDER BY party
""".encode()
_JURISDICTIONS: Final = f"""
    SELECT DISTINCT jurisdiction FROM {COMMONS}.person_role WHERE person = %s AND role = ANY(%s)
""".encode()


def held_of(connection: StoreConnection, person: str) -> dict[str, list[Row]]:
    """Everything by what it is; ids, times and the words that the person gave themselves."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return {
            what: cursor.execute(query.format(COMMONS).encode(), (person,)).fetchall()
            for what, query in _QUESTIONS.items()
        }


def parties_of(connection: StoreConnection, person: str) -> list[str]:
    """For whom a person works or worked."""
    return [row[0] for row in connection.execute(_PARTIES, (person,)).fetchall()]


def parties_since(connection: StoreConnection, person: str, moment: datetime) -> list[str]:
    """For whom a person works, or worked until after `moment`."""
    return [row[0] for row in connection.execute(_PARTIES_SINCE, (person, moment)).fetchall()]


def jurisdictions_of(connection: StoreConnection, person: str) -> list[str]:
    """In which areas a person is or was an official; one of them empty: everywhere."""
    return [row[0] for row in connection.execute(_JURISDICTIONS, (person, list(TWO_FACTORS))).fetchall()]
