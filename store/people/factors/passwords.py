"""Passwords, as argon2id hashes; a wrong person costs as long as a wrong password."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.caps import Cap, give_back, take
from store.people.errors import PasswordWrong
from store.people.factors.weak import must_be_strong
from store.people.keys import Keys
from store.settings import COMMONS

WRONG: Final = Cap("password.wrong", 10, timedelta(hours=1))
WRONG_PER_ADDRESS: Final = Cap("password.address", 300, timedelta(hours=1))
AT_ONCE: Final = 4
"""Hashes that are worked on at the same time: each takes 64 MB."""
_argon2id: Final = PasswordHash((Argon2Hasher(),))
_turns: Final = BoundedSemaphore(AT_ONCE)
_SET: Final = f"""
    INSERT INTO {COMMONS}.password VALUES (%s, %s, %s)
    ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at
""".encode()
_BETTER: Final = f"UPDATE {COMMONS}.password SET hash = %s WHERE person = %s AND hash = %s".encode()
_FIND: Final = f"""
    SELECT p.id, w.hash FROM {COMMONS}.person AS p JOIN {COMMONS}.password AS w ON w.person = p.id
     WHERE p.phone_mark = %s
""".encode()
_HAS: Final = f"SELECT 1 FROM {COMMONS}.password WHERE person = %s".encode()


def hash_password(password: str, own_words: Iterable[str] = ()) -> str:
    """Takes long, so nobody's row is locked and no connection is held meanwhile. Raises PasswordWeak."""
    strong = must_be_strong(password, own_words)
    with _turns:
        return _argon2id.hash(strong)


def set_password(connection: StoreConnection, person: str, hashed: str, now: datetime) -> None:
    """`hashed`: by `hash_password`."""
    connection.execute(_SET, (person, hashed, now))


def has_password(connection: StoreConnection, person: str) -> bool:
    """Whether the person ever chose one."""
    return connection.execute(_HAS, (person,)).fetchone() is not None


def check_password(
    datastore: Datastore, keys: Keys, phone_mark: bytes, password: str, address: str, now: datetime
) -> str:
    """The person whose password it is. Raises PasswordWrong, CapReached.

    A try is counted before the slow comparison, and given back when it was right: many at once gain nothing.
    """
    with datastore.transaction() as connection:
        take(connection, keys, WRONG, phone_mark, now)
        take(connection, keys, WRONG_PER_ADDRESS, address, now)
        row = connection.execute(_FIND, (phone_mark,)).fetchone()
    person, stored = row or ("", _nobodys())
    with _turns:
        right, better = _argon2id.verify_and_update(unicodedata.normalize("NFKC", password), stored)
    if row is None or not right:
        raise PasswordWrong
    with datastore.transaction() as connection:
        give_back(connection, keys, WRONG, phone_mark, now)
        give_back(connection, keys, WRONG_PER_ADDRESS, address, now)
        if better is not None:
            connection.execute(_BETTER, (better, person, stored))
    return person


@cache
def _nobodys() -> str:
    """A hash that no password fits."""
    return _argon2id.hash(b"nobody's", salt=bytes(16))
