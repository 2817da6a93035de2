"""How long a connection may take and wait: a process that hangs must not stop the others for longer than this."""

from __future__ import annotations

from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

_LIMITS: Final = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "lock_timeout": "5s",
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "15s",
        "client_encoding": "UTF8",
        "TimeZone": "UTC",
    }.items()
)
"""A process may hold a region's head."""


def limited(conninfo: str, more: str) -> str:
    """`conninfo` with limits, and with `more` settings of the server behind the options that it has itself."""
    given = conninfo_to_dict(conninfo).get("options") or ""
    options = f"{given} {_LIMITS} {more}".strip()
    return make_conninfo(conninfo, connect_timeout=3, keepalives_idle=30, tcp_user_timeout=10_000, options=options)
