"""Everything that the administrators' page tells, gathered once: from the logs, the followers and the views."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from api.admin.people import Ways, ways
from api.exporting.runs import Taken, recent_exports
from api.importing.runs import Run, recent_runs
from api.policy import Actor, can
from api.policy.desk import CityFigures, Platform
from api.policy.eyes import eyes_of
from api.policy.people import Behaviour
from api.regions import Regions
from domain.act import SHANGHAI
from domain.place.county import REGION_OF_PREFECTURE
from domain.region import COMMONS
from projections.ask import ask
from projections.discrepancies import Discrepancy, Overdrawer, Wanted, by_party, discrepancies, overdrawers
from projections.standing import Standing, standings
from store.rows import HOUSE

MOST: Final = 500
"""Discrepancies that are counted, from the newest."""
SHOWN: Final = 10
LOOKED_AT: Final = 200
"""Imports and exports among which those of the area are looked for, from the newest."""
PREFECTURES: Final = {region: code[:4] for code, region in REGION_OF_PREFECTURE.items()}
"""Region -> the first digits of its counties."""


class Place(NamedTuple):
    """One region: how many facts and commands, when the last was recorded, bytes on disk."""

    region: str
    facts: int
    recorded_at: datetime
    commands: int
    bytes: int


class Waiting(NamedTuple):
    """A fact that a projection could not take."""

    region: str
    projection: str
    position: int
    topic: str
    reason: str
    parked_at: datetime


class Disk(NamedTuple):
    """Bytes where the data are; `database`: all regions together."""

    free: int
    total: int
    database: int


class Overview(NamedTuple):
    """`discrepancies` counts the open ones by kind among the newest MOST; `more`: there are older ones.

    An administrator of an area has its regions' figures; what is the platform's own is empty then.
    """

    at: datetime
    profile: str
    public_url: str
    loopback: bool
    marks: dict[str, str]
    regions: list[Place]
    standings: list[Standing]
    holders: list[str]
    parked: list[Waiting]
    imports: list[Run]
    exports: list[Taken]
    discrepancies: dict[str, int]
    newest: list[Discrepancy]
    more: bool
    overdrawers: list[Overdrawer]
    tokens: dict[str, int]
    people: Ways
    disk: Disk | None


class _Counted(NamedTuple):
    facts: int
    recorded_at: datetime
    commands: int
    bytes: int


class _Parked(NamedTuple):
    projection: str
    position: int
    topic: str
    reason: str
    parked_at: datetime


class _Holder(NamedTuple):
    holder: str


COUNTED: Final = """
    SELECT h.position, h.recorded_at, greatest((SELECT reltuples FROM pg_class
             WHERE oid = to_regclass('{schema}.command')), 0)::bigint,
           (SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class AS c
             WHERE c.relnamespace = to_regnamespace('{schema}') AND c.relkind = 'r')
      FROM {schema}.head AS h
"""
PARKED: Final = "SELECT projection, position, topic, reason, parked_at FROM {schema}.parked ORDER BY 1, 2 LIMIT 100"
HOLDERS: Final = "SELECT DISTINCT holder FROM {schema}.lease WHERE expires_at > clock_timestamp()"
MARKS: Final = f"SELECT key, value FROM {COMMONS}.store_mark WHERE key IN ('demo', 'demo_loading')"
TOKENS: Final = f"""
    SELECT role, count(*) FROM {COMMONS}.token
     WHERE session IS NULL AND revoked_at IS NULL AND expires_at > clock_timestamp() GROUP BY role ORDER BY role
"""


async def overview(regions: Regions, actor: Actor) -> Overview:
    """As an administrator may see it. Raises StoreError."""
    store, settings = regions.datastore, regions.settings
    platform = can(actor, "read", Platform())
    names = [name for name in regions if can(actor, "read", CityFigures(PREFECTURES.get(name, "")))]
    now = datetime.now(SHANGHAI)
    async with store.reading(HOUSE) as connection:
        marks = dict(await (await connection.execute(MARKS.encode())).fetchall())
        tokens = dict(await (await connection.execute(TOKENS.encode())).fetchall())
        counted = await ask(connection, names, COUNTED, {}, _Counted)
        waiting = await ask(connection, names, PARKED, {}, _Parked)
        holders = await ask(connection, names, HOLDERS, {}, _Holder)
    async with store.reading(eyes_of(actor)) as connection:
        cities = [name for name in regions if name != COMMONS]
        wanted = Wanted(county=actor.area, open_only=True)
        listed = await discrepancies(connection, cities, wanted, now=now, limit=MOST)
        devices = await overdrawers(connection, cities, wanted)
    places = [Place(region, *rows[0]) for region, rows in counted]
    usage = await asyncio.to_thread(shutil.disk_usage, settings.data)
    imports = [run for run in await recent_runs(store, LOOKED_AT) if platform or run.region in names]
    exports = [run for run in await recent_exports(store, LOOKED_AT) if platform or run.region in names]
    return Overview(
        at=now,
        profile=settings.profile if platform else "",
        public_url=settings.public_url if platform else "",
        loopback=platform and settings.public_is_loopback,
        marks=marks,
        regions=places,
        standings=await standings(store, names),
        holders=sorted({row.holder for _, rows in holders for row in rows}),
        parked=[Waiting(region, *row) for region, rows in waiting for row in rows],
        imports=imports[:SHOWN],
        exports=exports[:SHOWN],
        discrepancies=dict(Counter(one.kind for one in listed.some).most_common()),
        newest=listed.some[:SHOWN],
        more=listed.next is not None,
        overdrawers=(devices if can(actor, "read", Behaviour()) else by_party(devices))[:SHOWN],
        tokens=tokens if platform else {},
        people=await ways(regions, actor, now),
        disk=Disk(usage.free, usage.total, sum(place.bytes for place in places)) if platform else None,
    )


def behind(found: Sequence[Standing], projection: str) -> int:
    """Facts that a projection has not read yet, over all regions."""
    return sum(one.behind for one in found if one.projection == projection and one.build == "live")
