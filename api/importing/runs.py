"""Remember which files were brought in, for administrators."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import uuid4

from api.importing.found import Report
from domain.region import COMMONS
from store.datastore import Datastore
from store.rows import HOUSE


class Run(NamedTuple):
    """One file that was brought in, or refused for its problems."""

    at: datetime
    kind: str
    region: str
    party: str
    person: str
    file_hash: str
    rows: int
    recorded: int
    repeated: int
    known: int
    problems: int


async def recent_runs(datastore: Datastore, limit: int = 20) -> list[Run]:
    """The newest first."""
    query = f"SELECT {', '.join(Run._fields)} FROM {COMMONS}.import_run ORDER BY at DESC LIMIT %s"
    async with datastore.reading(HOUSE) as connection:
        cursor = await connection.execute(query.encode(), (limit,))
        return [Run(*row) for row in await cursor.fetchall()]


def remember(datastore: Datastore, report: Report, *, party: str, person: str) -> None:
    """Keep what `report` says in numbers."""
    run = Run(
        datetime.now(UTC),
        report.kind,
        report.region,
        party,
        person,
        report.file_hash,
        report.rows,
        report.recorded if not report.problems or report.interrupted else 0,
        report.repeated,
        report.known,
        len(report.problems),
    )
    query = f"INSERT INTO {COMMONS}.import_run (id, {', '.join(Run._fields)}) VALUES ({', '.join(['%s'] * 12)})"
    with datastore.connection() as connection:
        connection.execute(query.encode(), (uuid4(), *run))
