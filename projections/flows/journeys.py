"""Both ends of journeys: shipments as their senders told them, with every receipt that answers them, of any region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask


class Shipment(NamedTuple):
    shipment: UUID
    at: datetime
    party: str
    from_site: str
    from_county: str
    to_county: str
    to_party: str


class Sent(NamedTuple):
    """A line of a dispatch as it stands after corrections."""

    shipment: UUID
    lot: str
    product: str
    unit: str
    quantity: Decimal


class Got(NamedTuple):
    """A line of a receipt as it stands after corrections; `answers` is the reference as the receiver wrote it."""

    answers: str
    receipt: UUID
    at: datetime
    party: str
    site: str
    county: str
    lot: str
    product: str
    unit: str
    accepted: Decimal
    rejected: Decimal


class Seal(NamedTuple):
    shipment: UUID
    fact: UUID
    at: datetime
    step: str
    party: str
    site: str
    county: str
    seal: str


@dataclass(slots=True)
class Journey:
    region: str
    shipment: Shipment
    sent: list[Sent] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)


class Page(NamedTuple):
    """Journeys of all regions, newest first, and the time back to which none is missing; None: to the beginning."""

    journeys: list[Journey]
    back_to: datetime | None


# Ties come along, so that a page always gets further back, however many left at one moment.
SHIPMENTS = """
SELECT shipment, at, party, from_site, from_county, to_county, to_party FROM {schema}.flows_shipment
 WHERE at <= %(until)s AND day BETWEEN %(from_day)s AND %(to_day)s
   AND (%(party)s = '' OR ARRAY[party, to_party] && %(parties)s::text[])
   AND (from_county LIKE %(county)s OR to_county LIKE %(county)s)
 ORDER BY at DESC FETCH FIRST %(limit)s ROWS WITH TIES
"""
SENT = """
SELECT l.shipment, l.lot, l.product, l.unit, l.quantity FROM {schema}.flows_shipped AS l
  LEFT JOIN {schema}.flows_correction AS c ON c.corrects = l.shipment
 WHERE l.shipment = ANY(%(shipments)s) AND l.position = coalesce(c.position, 0)
"""
GOT = """
SELECT r.reference, r.receipt, r.at, r.party, r.site, r.county, l.lot, l.product, l.unit, l.accepted, l.rejected
  FROM {schema}.flows_receipt AS r JOIN {schema}.flows_received AS l USING (receipt)
  LEFT JOIN {schema}.flows_correction AS c ON c.corrects = r.receipt
 WHERE r.reference <> '' AND r.reference = ANY(%(references)s) AND l.position = coalesce(c.position, 0)
"""
SEALS = """
SELECT shipment, fact, at, step, party, site, county, seal FROM {schema}.flows_seal
 WHERE shipment = ANY(%(shipments)s)
"""


async def journeys(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], values: Mapping[str, object], limit: int
) -> Page:
    """The last `limit` shipments of each region up to `values['until']`, with what any region knows of them."""
    found: dict[UUID, Journey] = {}
    back_to: datetime | None = None
    for region, some in await ask(connection, regions, SHIPMENTS, {**values, "limit": limit}, Shipment):
        found |= {one.shipment: Journey(region, one) for one in some}
        if len(some) >= limit:
            back_to = max(back_to or some[-1].at, some[-1].at)
    if found:
        await _fill(connection, regions, found)
    ordered = sorted(found.values(), key=lambda one: (one.shipment.at, one.shipment.shipment), reverse=True)
    return Page([one for one in ordered if back_to is None or one.shipment.at >= back_to], back_to)


async def _fill(connection: AsyncConnection[TupleRow], regions: Sequence[str], found: Mapping[UUID, Journey]) -> None:
    shipments = list(found)
    for _, sent in await ask(connection, regions, SENT, {"shipments": shipments}, Sent):
        for line in sent:
            found[line.shipment].sent.append(line)
    by_text = {str(shipment): journey for shipment, journey in found.items()}
    for _, got in await ask(connection, regions, GOT, {"references": list(by_text)}, Got):
        for line in got:
            by_text[line.answers].got.append(line)
    for _, seals in await ask(connection, regions, SEALS, {"shipments": shipments}, Seal):
        for seal in seals:
            found[seal.shipment].seals.append(seal)


def by_lot(lines: Iterable[Sent]) -> dict[str, Decimal]:
    """Quantity by lot, whatever the units: a receiver may have opened them."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.lot] += line.quantity
    return dict(sums)
