"""People: an id, a home region, the mark by which their number is found, and when they were last seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from store.connection import StoreConnection
from store.settings import COMMONS

DORMANT: Final = timedelta(days=90)
"""Operators give a number to somebody else after about that long (二次放号)."""
_SELECT: Final = f"SELECT id, home, phone, seen_at FROM {COMMONS}.person"
_BY_MARK: Final = f"{_SELECT} WHERE phone_mark = %s FOR UPDATE".encode()
_BY_ID: Final = f"{_SELECT} WHERE id = %s FOR UPDATE".encode()
_ADD: Final = f"""
    INSERT INTO {COMMONS}.person VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (phone_mark) DO NOTHING
""".encode()
_SEEN: Final = f"""
    UPDATE {COMMONS}.person SET seen_at = %s
     WHERE id = (SELECT id FROM {COMMONS}.person WHERE id = %s AND seen_at < %s FOR UPDATE SKIP LOCKED)
""".encode()
_RELEASE: Final = f"UPDATE {COMMONS}.person SET phone_mark = NULL, phone = NULL WHERE id = %s".encode()


class Person(NamedTuple):
    """`phone`: where the vault of region `home` has the number."""

    id: str
    home: str
    phone: UUID | None
    seen_at: datetime

    def dormant(self, now: datetime) -> bool:
        """Not at work for so long that the number may be somebody else's by now."""
        return now - self.seen_at >= DORMANT


def find_by_phone(connection: StoreConnection, phone_mark: bytes) -> Person | None:
    """Locked until the transaction ends: two sign-ins of one person are decided one after the other."""
    row = connection.execute(_BY_MARK, (phone_mark,)).fetchone()
    return Person(*row) if row else None


def find_person(connection: StoreConnection, person: str) -> Person | None:
    """Locked until the transaction ends."""
    row = connection.execute(_BY_ID, (person,)).fetchone()
    return Person(*row) if row else None


def add_person(connection: StoreConnection, person: Person, phone_mark: bytes, now: datetime) -> Person:
    """The person with that number: `person` itself, or the one who was there first."""
    connection.execute(_ADD, (person.id, person.home, phone_mark, person.phone, now, person.seen_at))
    found = find_by_phone(connection, phone_mark)
    assert found is not None
    return found


def release_number(connection: StoreConnection, person: str) -> None:
    """The number is somebody else's by now: it no longer leads to this person, and may join anew."""
    connection.execute(_RELEASE, (person,))


def note_seen(connection: StoreConnection, person: str, now: datetime) -> None:
    """At most once a day for each person: days are all that dormancy asks for. Waits for nobody who holds the row."""
    connection.execute(_SEEN, (now, person, now - timedelta(days=1)))
