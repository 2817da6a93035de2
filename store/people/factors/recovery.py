"""Recovery codes: ten, on paper, each for one sign-in when the second factor is lost."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.caps import give_back, take
from store.people.errors import PasswordWrong
from store.people.factors.totp import WRONG
from store.people.invitations import ALPHABET
from store.people.keys import Keys
from store.settings import COMMONS

COUNT: Final = 10
LENGTH: Final = 10
"""Characters: 50 random bits."""
_MISREAD: Final = str.maketrans("ILO", "110", "- ")
_CLEAR: Final = f"DELETE FROM {COMMONS}.recovery_code WHERE person = %s".encode()
_ADD: Final = f"INSERT INTO {COMMONS}.recovery_code VALUES (%s, %s)".encode()
_SPEND: Final = f"DELETE FROM {COMMONS}.recovery_code WHERE person = %s AND mark = %s".encode()
_LEFT: Final = f"SELECT count(*) FROM {COMMONS}.recovery_code WHERE person = %s".encode()


def new_recovery_codes(connection: StoreConnection, keys: Keys, person: str) -> list[str]:
    """Ten codes, told this once; those from before are worth nothing any more."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]
    connection.execute(_CLEAR, (person,))
    for code in codes:
        connection.execute(_ADD, (person, keys.mark("recovery", person, code)))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def spend_recovery_code(datastore: Datastore, keys: Keys, person: str, code: str, now: datetime) -> int:
    """How many are left. Guesses count together with those of the app's codes. Raises PasswordWrong, CapReached."""
    mark = keys.mark("recovery", person, code.upper().translate(_MISREAD))
    with datastore.transaction() as connection:
        take(connection, keys, WRONG, person, now)
        spent = connection.execute(_SPEND, (person, mark)).rowcount == 1
        if spent:
            give_back(connection, keys, WRONG, person, now)
        left = connection.execute(_LEFT, (person,)).fetchone()
    if not spent:
        raise PasswordWrong
    assert left is not None
    return left[0]
