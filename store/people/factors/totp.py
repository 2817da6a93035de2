"""Codes of an authenticator app (RFC 6238), where passkeys fail: six digits, each taken once."""

from __future__ import annotations

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final

from pyotp import random_base32
from pyotp.totp import TOTP

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.caps import Cap, give_back, take
from store.people.errors import PasswordWrong
from store.people.keys import Keys
from store.settings import COMMONS

STEP: Final = 30
"""Seconds for which a code stands."""
WRONG: Final = Cap("totp.wrong", 5, timedelta(minutes=15))
_BEGIN: Final = f"""
    INSERT INTO {COMMONS}.totp VALUES (%s, %s, NULL, 0)
    ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, confirmed_at = NULL, last_step = 0
""".encode()
_FIND: Final = f"SELECT sealed, confirmed_at, last_step FROM {COMMONS}.totp WHERE person = %s FOR UPDATE".encode()
_TAKEN: Final = f"""
    UPDATE {COMMONS}.totp SET last_step = %s, confirmed_at = coalesce(confirmed_at, %s) WHERE person = %s
""".encode()
_HAS: Final = f"SELECT 1 FROM {COMMONS}.totp WHERE person = %s AND confirmed_at IS NOT NULL".encode()


def begin_totp(connection: StoreConnection, keys: Keys, person: str, issuer: str) -> str:
    """The address (otpauth:) of a new secret, to be shown as a QR code this once; it counts after its first code."""
    secret = random_base32()
    connection.execute(_BEGIN, (person, keys.seal("totp", secret.encode(), person)))
    return TOTP(secret).provisioning_uri(name=person[:8], issuer_name=issuer)


def has_totp(connection: StoreConnection, person: str) -> bool:
    """Whether a first code confirmed it."""
    return connection.execute(_HAS, (person,)).fetchone() is not None


def check_totp(
    datastore: Datastore, keys: Keys, person: str, code: str, now: datetime, *, confirming: bool = False
) -> None:
    """Take a code of now, of the step before or of the step after; none twice. Raises PasswordWrong, CapReached.

    `confirming`: the first code, which a secret that was only begun waits for.
    """
    with datastore.transaction() as connection:
        take(connection, keys, WRONG, person, now)
        step = _fitting(connection, keys, person, code, now, confirming=confirming)
        if step is not None:
            connection.execute(_TAKEN, (step, now, person))
            give_back(connection, keys, WRONG, person, now)
    if step is None:
        raise PasswordWrong


def _fitting(
    connection: StoreConnection, keys: Keys, person: str, code: str, now: datetime, *, confirming: bool
) -> int | None:
    row = connection.execute(_FIND, (person,)).fetchone()
    if row is None or (row[1] is None) is not confirming:
        return None
    totp = TOTP(keys.unseal("totp", row[0], person).decode(), interval=STEP)
    current = int(now.timestamp()) // STEP
    for step in (current - 1, current, current + 1):
        if compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > row[2]:
            return step
    return None
