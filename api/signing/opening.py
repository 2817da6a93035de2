"""Open a session on the device that a form names, once it is known who is there."""

from __future__ import annotations

from datetime import datetime

from api.signing.door import Door
from api.signing.form import OnDevice
from store.connection import StoreConnection
from store.people.devices.device_key import read_device_key
from store.people.devices.devices import register
from store.people.devices.sessions import Opened, open_session
from store.people.persons import Person


def open_on(
    connection: StoreConnection, door: Door, person: Person, asked: OnDevice, proved: str, now: datetime
) -> Opened:
    """`person` must be locked. Raises KeyRefused, NotAMember."""
    device = register(connection, person, read_device_key(asked.key), asked.label, now)
    return open_session(connection, door.keys, person.id, device, proved, now, party=asked.party, role=asked.role)
