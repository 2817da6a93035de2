"""The devices of a person: one row for each key that one of their phones or browsers made."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from store.connection import StoreConnection
from store.people.access import end_access
from store.people.devices.device_key import DeviceKey
from store.people.errors import KeyRefused, NotFound
from store.people.persons import Person, find_person, note_seen
from store.settings import COMMONS

_FIND: Final = f"SELECT id, label, state, made_at FROM {COMMONS}.device WHERE person = %s AND thumbprint = %s".encode()
_WAITING: Final = f"SELECT 1 FROM {COMMONS}.device WHERE person = %s AND state = 'waiting' LIMIT 1".encode()
_ADD: Final = f"""
    INSERT INTO {COMMONS}.device (id, person, thumbprint, key, label, state, made_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
""".encode()
_LIST: Final = f"""
    SELECT d.id, d.label, d.state, d.made_at, s.used_at FROM {COMMONS}.device AS d
      LEFT JOIN {COMMONS}.session AS s ON s.device = d.id AND s.ended_at IS NULL
     WHERE d.person = %s AND d.state <> 'revoked' ORDER BY s.used_at DESC NULLS LAST, d.made_at DESC
""".encode()
_WAITING_FOR: Final = f"""
    SELECT DISTINCT d.id, d.label, d.state, d.made_at, NULL::timestamptz, d.person FROM {COMMONS}.device AS d
      JOIN {COMMONS}.person_role AS r
           ON r.person = d.person AND r.party = %s AND r.ended_at IS NULL AND r.since < d.made_at
     WHERE d.state = 'waiting' ORDER BY d.made_at, d.id
""".encode()
_DECIDE: Final = f"""
    UPDATE {COMMONS}.device SET state = %s, decided_at = %s, decided_by = %s
     WHERE id = %s AND person = %s AND state = ANY(%s) RETURNING id
""".encode()
_END: Final = f"""
    UPDATE {COMMONS}.session SET ended_at = %s, ended_for = %s WHERE device = %s AND ended_at IS NULL RETURNING id
""".encode()


class Device(NamedTuple):
    """`state`: active, waiting (to be confirmed) or revoked. `used_at`: of its session, when it has one."""

    id: UUID
    label: str
    state: str
    made_at: datetime
    used_at: datetime | None = None
    person: str = ""


def register(connection: StoreConnection, person: Person, key: DeviceKey, label: str, now: datetime) -> Device:
    """The device with this key, new or known. `person` must be locked.

    New devices of somebody long unseen wait, and so do further ones while one of them waits. Raises KeyRefused
    for a device that was revoked: its key does not come back.
    """
    row = connection.execute(_FIND, (person.id, key.thumbprint)).fetchone()
    if row is not None:
        if row[2] == "revoked":
            raise KeyRefused
        return Device(*row)
    state = "waiting" if person.dormant(now) or waits(connection, person.id) else "active"
    device = Device(uuid4(), label, state, now)
    values = (device.id, person.id, key.thumbprint, Jsonb(key.public), label, device.state, now)
    connection.execute(_ADD, values)
    return device


def waits(connection: StoreConnection, person: str) -> bool:
    """Whether a device of theirs waits to be confirmed."""
    return connection.execute(_WAITING, (person,)).fetchone() is not None


def devices_of(connection: StoreConnection, person: str) -> list[Device]:
    """The one used last first, without those revoked."""
    return [Device(*row) for row in connection.execute(_LIST, (person,)).fetchall()]


def waiting_in(connection: StoreConnection, party: str) -> list[Device]:
    """Devices of a party's people that wait to be confirmed: of those who were its people before the device came."""
    return [Device(*row) for row in connection.execute(_WAITING_FOR, (party,)).fetchall()]


def confirm(connection: StoreConnection, device: UUID, person: str, by: str, now: datetime) -> None:
    """Let a waiting device of `person` in; `by` is the person who answers for it. Raises NotFound."""
    _decide(connection, "active", device, person, by, now, ["waiting"])
    note_seen(connection, person, now)


def revoke(connection: StoreConnection, device: UUID, person: str, by: str, now: datetime) -> None:
    """End a device of `person` with its sessions and tokens. Raises NotFound.

    The person's row comes first, as in an erasure: of two that wait for each other, the store would refuse one.
    """
    find_person(connection, person)
    _decide(connection, "revoked", device, person, by, now, ["active", "waiting"])
    end_sessions_on(connection, device, "revoked", now)


def end_sessions_on(connection: StoreConnection, device: UUID, reason: str, now: datetime) -> None:
    """End what is open on a device."""
    ended = connection.execute(_END, (now, reason, device)).fetchall()
    end_access(connection, [row[0] for row in ended], now)


def _decide(
    connection: StoreConnection, state: str, device: UUID, person: str, by: str, now: datetime, of: list[str]
) -> None:
    if connection.execute(_DECIDE, (state, now, by, device, person, of)).fetchone() is None:
        raise NotFound
