"""Facts that a projection could not take: they wait here, seen by everyone, until the fault is mended."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from psycopg.sql import SQL, Identifier

from projections.follower import reason_of
from projections.log import Log
from projections.projection import Projection
from store.datastore import Datastore
from store.errors import StoreError


class Parked(NamedTuple):
    """One fact that one projection has left out so far, and the last line of the traceback."""

    region: str
    projection: str
    build: str
    position: int
    topic: str
    reason: str
    parked_at: datetime


def parked(datastore: Datastore, region: str) -> list[Parked]:
    """What waits in `region`, by projection and position."""
    statement = SQL(
        "SELECT projection, build, position, topic, reason, parked_at FROM {}.parked ORDER BY 1, 2, 3"
    ).format(Identifier(region))
    with datastore.connection() as conn:
        return [Parked(region, *row) for row in conn.execute(statement)]


def unpark(datastore: Datastore, region: str, projection: Projection) -> tuple[int, list[Parked]]:
    """Try the parked facts of the live build again, after a fix; returns how many went in, and what still waits.

    Rows do not depend on the order of arrival, so a fact may come late. The live follower pauses for each.
    """
    log = Log(datastore, region)
    taken = sum(_retry(datastore, log, projection, one) for one in _waiting(datastore, region, projection))
    return taken, _waiting(datastore, region, projection)


def _waiting(datastore: Datastore, region: str, projection: Projection) -> list[Parked]:
    return [one for one in parked(datastore, region) if (one.projection, one.build) == (projection.name, "live")]


def _retry(datastore: Datastore, log: Log, projection: Projection, one: Parked) -> bool:
    key = (projection.name, "live")
    region = Identifier(one.region)
    batch = log.at(one.position, projection.reads)
    if batch.unread:
        return False
    try:
        with datastore.transaction() as conn:
            conn.execute(
                SQL("SELECT FROM {}.follower WHERE (projection, build) = (%s, %s) FOR UPDATE").format(region), key
            )
            projection.project(batch.facts, conn, one.region)
            conn.execute(
                SQL("DELETE FROM {}.parked WHERE (projection, build, position) = (%s, %s, %s)").format(region),
                (*key, one.position),
            )
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001  the same boundary as in Follower: what fails stays parked
        with datastore.connection() as conn:
            conn.execute(
                SQL("UPDATE {}.parked SET reason = %s WHERE (projection, build, position) = (%s, %s, %s)").format(
                    region
                ),
                (reason_of(error), *key, one.position),
            )
        return False
    return True
