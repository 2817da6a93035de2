"""Events of the domain as rows of the directory."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from eventsourcing.domain import AggregateEvent

from domain.handover import Handover
from domain.lot import Lot
from domain.party import Party
from domain.product import Product
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.site import Site
from domain.stock import Stock
from domain.trace_code import TraceCode
from projections.directory.people_rows import PEOPLE, PeopleRow, people_rows_of
from projections.projection import Fact

HIDDEN: Final = frozenset({"note", "vault", "vehicle", "fact", "timestamp", "originator_id", "originator_version"})
"""Fields of events that no list shows: references into the vault, and what every row has anyway."""
_encode: Final = msgspec.json.Encoder(decimal_format="string").encode


class PartyRow(NamedTuple):
    party: str
    kind: str
    name: str
    county: str
    cooperative: str


class SiteRow(NamedTuple):
    site: str
    party: str
    kind: str
    name: str
    county: str
    town: str


class ProductRow(NamedTuple):
    product: str
    name_zh: str
    name_en: str
    category: str
    measure: str
    county: str
    certificate: bool
    more: str


class LotRow(NamedTuple):
    lot: str
    at: datetime
    fact: UUID
    kind: str
    product: str
    party: str
    site: str
    county: str


class RollRow(NamedTuple):
    product: str
    roll: str
    at: datetime
    party: str
    first: str
    last: str
    labels: int


class HoldRow(NamedTuple):
    hold: UUID
    ended: bool
    lot: str
    site: str
    at: datetime
    reason: str


class PaperRow(NamedTuple):
    kind: str
    id: UUID
    at: datetime
    party: str
    other: str
    third: str
    site: str
    county: str
    to_region: str
    reference: str
    body: str


class StepRow(NamedTuple):
    id: UUID
    fact: UUID
    at: datetime
    what: str
    party: str
    body: str


Row = PartyRow | SiteRow | ProductRow | LotRow | RollRow | HoldRow | PaperRow | StepRow | PeopleRow

READS: Final[frozenset[type[AggregateEvent]]] = PEOPLE | frozenset(
    {
        Party.Registered,
        Site.Registered,
        Product.Registered,
        Lot.Harvested,
        Lot.Made,
        TraceCode.RollIssued,
        Stock.Held,
        Stock.Released,
        Shipment.Dispatched,
        Shipment.HandedOver,
        Shipment.Arrived,
        Shipment.Corrected,
        Handover.Offered,
        Handover.Accepted,
        Handover.Rejected,
        Receipt.Recorded,
        Receipt.PurchaseRefused,
        Receipt.Corrected,
        Sale.SoldWholesale,
        Sale.SoldRetail,
        Sale.Returned,
        Sale.Corrected,
    }
)


def rows_of(fact: Fact) -> list[Row]:
    """The rows that a fact of READS gives."""
    said: list[Row] = [*people_rows_of(fact)]
    return said if type(fact.event) in PEOPLE else [*said, _row(fact)]


def _row(fact: Fact) -> Row:
    at, one = fact.occurred_at, fact.event
    match one:
        case Party.Registered():
            name = "" if one.kind == "household" else one.name
            return PartyRow(one.party, one.kind, name, one.county, one.cooperative)
        case Site.Registered():
            return SiteRow(one.site, one.party, one.kind, one.name, one.county, one.town)
        case Product.Registered():
            return _product(one)
        case Lot.Harvested() | Lot.Made():
            kind = "harvested" if isinstance(one, Lot.Harvested) else "made"
            return LotRow(one.lot, at, one.fact, kind, one.product, one.party, one.site, one.county)
        case TraceCode.RollIssued():
            first, last = one.serials[0], one.serials[-1]
            return RollRow(one.product, one.roll, at, one.party, first, last, len(one.serials))
        case Stock.Held() | Stock.Released():
            return HoldRow(one.hold, isinstance(one, Stock.Released), one.lot, one.site, at, one.reason)
        case _:
            return _paper(one, at) or _step(one, at)


def _product(one: Product.Registered) -> ProductRow:
    more = _body(one, "origin_mark", "packs", "yields", "season", "keeping_days", "cap_per_mu", "demo")
    return ProductRow(
        one.product, one.name_zh, one.name_en, one.category, one.measure, one.county, one.certificate, more
    )


def _paper(one: AggregateEvent, at: datetime) -> PaperRow | None:
    match one:
        case Shipment.Dispatched():
            return PaperRow(
                "shipment",
                one.shipment,
                at,
                one.party,
                one.to_party,
                one.carrier,
                one.from_site,
                one.from_county,
                one.to_region,
                one.returns,
                _body(one),
            )
        case Handover.Offered():
            return PaperRow("handover", one.handover, at, one.party, one.to_party, "", one.site, "", "", "", _body(one))
        case Receipt.Recorded():
            return PaperRow(
                "receipt",
                one.receipt,
                at,
                one.party,
                one.from_party,
                "",
                one.site,
                one.county,
                "",
                one.reference,
                _body(one),
            )
        case Receipt.PurchaseRefused():
            return PaperRow(
                "receipt", one.receipt, at, one.party, one.from_party, "", one.site, one.county, "", "", _body(one)
            )
        case Sale.SoldWholesale():
            return PaperRow(
                "sale", one.sale, at, one.party, one.buyer, "", one.site, one.county, "", one.voucher, _body(one)
            )
        case Sale.SoldRetail():
            return PaperRow("sale", one.sale, at, one.party, "", "", one.site, one.county, "", "", _body(one))
        case _:
            return None


def _step(one: AggregateEvent, at: datetime) -> StepRow:
    match one:
        case Shipment.HandedOver():
            return StepRow(one.shipment, one.fact, at, "handed_over", one.to_party, _body(one))
        case Shipment.Arrived():
            return StepRow(one.shipment, one.fact, at, "arrived", one.party, _body(one))
        case Shipment.Corrected():
            return StepRow(one.shipment, one.fact, at, "corrected", "", _body(one))
        case Handover.Accepted():
            return StepRow(one.handover, one.fact, at, "accepted", one.to_party, _body(one))
        case Handover.Rejected():
            return StepRow(one.handover, one.fact, at, "rejected", one.party, _body(one))
        case Receipt.Corrected():
            return StepRow(one.receipt, one.fact, at, "corrected", "", _body(one))
        case Sale.Returned():
            return StepRow(one.sale, one.fact, at, "returned", one.party, _body(one))
        case Sale.Corrected():
            return StepRow(one.sale, one.fact, at, "corrected", one.party, _body(one))
        case _:
            raise TypeError(type(one))


def _body(one: object, *names: str) -> str:
    """The plain values of an event as JSON: `names`, or all that a list may show."""
    values: dict[str, Any] = {
        name: value for name, value in vars(one).items() if (name in names if names else name not in HIDDEN)
    }
    return _encode(values).decode()
