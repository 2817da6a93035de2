"""How far each projection is: for readiness, for administrators, and for reading what one just wrote."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from psycopg.sql import SQL, Identifier

from store.datastore import Datastore


class Standing(NamedTuple):
    """One build of one projection in one region; `head` is the region's last position."""

    region: str
    projection: str
    build: str
    position: int
    head: int
    parked: int
    updated_at: datetime

    @property
    def behind(self) -> int:
        """How many facts it has not read yet."""
        return self.head - self.position


async def standings(datastore: Datastore, regions: Iterable[str]) -> list[Standing]:
    """Every build in `regions`, by region and projection."""
    found: list[Standing] = []
    for region in regions:
        statement = SQL(
            "SELECT f.projection, f.build, f.position, h.position, (SELECT count(*) FROM {0}.parked AS p"
            " WHERE p.projection = f.projection AND p.build = f.build), f.updated_at"
            " FROM {0}.follower AS f CROSS JOIN {0}.head AS h ORDER BY 1, 2"
        ).format(Identifier(region))
        async with datastore.reading() as conn:
            cursor = await conn.execute(statement)
            found += [Standing(region, *row) for row in await cursor.fetchall()]
    return found


async def wait_until(datastore: Datastore, projection: str, region: str, position: int, seconds: float = 2.0) -> bool:
    """Wait until the live tables of `projection` hold the fact at `position`; False after so many `seconds`."""
    statement = SQL("SELECT position FROM {}.follower WHERE projection = %s AND build = 'live'").format(
        Identifier(region)
    )
    deadline = time.monotonic() + seconds
    pause = 0.002
    while True:
        async with datastore.reading() as conn:
            row = await (await conn.execute(statement, (projection,))).fetchone()
        if row is not None and row[0] >= position:
            return True
        if time.monotonic() + pause > deadline:
            return False
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.025)
