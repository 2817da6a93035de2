"""Receipts of shipments that no region ever dispatched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask
from projections.discrepancies.discrepancy import Discrepancy, Found, Mark, Wanted
from store.rows import as_whole

KINDS: Final = frozenset({"receipt_without_dispatch"})
SCAN: Final = 1_000
"""Receipts of each region that one page looks through."""

RECEIPTS = """
SELECT receipt, reference, at, party, site, county, from_party FROM {schema}.flows_receipt
 WHERE kind = 'shipment' AND at <= %(at)s AND day BETWEEN %(from_day)s AND %(to_day)s
   AND (%(party)s = '' OR ARRAY[party, from_party] && %(parties)s::text[]) AND county LIKE %(county)s
 ORDER BY at DESC FETCH FIRST %(limit)s ROWS WITH TIES
"""
KNOWN = "SELECT shipment::text FROM {schema}.flows_shipment WHERE shipment = ANY(%(shipments)s)"
LINES = """
SELECT l.receipt, l.lot, l.product, sum(l.accepted) FROM {schema}.flows_received AS l
  LEFT JOIN {schema}.flows_correction AS c ON c.corrects = l.receipt
 WHERE l.receipt = ANY(%(receipts)s) AND l.position = coalesce(c.position, 0)
   AND (%(product)s = '' OR l.product = %(product)s)
 GROUP BY 1, 2, 3
"""


class _Receipt(NamedTuple):
    receipt: UUID
    reference: str
    at: datetime
    party: str
    site: str
    county: str
    from_party: str


class _Known(NamedTuple):
    shipment: str


class _Line(NamedTuple):
    receipt: UUID
    lot: str
    product: str
    accepted: Decimal


async def of_receipt(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], wanted: Wanted, before: Mark
) -> Found:
    """Of the last SCAN receipts of each region before the mark."""
    reached: Mark | None = None
    receipts: dict[UUID, tuple[str, _Receipt]] = {}
    for region, rows in await ask(connection, regions, RECEIPTS, wanted.values(before, SCAN), _Receipt):
        receipts |= {row.receipt: (region, row) for row in rows}
        if len(rows) >= SCAN:
            reached = max(reached or Mark(rows[-1].at, ""), Mark(rows[-1].at, ""))
    strange = await _strange(connection, regions, receipts)
    values = {"receipts": strange, "product": wanted.product}
    some: list[Discrepancy] = []
    for _, lines in await ask(connection, regions, LINES, values, _Line) if strange else ():
        for line in lines:
            region, receipt = receipts[line.receipt]
            some.append(_discrepancy(region, receipt, line))
    return Found([one for one in some if one.mark < before], reached)


async def _strange(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], receipts: dict[UUID, tuple[str, _Receipt]]
) -> list[UUID]:
    """The receipts whose shipment nobody knows; a reference that is no id at all is one that nobody knows."""
    asked = {uuid for _, receipt in receipts.values() if (uuid := _uuid(receipt.reference))}
    known: set[str] = set()
    if asked:
        async with as_whole(connection):  # that there is such a shipment, whosever it is
            found = await ask(connection, regions, KNOWN, {"shipments": list(asked)}, _Known)
        known = {row.shipment for _, rows in found for row in rows}
    return [receipt for receipt, (_, row) in receipts.items() if str(_uuid(row.reference)) not in known]


def _discrepancy(region: str, receipt: _Receipt, line: _Line) -> Discrepancy:
    return Discrepancy(
        "receipt_without_dispatch",
        receipt.at,
        receipt.receipt,
        line.lot,
        receipt.site,
        receipt.county,
        receipt.party,
        receipt.from_party,
        line.product,
        None,
        line.accepted,
        "",
        receipt.reference,
        region=region,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
