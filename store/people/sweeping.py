"""What is over is cleared away a little with each new row: no table of short-lived things grows, no clock is needed."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from store.connection import StoreConnection
from store.settings import COMMONS

MOST: Final = 20
"""Rows of one sweep: more than one is made meanwhile."""
Table = Literal["cap", "once", "one_time_code", "desk_session", "passkey_challenge", "provider_visit", "token"]


def sweep(connection: StoreConnection, table: Table, now: datetime) -> int:
    """Delete up to MOST rows of `table` that ended before `now`; rows that others hold are left to them."""
    ours = " AND session IS NOT NULL" if table == "token" else ""
    query = f"""
        DELETE FROM {COMMONS}.{table} WHERE ctid IN (
            SELECT ctid FROM {COMMONS}.{table} WHERE expires_at < %s{ours} LIMIT {MOST} FOR UPDATE SKIP LOCKED)
    """
    return connection.execute(query.encode(), (now,)).rowcount
