"""Read what the regions know of a lot: one batched query a hop and region, all of a hop in one round trip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.public_page.fragment import Fragment, decode
from projections.public_page.rows import ProductTold
from store.settings import COMMONS

MOST_HOPS: Final = 24
MOST_FRAGMENTS: Final = 3_000
"""More than any lot of a season has; a page that stops here says that it does."""
Where = tuple[str, str]
"""A region and a lot."""
_decode_product = msgspec.json.Decoder(ProductTold).decode


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
    """Every fragment on the way to a lot. `updated_at`: when the latest of its facts was recorded."""

    fragments: Mapping[Where, Fragment]
    updated_at: datetime
    complete: bool


class SiteTold(NamedTuple):
    """A place, as far as it is public."""

    party: str
    kind: str
    county: str
    town: str


class PartyTold(NamedTuple):
    """A party, as far as it is public; a household has no name here."""

    kind: str
    name: str
    county: str


class Names(NamedTuple):
    """What keys stand for. Sites by region and GLN, since a GLN of another city is unknown here."""

    products: Mapping[str, ProductTold]
    parties: Mapping[str, PartyTold]
    sites: Mapping[tuple[str, str], SiteTold]
    demo: bool
    behind: bool
    """True when a region's followers lag: recent facts may be missing."""


async def ask(conn: AsyncConnection[TupleRow], questions: Sequence[Question]) -> list[list[Any]]:
    """The rows of each question, in one round trip."""
    async with conn.pipeline():
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
    times: list[datetime] = []
    asked: set[Where] = set()
    frontier: set[Where] = {(region, lot) for region in regions}
    for _ in range(MOST_HOPS):
        if not frontier or len(found) > MOST_FRAGMENTS:
            break
        asked |= frontier
        new = await _fragments(conn, frontier)
        found |= {where: fragment for where, (fragment, _) in new.items()}
        times += [at for (_, one), (_, at) in new.items() if one == lot]
        frontier = {
            where
            for (region, _), (fragment, _) in new.items()
            for where in _behind(region, fragment, own=fragment.lot == lot, regions=regions)
        } - asked
    return Chain(found, max(times), complete=not frontier) if found else None


def _behind(region: str, fragment: Fragment, *, own: bool, regions: Sequence[str]) -> Iterable[Where]:
    """Where a lot's history goes on: its parents in the same region, and for an ancestor the regions it came from."""
    yield from ((region, parent) for parent in fragment.parents)
    if not own:
        yield from ((source, fragment.lot) for source in fragment.sources if source in regions)


async def _fragments(
    conn: AsyncConnection[TupleRow], wanted: Iterable[Where]
) -> dict[Where, tuple[Fragment, datetime]]:
    lots: dict[str, list[str]] = defaultdict(list)
    for region, lot in sorted(wanted):
        lots[region].append(lot)
    statement = "SELECT lot, body, updated_at FROM {schema}.public_page WHERE lot = ANY(%s)"
    answers = await ask(conn, [Question(region, statement, (some,)) for region, some in lots.items()])
    return {
        (region, lot): (decode(body), at) for region, rows in zip(lots, answers, strict=True) for lot, body, at in rows
    }


async def statuses_of(conn: AsyncConnection[TupleRow], regions: Sequence[str], lots: Sequence[str]) -> list[Status]:
    """What stands beside the bodies of these lots: holds that were not released, and corrections."""
    statement = """SELECT lot, kind, ref, site, updated_at FROM {schema}.public_page_status
        WHERE lot = ANY(%s) AND begun AND NOT ended ORDER BY lot, kind, ref"""
    answers = await ask(conn, [Question(region, statement, (list(lots),)) for region in regions])
    return [Status(region, *row) for region, rows in zip(regions, answers, strict=True) for row in rows]


async def names_of(
    conn: AsyncConnection[TupleRow],
    *,
    products: Iterable[str] = (),
    parties: Iterable[str] = (),
    sites: Iterable[tuple[str, str]] = (),
    regions: Iterable[str] = (),
) -> Names:
    """What the keys stand for; unknown ones are left out. `regions` may know households, and their lag counts."""
    by_region: dict[str, set[str]] = {region: set() for region in sorted(regions)}
    for region, site in sites:
        by_region.setdefault(region, set()).add(site)
    wanted = sorted(set(parties))
    product_rows, party_rows, marks, *answers = await ask(
        conn,
        [
            Question(COMMONS, _PRODUCTS, (sorted(set(products)),)),
            Question(COMMONS, _PARTIES, (wanted,)),
            Question(COMMONS, "SELECT 1 FROM {schema}.store_mark WHERE key = 'demo'", ()),
            *(Question(region, _SITES, (sorted(some),)) for region, some in by_region.items()),
            *(Question(region, _PARTIES, (wanted,)) for region in by_region),
            *(Question(region, _BEHIND, ()) for region in by_region),
        ],
    )
    count = len(by_region)
    site_rows, households, standing = answers[:count], answers[count : 2 * count], answers[2 * count :]
    return Names(
        products={product: _decode_product(body) for product, body in product_rows},
        parties={row[0]: PartyTold(*row[1:]) for rows in (*households, party_rows) for row in rows},
        sites={
            (region, row[0]): SiteTold(*row[1:])
            for region, rows in zip(by_region, site_rows, strict=True)
            for row in rows
        },
        demo=bool(marks),
        behind=any(rows for rows in standing),
    )


_PRODUCTS = "SELECT product, body FROM {schema}.public_page_product WHERE product = ANY(%s)"
_PARTIES = "SELECT party, kind, name, county FROM {schema}.public_page_party WHERE party = ANY(%s)"
_SITES = "SELECT site, party, kind, county, town FROM {schema}.public_page_site WHERE site = ANY(%s)"
_BEHIND = """SELECT 1 FROM {schema}.head AS h LEFT JOIN {schema}.follower AS f
    ON f.projection = 'public_page' AND f.build = 'live'
    WHERE coalesce(f.position, 0) < h.position - 5000
       OR (f.position < h.position AND f.updated_at < clock_timestamp() - interval '5 seconds'
           AND h.recorded_at < clock_timestamp() - interval '5 seconds')"""
