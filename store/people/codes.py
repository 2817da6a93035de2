"""One-time codes: six digits, five minutes, five tries, and caps on asking and on guessing.

A code belongs to a ticket that only the asker holds, so nobody can use up another's tries. The answer is the same for
numbers that are known and numbers that are not.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final, Literal, NamedTuple
from uuid import UUID, uuid4

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.caps import Cap, give_back, take
from store.people.errors import CodeWrong
from store.people.keys import Keys
from store.people.sweeping import sweep
from store.settings import COMMONS

LIFE: Final = timedelta(minutes=5)
TRIES: Final = 5
RESEND: Final = Cap("code.again", 1, timedelta(seconds=60))
PER_PHONE: Final = Cap("code.phone", 10, timedelta(days=1))
PER_DEVICE: Final = Cap("code.device", 20, timedelta(days=1))
PER_ADDRESS: Final = Cap("code.address", 600, timedelta(hours=1))
"""Generous: a village of 300 behind one address of its carrier, each of whom asks twice."""
WRONG_PER_ADDRESS: Final = Cap("code.wrong", 300, timedelta(hours=1))

Purpose = Literal["sign-in", "join", "password"]
"""`password`: to set one in place of a forgotten one."""

_INSERT: Final = f"""
    INSERT INTO {COMMONS}.one_time_code (ticket, phone_mark, purpose, mac, expires_at) VALUES (%s, %s, %s, %s, %s)
""".encode()
_TRY: Final = f"""
    UPDATE {COMMONS}.one_time_code SET tries = tries + 1
     WHERE ticket = %s AND purpose = %s AND expires_at > %s AND tries < %s RETURNING phone_mark, mac, spent_by
""".encode()
_SPEND: Final = f"UPDATE {COMMONS}.one_time_code SET spent_by = %s, tries = tries - 1 WHERE ticket = %s".encode()


class Asker(NamedTuple):
    """Who asks, as far as the network tells. `device`: what the phone calls itself; empty: it does not say."""

    address: str
    device: str = ""


class Ticket(NamedTuple):
    """`code` goes to the phone by message, `id` to whoever asked."""

    id: UUID
    code: str


def ask_code(
    datastore: Datastore, keys: Keys, phone_mark: bytes, purpose: Purpose, asker: Asker, now: datetime
) -> Ticket:
    """A new code. Raises CapReached; then nothing was counted."""
    ticket = Ticket(uuid4(), f"{secrets.randbelow(10**6):06}")
    with datastore.transaction() as connection:
        take(connection, keys, RESEND, phone_mark, now)
        take(connection, keys, PER_PHONE, phone_mark, now)
        if asker.device:
            take(connection, keys, PER_DEVICE, asker.device, now)
        take(connection, keys, PER_ADDRESS, asker.address, now)
        mac = _mac(keys, ticket, phone_mark, purpose)
        connection.execute(_INSERT, (ticket.id, phone_mark, purpose, mac, now + LIFE))
        sweep(connection, "one_time_code", now)
    return ticket


def spend_code(
    datastore: Datastore, keys: Keys, ticket: Ticket, purpose: Purpose, by: bytes, asker: Asker, now: datetime
) -> bytes:
    """The mark of the phone that the code was sent to.

    `by` is the thumbprint of the device that it lets in: the same device may present it again while it lives, for the
    answer may have been lost. Raises CodeWrong, CapReached.
    """
    with datastore.transaction() as connection:
        take(connection, keys, WRONG_PER_ADDRESS, asker.address, now)
        phone_mark = _right(connection, keys, ticket, purpose, by, now)
        if phone_mark is not None:
            connection.execute(_SPEND, (by, ticket.id))
            give_back(connection, keys, WRONG_PER_ADDRESS, asker.address, now)
    if phone_mark is None:
        raise CodeWrong
    return phone_mark


def _right(
    connection: StoreConnection, keys: Keys, ticket: Ticket, purpose: Purpose, by: bytes, now: datetime
) -> bytes | None:
    row = connection.execute(_TRY, (ticket.id, purpose, now, TRIES)).fetchone()
    if row is None:
        return None
    phone_mark, mac, spent_by = row
    fits = compare_digest(mac, _mac(keys, ticket, phone_mark, purpose))
    return phone_mark if fits and spent_by in (None, by) else None


def _mac(keys: Keys, ticket: Ticket, phone_mark: bytes, purpose: Purpose) -> bytes:
    return keys.mark("code", ticket.id.bytes, phone_mark, purpose, ticket.code)
