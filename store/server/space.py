"""Stop writing before the disk is full: a server that cannot extend its write-ahead log panics and cannot be read.

So when little is left, new transactions become read-only, for every process; when there is room again they may write.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Final

import psycopg

log = logging.getLogger(__name__)

CLOSE_BELOW: Final = 128 << 20
"""Bytes free under which writing stops: eight segments of the log, some seconds of hard writing."""
OPEN_ABOVE: Final = 192 << 20

_SWITCH: Final = "default_transaction_read_only"


def guard_space(cluster: Path, conninfo: str) -> None:
    """Close or open the server for writing when the room on its disk says so; else cost nothing."""
    free = shutil.disk_usage(cluster).free
    closed = _SWITCH in (cluster / "postgresql.auto.conf").read_text()
    if not closed and free < CLOSE_BELOW:
        log.error("only %d MB are free under %s: writing stops until there is room", free >> 20, cluster)
        _switch(conninfo, f"ALTER SYSTEM SET {_SWITCH} = on")
    elif closed and free > OPEN_ABOVE:
        log.warning("%d MB are free under %s: writing goes on", free >> 20, cluster)
        _switch(conninfo, f"ALTER SYSTEM RESET {_SWITCH}")


def _switch(conninfo: str, statement: str) -> None:
    with psycopg.connect(conninfo, autocommit=True, connect_timeout=3) as connection:
        connection.execute(f"SET {_SWITCH} = off")
        connection.execute(statement.encode())
        connection.execute("SELECT pg_reload_conf()")
