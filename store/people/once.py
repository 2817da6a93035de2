"""What may be presented once: the ids of proofs and of assertions, remembered for as long as they would be believed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from store.connection import StoreConnection
from store.people.keys import Keys
from store.people.sweeping import sweep
from store.settings import COMMONS

_USE: Final = f"INSERT INTO {COMMONS}.once VALUES (%s, %s) ON CONFLICT DO NOTHING".encode()


def first_time(
    connection: StoreConnection, keys: Keys, kind: str, name: str, *, now: datetime, until: datetime
) -> bool:
    """Whether `name` comes for the first time; it does not again before `until`."""
    sweep(connection, "once", now)
    return connection.execute(_USE, (keys.mark("once", kind, name), until)).rowcount == 1
