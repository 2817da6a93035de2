"""What the two ends of journeys disagree about; matched over the regions as it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from domain.values import ZERO
from projections.balance.views import SCALE_ERROR
from projections.discrepancies.discrepancy import UNMATCHED_AFTER, Discrepancy, Found, Kind, Mark, Wanted
from projections.flows.journeys import Got, Journey, Seal, by_lot, journeys
from store.rows import as_whole

KINDS: Final = frozenset({"receipt_difference", "double_receipt", "unmatched_dispatch", "seal_mismatch"})
SCAN: Final = 1_000
"""Shipments of each region that one page looks through; a page may come short, and the next goes on from there."""


async def of_journey(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], wanted: Wanted, before: Mark, now: datetime
) -> Found:
    """Of the last SCAN shipments of each region before the mark."""
    async with as_whole(connection):  # both ends are matched, whosever they are
        page = await journeys(connection, regions, wanted.values(before, 0) | {"until": before.at}, SCAN)
    some = [one for journey in page.journeys for one in disagreements(journey, now) if _wanted(journey, one, wanted)]
    reached = None if page.back_to is None else Mark(page.back_to, "")
    return Found([one for one in some if one.mark < before], reached)


def disagreements(journey: Journey, now: datetime) -> Iterator[Discrepancy]:
    """What is wrong with one journey, as far as is known at `now`."""
    yield from _differences(journey)
    if not journey.got and journey.sent and journey.shipment.at < now - UNMATCHED_AFTER:
        yield from _unmatched(journey)
    yield from _seals(journey)


def _differences(journey: Journey) -> Iterator[Discrepancy]:
    """Lot by lot, since a receiver may have opened the units."""
    got: defaultdict[str, list[Got]] = defaultdict(list)
    for line in journey.got:
        got[line.lot].append(line)
    sent = by_lot(journey.sent)
    for lot in sorted(sent.keys() | got.keys() if journey.got else ()):
        quantity, lines = sent.get(lot, ZERO), sorted(got[lot], key=lambda line: (line.at, line.receipt))
        accepted = sum((line.accepted for line in lines), ZERO)
        if accepted == quantity:
            continue
        twice = _twice(lines) and accepted > quantity * (1 + SCALE_ERROR)
        kind: Kind = "double_receipt" if twice else "receipt_difference"
        reason = "rejected" if any(line.rejected for line in lines) else ""
        end = lines[-1] if lines else min(journey.got, key=lambda line: (line.at, line.receipt))
        yield _at_the_end(journey, end, kind, lot, quantity, accepted, reason)


def _twice(lines: Sequence[Got]) -> bool:
    """True when two receipts took the same goods: one lot, in one unit or loose."""
    receipts: dict[str, set[object]] = {}
    for line in lines:
        receipts.setdefault(line.unit, set()).add(line.receipt)
    return any(len(some) > 1 for some in receipts.values())


def _at_the_end(
    journey: Journey, end: Got, kind: Kind, lot: str, sent: Decimal, accepted: Decimal, reason: str
) -> Discrepancy:
    return Discrepancy(
        kind,
        journey.shipment.at,
        end.receipt,
        lot,
        end.site,
        end.county,
        end.party,
        journey.shipment.party,
        lot.split("/")[1] if "/" in lot else "",
        sent,
        accepted,
        reason,
        str(journey.shipment.shipment),
        region=journey.region,
    )


def _unmatched(journey: Journey) -> Iterator[Discrepancy]:
    shipment = journey.shipment
    for lot, quantity in sorted(by_lot(journey.sent).items()):
        yield Discrepancy(
            "unmatched_dispatch",
            shipment.at,
            shipment.shipment,
            lot,
            shipment.from_site,
            shipment.from_county,
            shipment.party,
            shipment.to_party,
            lot.split("/")[1] if "/" in lot else "",
            quantity,
            None,
            "",
            str(shipment.shipment),
            region=journey.region,
        )


def _seals(journey: Journey) -> Iterator[Discrepancy]:
    """An arrival whose seal is not the one put on last."""
    put: Seal | None = None
    for seal in sorted(journey.seals, key=lambda seal: (seal.at, seal.step == "arrived", seal.fact)):
        if seal.step != "arrived":
            put = seal if seal.seal else put
        elif put and seal.seal and seal.seal != put.seal:
            yield Discrepancy(
                "seal_mismatch",
                journey.shipment.at,
                seal.fact,
                "",
                seal.site,
                seal.county,
                seal.party,
                journey.shipment.party,
                "",
                None,
                None,
                f"{put.seal} → {seal.seal}",
                str(journey.shipment.shipment),
                region=journey.region,
            )


def _wanted(journey: Journey, one: Discrepancy, wanted: Wanted) -> bool:
    """A journey has two ends: what is wrong with it concerns the counties of both."""
    counties = (one.county, journey.shipment.from_county, journey.shipment.to_county)
    return (
        one.kind in wanted.kinds
        and any(county.startswith(wanted.county) for county in counties)
        and (not wanted.party or not {one.party, one.other}.isdisjoint(wanted.parties))
        and (not wanted.product or wanted.product == one.product)
    )
