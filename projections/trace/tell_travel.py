"""What the facts of receipts, handovers, shipments and sales say."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from psycopg.types.json import Jsonb

from domain.handover import Handover
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.values import Proof
from projections.projection import Fact
from projections.trace.rows import Rows, Where


def received(rows: Rows, fact: Fact, event: Receipt.Recorded) -> None:
    proof = proof_of(event.proof)
    for number, line in enumerate(event.lines):
        rows.step(
            fact,
            event.receipt,
            number,
            "received",
            line.lot,
            site=event.site,
            county=event.county,
            party=event.party,
            other_region=event.from_region,
            other_site=event.from_site,
            other_county=event.from_county,
            other_party=event.from_party,
            quantity=line.accepted,
            expected=line.expected,
            rejected=line.rejected,
            unit=line.unit,
            reference=event.reference,
            detail=event.kind,
            reason=line.reason or event.difference,
            proof=proof,
        )


def proof_of(proof: Proof) -> Jsonb | None:
    """The proof's filled fields; None when nothing was asked for."""
    filled = {name: value for name, value in asdict(proof).items() if value}
    return Jsonb(filled) if filled else None


def purchase_refused(rows: Rows, fact: Fact, event: Receipt.PurchaseRefused) -> None:
    where: Where = {"site": event.site, "county": event.county, "party": event.party, "other_party": event.from_party}
    for number, lot in enumerate(event.lots):
        rows.step(fact, event.receipt, number, "refused", lot, **where, reason=event.reason)


def offered(rows: Rows, fact: Fact, event: Handover.Offered) -> None:
    where: Where = {"site": event.site, "party": event.party, "other_party": event.to_party}
    for number, line in enumerate(event.lines):
        rows.step(fact, event.handover, number, "offered", line.lot, **where, quantity=line.quantity)


def accepted(rows: Rows, fact: Fact, event: Handover.Accepted) -> None:
    for number, line in enumerate(event.lines):
        rows.step(
            fact,
            event.fact,
            number,
            "accepted",
            line.lot,
            site=event.to_site,
            county=event.county,
            party=event.to_party,
            other_site=event.site,
            other_party=event.party,
            quantity=line.accepted,
            expected=line.expected,
            unit=line.unit,
            reference=str(event.handover),
            reason=line.reason,
        )


def rejected(rows: Rows, fact: Fact, event: Handover.Rejected) -> None:
    leg(rows, fact, event.handover, "rejected", party=event.party, reason=event.reason)


def dispatched(rows: Rows, fact: Fact, event: Shipment.Dispatched) -> None:
    for number, line in enumerate(event.lines):
        rows.step(
            fact,
            event.shipment,
            number,
            "dispatched",
            line.lot,
            site=event.from_site,
            county=event.from_county,
            party=event.party,
            carrier=event.carrier,
            other_region=event.to_region,
            other_site=event.to_site,
            other_county=event.to_county,
            other_party=event.to_party,
            quantity=line.quantity,
            unit=line.unit,
            reference=str(event.shipment),
            detail=event.purpose,
        )


def handed_over(rows: Rows, fact: Fact, event: Shipment.HandedOver) -> None:
    giver, taker = event.from_party, event.to_party
    leg(rows, fact, event.shipment, "handed_over", county=event.county, party=giver, other_party=taker)


def arrived(rows: Rows, fact: Fact, event: Shipment.Arrived) -> None:
    leg(rows, fact, event.shipment, "arrived", site=event.site, county=event.county, party=event.party)


def leg(
    rows: Rows,
    fact: Fact,
    journey: UUID,
    kind: str,
    *,
    site: str = "",
    county: str = "",
    party: str = "",
    other_party: str = "",
    reason: str = "",
) -> None:
    key = (journey, fact.command_id, fact.ordinal)
    rows.add("trace_leg", *key, kind, fact.occurred_at, site, county, party, other_party, reason, fact.position)


def sold_wholesale(rows: Rows, fact: Fact, event: Sale.SoldWholesale) -> None:
    _sold(rows, fact, event, "wholesale", reference=event.voucher, region=event.buyer_region, buyer=event.buyer)


def sold_retail(rows: Rows, fact: Fact, event: Sale.SoldRetail) -> None:
    _sold(rows, fact, event, "retail")


def _sold(
    rows: Rows,
    fact: Fact,
    event: Sale.SoldWholesale | Sale.SoldRetail,
    detail: str,
    *,
    reference: str = "",
    region: str = "",
    buyer: str = "",
) -> None:
    where: Where = {"site": event.site, "county": event.county, "party": event.party, "detail": detail}
    where |= {"reference": reference, "other_region": region, "other_party": buyer}
    for number, line in enumerate(event.lines):
        rows.step(fact, event.sale, number, "sold", line.lot, **where, quantity=line.quantity, unit=line.unit)


def sale_returned(rows: Rows, fact: Fact, event: Sale.Returned) -> None:
    where: Where = {"site": event.site, "party": event.party, "reference": str(event.sale)}
    where["detail"] = "restocked" if event.restocked else ""
    for number, line in enumerate(event.lines):
        came = line.quantity
        rows.step(
            fact, event.fact, number, "returned", line.lot, **where, quantity=came, unit=line.unit, reason=event.reason
        )
