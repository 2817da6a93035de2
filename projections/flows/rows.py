"""The rows that facts make in the tables of the flows; field for field the columns of `tables.DDL`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from domain.act import SHANGHAI
from domain.handover import Handover
from domain.party import Party
from domain.product import Product
from domain.receipt import Receipt
from domain.shipment import Shipment
from domain.site import Site
from domain.values import Received, Shipped
from projections.balance.rows import SiteRow
from projections.projection import Fact


class PartyRow(NamedTuple):
    party: str
    kind: str
    name: str
    county: str


class ProductRow(NamedTuple):
    product: str
    name_zh: str
    name_en: str
    category: str
    measure: str
    season: str


class ShipmentRow(NamedTuple):
    shipment: UUID
    at: datetime
    day: date
    party: str
    from_site: str
    from_county: str
    to_region: str
    to_site: str
    to_county: str
    to_party: str
    carrier: str
    purpose: str
    seal: str


class ShippedRow(NamedTuple):
    shipment: UUID
    position: int
    line: int
    lot: str
    product: str
    unit: str
    quantity: Decimal


class ReceiptRow(NamedTuple):
    receipt: UUID
    kind: str
    reference: str
    at: datetime
    day: date
    party: str
    site: str
    county: str
    from_party: str
    from_site: str
    from_county: str
    difference: str
    proof: str
    unproven: str


class ReceivedRow(NamedTuple):
    receipt: UUID
    position: int
    line: int
    lot: str
    product: str
    unit: str
    accepted: Decimal
    expected: Decimal | None
    rejected: Decimal


class CorrectionRow(NamedTuple):
    corrects: UUID
    position: int
    fact: UUID
    at: datetime


class RefusalRow(NamedTuple):
    fact: UUID
    at: datetime
    party: str
    site: str
    county: str
    from_party: str
    lots: str
    reason: str


class SealRow(NamedTuple):
    shipment: UUID
    fact: UUID
    at: datetime
    step: str
    party: str
    site: str
    county: str
    seal: str


Row = (
    SiteRow
    | PartyRow
    | ProductRow
    | ShipmentRow
    | ShippedRow
    | ReceiptRow
    | ReceivedRow
    | CorrectionRow
    | RefusalRow
    | SealRow
)
READS = frozenset(
    {
        Site.Registered,
        Party.Registered,
        Product.Registered,
        Shipment.Dispatched,
        Shipment.HandedOver,
        Shipment.Arrived,
        Shipment.Corrected,
        Receipt.Recorded,
        Receipt.PurchaseRefused,
        Receipt.Corrected,
        Handover.Accepted,
    }
)


def rows_of(fact: Fact) -> list[Row]:
    """The rows that a fact makes."""
    at, day = fact.occurred_at, fact.occurred_at.astimezone(SHANGHAI).date()
    match fact.event:
        case Shipment.Dispatched() as e:
            head = ShipmentRow(
                e.shipment, at, day, e.party, e.from_site, e.from_county, e.to_region, e.to_site, e.to_county,
                e.to_party, e.carrier, e.purpose, e.seal,
            )  # fmt: skip
            seal = SealRow(e.shipment, e.fact, at, "dispatched", e.party, e.from_site, e.from_county, e.seal)
            return [head, seal, *_shipped(e.shipment, 0, e.lines)]
        case Shipment.HandedOver() as e:
            return [SealRow(e.shipment, e.fact, at, "handed_over", e.to_party, "", e.county, e.seal)]
        case Shipment.Arrived() as e:
            return [SealRow(e.shipment, e.fact, at, "arrived", e.party, e.site, e.county, e.seal)]
        case Shipment.Corrected() as e:
            correction = CorrectionRow(e.shipment, fact.position, e.fact, at)
            return [correction, *_shipped(e.shipment, fact.position, e.lines)]
        case Receipt.Recorded() as e:
            head = ReceiptRow(
                e.receipt, e.kind, e.reference, at, day, e.party, e.site, e.county, e.from_party, e.from_site,
                e.from_county, e.difference, e.proof.kind, e.proof.reason,
            )  # fmt: skip
            return [head, *_received(e.receipt, 0, e.lines)]
        case Handover.Accepted() as e:
            head = ReceiptRow(
                e.fact, "handover", "", at, day, e.to_party, e.to_site, e.county, e.party, e.site, "", "", "", ""
            )
            return [head, *_received(e.fact, 0, e.lines)]
        case Receipt.Corrected() as e:
            correction = CorrectionRow(e.receipt, fact.position, e.fact, at)
            return [correction, *_received(e.receipt, fact.position, e.lines)]
        case Receipt.PurchaseRefused() as e:
            return [RefusalRow(e.fact, at, e.party, e.site, e.county, e.from_party, " ".join(e.lots), e.reason)]
        case Site.Registered() as e:
            return [SiteRow(e.site, e.party, e.kind, e.name, e.county)]
        case Party.Registered() as e:
            return [PartyRow(e.party, e.kind, e.name, e.county)]
        case Product.Registered() as e:
            months = ",".join(map(str, e.season))
            return [ProductRow(e.product, e.name_zh, e.name_en, e.category, e.measure, months)]
        case other:
            raise TypeError(type(other))


def _shipped(shipment: UUID, position: int, lines: Iterable[Shipped]) -> list[ShippedRow]:
    return [
        ShippedRow(shipment, position, number, line.lot, _product(line.lot), line.unit, line.quantity)
        for number, line in enumerate(lines)
    ]


def _received(receipt: UUID, position: int, lines: Iterable[Received]) -> list[ReceivedRow]:
    return [
        ReceivedRow(
            receipt, position, number, line.lot, _product(line.lot), line.unit, line.accepted, line.expected,
            line.rejected,
        )
        for number, line in enumerate(lines)
    ]  # fmt: skip


def _product(lot: str) -> str:
    """The GTIN in a lot's canonical path; empty for a lot of another grammar (a partner's document, say)."""
    parts = lot.split("/")
    return parts[1] if len(parts) > 1 else ""
