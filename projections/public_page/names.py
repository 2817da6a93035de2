"""What the keys in fragments stand for: products, parties and places, as far as they are public."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.public_page.reading import Question, ask
from projections.public_page.rows import ProductTold
from store.settings import COMMONS


class SiteTold(NamedTuple):
    """A place, as far as it is public."""

    party: str
    kind: str
    county: str
    town: str


class PartyTold(NamedTuple):
    """A party, as far as it is public; a household has the masked name that a `Veil` gives it, or none."""

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


MOST_HOUSEHOLDS: Final = 50
"""More on one page are told as growers of a place: nobody opens the vault for names that no stage would show."""
Veil = Callable[[Mapping[str, Collection[str]]], Awaitable[Mapping[str, str]]]
"""Households by region -> their masked names by party. Nothing of them stands in a projection."""


async def unnamed(_: Mapping[str, Collection[str]]) -> Mapping[str, str]:
    """No household has a name."""
    return {}


_decode_product = msgspec.json.Decoder(ProductTold).decode


async def names_of(
    conn: AsyncConnection[TupleRow],
    *,
    products: Iterable[str] = (),
    parties: Iterable[str] = (),
    sites: Iterable[tuple[str, str]] = (),
    regions: Iterable[str] = (),
    veil: Veil = unnamed,
) -> Names:
    """What the keys stand for; unknown ones are left out. `regions` may know households, and their lag counts."""
    by_region: dict[str, set[str]] = {region: set() for region in (*sorted(regions), COMMONS)}
    for region, site in sites:
        by_region.setdefault(region, set()).add(site)
    wanted = sorted(set(parties))
    product_rows, marks, *answers = await ask(
        conn,
        [
            Question(COMMONS, _PRODUCTS, (sorted(set(products)),)),
            Question(COMMONS, _MARK, ()),
            *(Question(region, _KEYS, (sorted(some), wanted)) for region, some in by_region.items()),
        ],
    )
    rows = [(region, row) for region, some in zip(by_region, answers, strict=True) for row in some]
    return Names(
        products={product: _decode_product(body) for product, body in product_rows},
        parties=await _parties([(region, row) for region, row in rows if row[0] == "party"], veil),
        sites={(region, row[1]): SiteTold(*row[2:6]) for region, row in rows if row[0] == "site"},
        demo=bool(marks),
        behind=any(row[0] == "behind" for _, row in rows),
    )


async def _parties(rows: Sequence[tuple[str, TupleRow]], veil: Veil) -> dict[str, PartyTold]:
    households: dict[str, list[str]] = {}
    for region, row in rows:
        if row[2] == "household":
            households.setdefault(region, []).append(row[1])
    masked = await veil(households) if 0 < sum(map(len, households.values())) <= MOST_HOUSEHOLDS else {}
    return {row[1]: PartyTold(row[2], row[3] or masked.get(row[1], ""), row[4]) for _, row in rows}


_PRODUCTS = "SELECT product, body FROM {schema}.public_page_product WHERE product = ANY(%s)"
_MARK = "SELECT 1 FROM {schema}.store_mark WHERE key = 'demo'"
_KEYS = """SELECT 'site', site, party, kind, county, town FROM {schema}.public_page_site WHERE site = ANY(%s)
    UNION ALL SELECT 'party', party, kind, name, county, '' FROM {schema}.public_page_party WHERE party = ANY(%s)
    UNION ALL SELECT 'behind', '', '', '', '', '' FROM {schema}.head AS h LEFT JOIN {schema}.follower AS f
        ON f.projection = 'public_page' AND f.build = 'live'
        WHERE coalesce(f.position, 0) < h.position - 5000
           OR (f.position < h.position AND f.updated_at < clock_timestamp() - interval '5 seconds'
               AND h.recorded_at < clock_timestamp() - interval '5 seconds')"""
