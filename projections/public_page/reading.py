"""Read what the regions know of a lot: one batched query a hop and region, all of a hop in one round trip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.public_page.fragment import Fragment, decode
from store.round_trip import round_trip

MOST_HOPS: Final = 24
MOST_FRAGMENTS: Final = 3_000
"""More than any lot of a season has; a page that stops here says that it does."""
Where = tuple[str, str]
"""A region and a lot."""


class Question(NamedTuple):
    """One statement with its values, asked in one region."""

    region: str
    statement: str
    values: tuple[object, ...]


class Status(NamedTuple):
    """A row of `public_page_status` that counts. `region` is where `site` is."""

    region: str
    lot: str
    kind: str
    ref: UUID
    site: str
    updated_at: datetime


class Chain(NamedTuple):
    """Every fragment on the way to a lot, and what stands beside them. `updated_at`: that of the lot's latest fact."""

    fragments: Mapping[Where, Fragment]
    statuses: list[Status]
    updated_at: datetime
    complete: bool


async def ask(conn: AsyncConnection[TupleRow], questions: Sequence[Question]) -> list[list[Any]]:
    """The rows of each question, in one round trip."""
    async with round_trip(conn):
        cursors = [
            await conn.execute(one.statement.replace("{schema}", one.region).encode(), one.values, prepare=True)
            for one in questions
        ]
    return [await cursor.fetchall() for cursor in cursors]


async def chain_of(conn: AsyncConnection[TupleRow], regions: Sequence[str], lot: str) -> Chain | None:
    """The lot's own fragments in every region, and those of its ancestors backwards from where they were used.

    None when no region knows the lot.
    """
    found: dict[Where, Fragment] = {}
    statuses: list[Status] = []
    times: list[datetime] = []
    asked: set[Where] = set()
    frontier: set[Where] = {(region, lot) for region in regions}
    for _ in range(MOST_HOPS):
        if not frontier or len(found) > MOST_FRAGMENTS:
            break
        asked |= frontier
        new: dict[Where, Fragment] = {}
        for region, (name, body, updated_at, kind, ref, site) in await _rows(conn, frontier):
            if body is None:
                statuses.append(Status(region, name, kind, ref, site, updated_at))
            else:
                new[region, name] = decode(body)
                times += [updated_at] if name == lot else []
        found |= new
        frontier = {
            where
            for (region, _), fragment in new.items()
            for where in _behind(region, fragment, own=fragment.lot == lot, regions=regions)
        } - asked
    return Chain(found, statuses, max(times), complete=not frontier) if times else None


def _behind(region: str, fragment: Fragment, *, own: bool, regions: Sequence[str]) -> Iterable[Where]:
    """Where a lot's history goes on: its parents in the same region, and for an ancestor the regions it came from."""
    yield from ((region, parent) for parent in fragment.parents)
    if not own:
        yield from ((source, fragment.lot) for source in fragment.sources if source in regions)


async def _rows(conn: AsyncConnection[TupleRow], wanted: Iterable[Where]) -> list[tuple[str, TupleRow]]:
    lots: dict[str, list[str]] = defaultdict(list)
    for region, lot in sorted(wanted):
        lots[region].append(lot)
    answers = await ask(conn, [Question(region, _LOTS, (some, some)) for region, some in lots.items()])
    return [(region, row) for region, rows in zip(lots, answers, strict=True) for row in rows]


async def held_lots(conn: AsyncConnection[TupleRow], regions: Sequence[str], lots: Sequence[str]) -> list[Status]:
    """The holds on these lots that were not released."""
    statement = """SELECT lot, kind, ref, site, updated_at FROM {schema}.public_page_status
        WHERE lot = ANY(%s) AND kind = 'held' AND begun AND NOT ended"""
    answers = await ask(conn, [Question(region, statement, (list(lots),)) for region in regions])
    return [Status(region, *row) for region, rows in zip(regions, answers, strict=True) for row in rows]


_LOTS = """SELECT lot, body, updated_at, NULL, NULL, NULL FROM {schema}.public_page WHERE lot = ANY(%s)
    UNION ALL SELECT lot, NULL, updated_at, kind, ref, site FROM {schema}.public_page_status
    WHERE lot = ANY(%s) AND begun AND NOT ended"""
