"""What is public of one fact about lots or units; everything else stays behind here."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from eventsourcing.domain import AggregateEvent

from domain.handover import Handover
from domain.logistic_unit import LogisticUnit
from domain.lot import Lot
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.transformation import Transformation
from domain.values import Received, Shipped

CORRECTED: Final = "corrected"
RECEIVED: Final = {"purchase": "purchased", "shipment": "received", "voucher": "bought"}


class Lines(msgspec.Struct, frozen=True, omit_defaults=True):
    """The lots that an activity touched; `inputs` only where lots became other lots."""

    lots: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step. `lines` None: the lots are those of the activity's other fact (a shipment's handover on the way)."""

    kind: str
    lines: Lines | None = None
    county: str = ""
    site: str = ""
    party: str = ""
    day: date | None = None
    detail: str = ""
    """Of work its kind, of packing the unit's kind, of a dispatch the mode, of a receipt the proof's kind."""
    step: str = ""
    to_county: str = ""
    region: str = ""
    """The other region: where a dispatch or a sale goes, where a receipt comes from."""
    reference: str = ""
    """The shipment or voucher that a receipt answers."""


def told(event: AggregateEvent) -> tuple[UUID, Told] | None:
    """The activity and what is public of it; None for facts that tell a buyer nothing of a lot."""
    match event:
        case Lot.Harvested():
            where = Told("harvested", Lines((event.lot,)), event.county, event.site, event.party, event.day)
            return event.fact, where
        case Lot.HarvestCorrected():
            return event.corrects, Told(CORRECTED, Lines((event.lot,) if event.quantity is not None else ()))
        case Transformation.Recorded():
            lines = _work(event)
            step = Told(event.kind, lines, event.county, event.site, event.party, step=event.step)
            return event.transformation, step
        case Transformation.Corrected():
            return event.transformation, Told(CORRECTED, _work(event))
        case Receipt.Event():
            return _receipt(event)
        case Handover.Accepted():
            lines = _accepted(event.lines)
            return event.handover, Told("taken_over", lines, event.county, event.to_site, event.to_party)
        case LogisticUnit.Packed() | LogisticUnit.Unpacked() if event.contents:
            packed = isinstance(event, LogisticUnit.Packed)
            lines = Lines(tuple(line.lot for line in event.contents))
            kind, unit = ("packed", event.kind) if packed else ("unpacked", "")
            return event.fact, Told(kind, lines, site=event.site, party=event.party, detail=unit)
        case Shipment.Event():
            return _shipment(event)
        case Sale.Event():
            return _sale(event)
        case _:
            return None


def _work(event: Transformation.Event) -> Lines:
    return Lines(tuple(output.lot for output in event.outputs), tuple(line.lot for line in event.inputs))


def _receipt(event: Receipt.Event) -> tuple[UUID, Told] | None:
    match event:
        case Receipt.Recorded():
            step = Told(
                RECEIVED[event.kind],
                _accepted(event.lines),
                event.county,
                event.site,
                event.party,
                detail=event.proof.kind,
                region=event.from_region,
                reference=event.reference,
            )
            return event.receipt, step
        case Receipt.Corrected():
            return event.receipt, Told(CORRECTED, _accepted(event.lines))
        case _:  # a refused purchase is between the two
            return None


def _shipment(event: Shipment.Event) -> tuple[UUID, Told] | None:
    match event:
        case Shipment.Dispatched():
            step = Told(
                "sent_back" if event.purpose == "return" else "dispatched",
                _shipped(event.lines),
                event.from_county,
                event.from_site,
                event.party,
                detail=event.mode,
                to_county=event.to_county,
                region=event.to_region,
            )
            return event.shipment, step
        case Shipment.HandedOver():
            return event.shipment, Told("handed_over", county=event.county, party=event.to_party)
        case Shipment.Arrived():
            return event.shipment, Told("arrived", county=event.county, site=event.site, party=event.party)
        case Shipment.Corrected():
            return event.corrects, Told(CORRECTED, _shipped(event.lines))
        case _:
            return None


def _sale(event: Sale.Event) -> tuple[UUID, Told] | None:
    """Where and that it was sold; never to whom, how much or for how much."""
    lines = _shipped(event.lines)
    match event:
        case Sale.SoldWholesale():
            kind = "sold_wholesale"
            return event.sale, Told(kind, lines, event.county, event.site, event.party, region=event.buyer_region)
        case Sale.SoldRetail():
            return event.sale, Told("sold_retail", lines, event.county, event.site, event.party)
        case Sale.Corrected():
            return event.sale, Told(CORRECTED, lines)
        case _:  # what a buyer brought back is the seller's matter
            return None


def _accepted(lines: tuple[Received, ...]) -> Lines:
    return Lines(tuple(dict.fromkeys(line.lot for line in lines if line.accepted)))


def _shipped(lines: tuple[Shipped, ...]) -> Lines:
    return Lines(tuple(dict.fromkeys(line.lot for line in lines)))
