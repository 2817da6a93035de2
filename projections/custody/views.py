"""Read custody: what lies where, and what is on its way, over all regions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from projections.trace.ask import ask


class Held(NamedTuple):
    """What is of `lot` at `site`, in the lot's base measure; `packed` of it in units; `since` there is something."""

    region: str
    lot: str
    site: str
    party: str
    product: str
    on_hand: Decimal
    packed: Decimal
    held: bool
    overdrawn: Decimal
    since: datetime
    changed_at: datetime


class Consigned(NamedTuple):
    """So much of a lot that left `region` and has no receipt yet: with `holder` `since`, last seen in `county`."""

    region: str
    shipment: UUID
    lot: str
    unit: str
    quantity: Decimal
    dispatched_at: datetime
    party: str
    from_site: str
    from_county: str
    to_region: str
    to_site: str
    to_county: str
    to_party: str
    purpose: str
    holder: str
    since: datetime
    county: str
    arrived_at: datetime | None


class Mark(NamedTuple):
    """Where a list of goods in transit goes on: after this consignment."""

    dispatched_at: datetime
    shipment: UUID
    lot: str
    unit: str


class Transit(NamedTuple):
    """A page of goods in transit, the latest dispatch first; `next` None: there is no more."""

    items: list[Consigned]
    next: Mark | None


_HELD = """
SELECT lot, site, party, product, on_hand, packed, held, overdrawn, since, changed_at
  FROM {schema}.custody_holding
 WHERE (on_hand <> 0 OR packed <> 0 OR overdrawn <> 0) AND (lot, site) > (%(after_lot)s, %(after_site)s)
"""

_CONSIGNED = f"SELECT {', '.join(Consigned._fields[1:])} FROM {{schema}}.custody_consignment WHERE true"

# The lines of a receipt as they were last corrected; only the first row of it names what it answers.
_DELIVERED = """
SELECT r.reference, unnest(d.lots)
  FROM {schema}.custody_delivery AS r
  JOIN LATERAL (SELECT l.lots FROM {schema}.custody_delivery AS l
                 WHERE l.receipt = r.receipt ORDER BY l.position DESC LIMIT 1) AS d ON true
 WHERE r.reference = ANY(%(references)s)
"""


async def holdings(
    connection: AsyncConnection[Any],
    regions: Sequence[str],
    *,
    lots: Collection[str] = (),
    site: str = "",
    party: str = "",
    after: tuple[str, str] = ("", ""),
    limit: int = 50,
) -> list[Held]:
    """What is of some lots, at a site, with a party (all that are given), by lot and site.

    The next page begins `after` the (lot, site) of the last one. Empty stocks are left out.
    """
    conditions = [("lot = ANY(%(lots)s)", lots), ("site = %(site)s", site), ("party = %(party)s", party)]
    statement = _HELD + "".join(f" AND {text}" for text, given in conditions if given)
    values = {"lots": list(lots), "site": site, "party": party, "limit": limit}
    values |= {"after_lot": after[0], "after_site": after[1]}
    answers = await ask(connection, dict.fromkeys(regions, values), f"{statement} ORDER BY lot, site LIMIT %(limit)s")
    found = [Held(region, *row) for region, (rows,) in answers.items() for row in rows]
    return sorted(found, key=lambda one: (one.lot, one.site))[:limit]


async def in_transit(
    connection: AsyncConnection[Any],
    regions: Sequence[str],
    *,
    party: str = "",
    after: Mark | None = None,
    limit: int = 50,
) -> Transit:
    """Goods on their way from, with or to `party`, or anybody's. `regions` are all: receipts may be anywhere."""
    statement, items, more = _CONSIGNED, list[Consigned](), True
    if party:
        statement += " AND (party = %(party)s OR holder = %(party)s OR to_party = %(party)s)"
    order = "dispatched_at DESC, shipment DESC, lot DESC, unit DESC"
    while more and len(items) < limit:
        page = statement
        values: dict[str, object] = {"party": party, "limit": limit}
        if after is not None:
            page += " AND (dispatched_at, shipment, lot, unit) < (%(at)s, %(shipment)s, %(lot)s, %(unit)s)"
            values |= {"at": after.dispatched_at, "shipment": after.shipment, "lot": after.lot, "unit": after.unit}
        answers = await ask(connection, dict.fromkeys(regions, values), f"{page} ORDER BY {order} LIMIT %(limit)s")
        candidates = sorted(_consigned(answers), key=_mark, reverse=True)[:limit]
        more = len(candidates) == limit
        after = _mark(candidates[-1]) if candidates else after
        items += await _undelivered(connection, regions, candidates)
    if len(items) > limit or more:
        items = items[:limit]
        return Transit(items, _mark(items[-1]))
    return Transit(items, None)


async def consigned(connection: AsyncConnection[Any], regions: Sequence[str], lots: Collection[str]) -> list[Consigned]:
    """What is on its way of `lots`."""
    values = {"lots": list(lots)}
    answers = await ask(connection, dict.fromkeys(regions, values), f"{_CONSIGNED} AND lot = ANY(%(lots)s)")
    return await _undelivered(connection, regions, sorted(_consigned(answers), key=_mark))


async def _undelivered(
    connection: AsyncConnection[Any], regions: Sequence[str], candidates: Sequence[Consigned]
) -> list[Consigned]:
    """Those without a receipt of the lot in the region that they were sent to."""
    references = {
        region: {"references": list({str(one.shipment) for one in candidates if one.to_region == region})}
        for region in {one.to_region for one in candidates}.intersection(regions)
    }
    answers = await ask(connection, references, _DELIVERED)
    arrived = {(region, *row) for region, (rows,) in answers.items() for row in rows}
    return [one for one in candidates if (one.to_region, str(one.shipment), one.lot) not in arrived]


def _consigned(answers: dict[str, list[list[Any]]]) -> Iterable[Consigned]:
    return (Consigned(region, *row) for region, (rows,) in answers.items() for row in rows)


def _mark(one: Consigned) -> Mark:
    return Mark(one.dispatched_at, one.shipment, one.lot, one.unit)
