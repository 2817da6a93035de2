"""The database: does it answer, does it keep what it says, is it in the form that this code expects?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
from psycopg.rows import TupleRow

from api.cli.checks.finding import Finding, mind, well, wrong
from store.errors import NotMigrated
from store.migrate import check
from store.settings import Profile, Settings

Connection = psycopg.Connection[TupleRow]
OLDEST = 14_00_00
SKEW, TOO_MUCH_SKEW = 2.0, 60.0
"""Seconds between two clocks: leases run for ten, phones may be ten minutes ahead."""
DURABLE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply", "remote_write")}


def look_at_database(settings: Settings, conninfo: str) -> Iterator[Finding]:
    """On a connection of its own. Raises psycopg.OperationalError when nobody answers."""
    begun = time.monotonic()
    with psycopg.connect(conninfo, connect_timeout=5, autocommit=True) as connection:
        took = (time.monotonic() - begun) * 1000
        kind = "embedded" if settings.embedded else "DATABASE_URL"
        yield well(
            "database", f"PostgreSQL {_one(connection, 'SHOW server_version')} ({kind}), answers in {took:.0f} ms"
        )
        yield from _version(connection)
        yield from _durability(connection)
        yield from _connections(connection, settings)
        yield from _clock(connection)
        yield from look_at_login(connection, settings.profile, embedded=settings.embedded)
    try:
        check(conninfo, settings.schemas)
        yield well("migrations", "up to date")
    except NotMigrated as error:
        yield wrong("migrations", str(error), "suyuan migrate")


def _version(connection: Connection) -> Iterator[Finding]:
    if connection.info.server_version < OLDEST:
        yield wrong("version", f"{connection.info.server_version // 10000} is too old", "use PostgreSQL 14 or newer")


def _durability(connection: Connection) -> Iterator[Finding]:
    values = {name: _one(connection, f"SHOW {name}") for name in DURABLE}
    bad = [f"{name} = {value}" for name, value in values.items() if value not in DURABLE[name]]
    if bad:
        said = f"{', '.join(bad)}: what was acknowledged may be lost"
        yield wrong("durability", said, "set them to on in postgresql.conf")
    else:
        yield well("durability", ", ".join(f"{name} = {value}" for name, value in values.items()))


def _connections(connection: Connection, settings: Settings) -> Iterator[Finding]:
    most, used = (
        int(_one(connection, "SHOW max_connections")),
        int(_one(connection, "SELECT count(*) FROM pg_stat_activity")),
    )
    needed = settings.command_connections + settings.read_connections + 10
    if most - used < 5 or most < needed:
        said = f"{used} of {most} connections are in use; a server process takes up to {needed}"
        yield mind("connections", said, "raise max_connections, or lower SUYUAN_COMMAND_CONNECTIONS")
    else:
        yield well("connections", f"{used} of {most} in use")


def _clock(connection: Connection) -> Iterator[Finding]:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    skew = abs((row[0] - datetime.now(UTC)).total_seconds())
    said = f"this machine and the database differ by {skew:.1f} s"
    if skew > TOO_MUCH_SKEW:
        yield wrong("clock", said, "let both follow a time server (chrony)")
    elif skew > SKEW:
        yield mind("clock", said, "let both follow a time server (chrony)")
    else:
        yield well("clock", said)


def look_at_login(connection: Connection, profile: Profile, *, embedded: bool) -> Iterator[Finding]:
    """Whether row-level security binds the login; of the embedded server it binds the role that reads alone."""
    exempt = "SELECT rolname FROM pg_roles WHERE rolname = session_user AND (rolsuper OR rolbypassrls)"
    row = connection.execute(exempt).fetchone()
    if row is not None and not embedded:
        said = f"{row[0]} is a superuser or has BYPASSRLS: row-level security does not bind what it writes"
        judged = wrong if profile == "production" else mind
        yield judged("login", said, f"ALTER ROLE {row[0]} NOSUPERUSER NOBYPASSRLS")
    else:
        yield well("login", "reads are bound by row-level security" if embedded else "bound by row-level security")


def _one(connection: Connection, query: str) -> str:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return str(row[0])
