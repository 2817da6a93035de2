"""Facts of shipments as legs, and what the legs of one add up to: so much of each lot, with whom, since when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.shipment import Given, Shipment, in_hand
from domain.values import Shipped
from projections.projection import Fact


class Leg(NamedTuple):
    """A row of custody_leg."""

    shipment: UUID
    fact: UUID
    kind: str
    at: datetime
    holder: str
    teller: str
    county: str
    body: str
    position: int


class Consignment(NamedTuple):
    """A row of custody_consignment: so much of a lot on its way."""

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


LEG_TYPES = ("uuid", "uuid", "text", "timestamptz", "text", "text", "text", "text", "int8")
CONSIGNMENT_TYPES = (
    *("uuid", "text", "text", "numeric", "timestamptz", *("text",) * 9),
    *("timestamptz", "text", "timestamptz"),
)


class Heading(msgspec.Struct):
    """What a dispatch says of the whole shipment."""

    party: str
    from_site: str
    from_county: str
    to_region: str
    to_site: str
    to_county: str
    to_party: str
    purpose: str
    lines: tuple[Shipped, ...]


_encode = msgspec.json.Encoder(decimal_format="string").encode
_heading = msgspec.json.Decoder(Heading).decode
_lines = msgspec.json.Decoder(tuple[Shipped, ...]).decode


def leg(fact: Fact) -> Leg:
    """The row of one fact of a shipment."""
    event, county, body, holder, teller = fact.event, "", b"", "", ""
    match event:
        case Shipment.Dispatched():
            kind, holder, teller, county = "dispatched", event.carrier or event.party, event.party, event.from_county
            body = _encode({name: getattr(event, name) for name in Heading.__struct_fields__})
        case Shipment.HandedOver():
            kind, holder, teller, county = "handed_over", event.to_party, event.from_party, event.county
        case Shipment.Arrived():
            kind, teller, county = "arrived", event.party, event.county
        case Shipment.Corrected():
            kind, body = "corrected", _encode(event.lines)
        case _:
            raise TypeError(f"{type(event).__name__} is no fact of a shipment")
    return Leg(event.shipment, event.fact, kind, fact.occurred_at, holder, teller, county, body.decode(), fact.position)


def consigned(legs: Collection[Leg]) -> list[Consignment]:
    """What all legs of one shipment add up to; nothing while its dispatch is not known.

    What a party says that never had the goods changes nothing.
    """
    in_time = sorted(legs, key=lambda one: (one.at, one.fact))
    dispatch = next((one for one in in_time if one.kind == "dispatched"), None)
    if dispatch is None:
        return []
    heading = _heading(dispatch.body)
    in_time = _of_the_chain(in_time, dispatch, heading)
    corrections = [one for one in legs if one.kind == "corrected"]
    lines = _lines(max(corrections, key=lambda one: one.position).body) if corrections else heading.lines
    holding = [one for one in in_time if one.holder][-1]
    seen = [one for one in in_time if one.county][-1]
    arrived = next((one.at for one in in_time if one.kind == "arrived"), None)
    return [
        Consignment(
            dispatch.shipment,
            line.lot,
            line.unit,
            line.quantity,
            dispatch.at,
            heading.party,
            heading.from_site,
            heading.from_county,
            heading.to_region,
            heading.to_site,
            heading.to_county,
            heading.to_party,
            heading.purpose,
            holding.holder,
            holding.at,
            seen.county,
            arrived,
        )
        for line in lines
    ]


def _of_the_chain(legs: Collection[Leg], dispatch: Leg, heading: Heading) -> list[Leg]:
    """The legs told by who sent the goods, had them since or expects them."""
    first = {heading.party, dispatch.holder}
    given = in_hand(
        first, (Given(one.at, one.fact, one.teller, one.holder) for one in legs if one.kind == "handed_over")
    )
    passed = {one.fact for one in given}
    hands = first | {one.to_party for one in given} | {heading.to_party}
    return [
        one
        for one in legs
        if one is dispatch
        or (one.kind == "handed_over" and one.fact in passed)
        or (one.kind == "arrived" and one.teller in hands)
    ]
