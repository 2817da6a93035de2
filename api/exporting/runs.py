"""Remember what was taken out, by whom, and why when it was personal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from api.exporting.asked import Asked
from api.regions import Regions
from domain.region import COMMONS
from store.datastore import Datastore
from store.rows import HOUSE


class Taken(NamedTuple):
    """One export. `reason` refers to the vault of the commons."""

    at: datetime
    what: str
    region: str
    party: str
    person: str
    personal: bool
    reason: UUID | None
    rows: int


def remember(regions: Regions, asked: Asked, *, person: str, reason: str) -> UUID:
    """Before anything is taken out; `count` adds how much it was."""
    id = uuid4()
    kept = regions.vault(COMMONS).keep(person, id, {"reason": reason}) if reason else None
    region = asked.regions[0] if len(asked.regions) == 1 else ""
    taken = Taken(datetime.now(UTC), asked.what, region, asked.party, person, asked.personal, kept, 0)
    query = f"INSERT INTO {COMMONS}.export_run (id, {', '.join(Taken._fields)}) VALUES ({', '.join(['%s'] * 9)})"
    with regions.datastore.connection() as connection:
        connection.execute(query.encode(), (id, *taken))
    return id


def count(datastore: Datastore, id: UUID, rows: int) -> None:
    """How many rows it was in the end."""
    with datastore.connection() as connection:
        connection.execute(f"UPDATE {COMMONS}.export_run SET rows = %s WHERE id = %s".encode(), (rows, id))


async def recent_exports(datastore: Datastore, limit: int = 20) -> list[Taken]:
    """The newest first."""
    query = f"SELECT {', '.join(Taken._fields)} FROM {COMMONS}.export_run ORDER BY at DESC LIMIT %s"
    async with datastore.reading(HOUSE) as connection:
        cursor = await connection.execute(query.encode(), (limit,))
        return [Taken(*row) for row in await cursor.fetchall()]
