"""Forget a person: what they sign in with is gone, their devices have no label, their number leads nowhere."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from store.connection import StoreConnection
from store.people.persons import release_number
from store.settings import COMMONS

_DROP: Final = tuple(
    f"DELETE FROM {COMMONS}.{table} WHERE person = %s".encode()
    for table in (
        "password",
        "totp",
        "recovery_code",
        "passkey",
        "passkey_challenge",
        "provider_link",
        "provider_visit",
    )
)
_END: Final = tuple(
    f"UPDATE {COMMONS}.{query} WHERE person = %(person)s".encode()
    for query in (
        "session SET ended_at = coalesce(ended_at, %(now)s), ended_for = 'erased'",
        "token SET revoked_at = coalesce(revoked_at, %(now)s), label = ''",
        "device SET state = 'revoked', label = '', key = '{}', decided_at = coalesce(decided_at, %(now)s)",
        "person_role SET ended_at = coalesce(ended_at, %(now)s)",
        "consent SET withdrawn_at = coalesce(withdrawn_at, %(now)s)",
    )
)


def forget_person(connection: StoreConnection, person: str, now: datetime) -> None:
    """Nobody is signed in as them, or can be. Their id stays, since facts name it. Once more changes nothing.

    The person's row comes first, then the sessions, then the tokens: a sign-in or refresh that is under way is waited
    for, and what it opened ends too.
    """
    release_number(connection, person)
    for query in _DROP:
        connection.execute(query, (person,))
    for query in _END:
        connection.execute(query, {"person": person, "now": now})
