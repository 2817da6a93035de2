"""Shipments: dispatched, handed over on the way, arrived."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from api.auth import Member
from api.command import Call, CommandBody, command
from api.fields import Body, CountyCode, Number, PartyId, RegionName, SiteId, Text, UnitId, distinct, whole
from api.routes.hiding import hidden
from api.routes.units import LooseGoods
from domain import commands
from domain.commands.goods import Outcome
from domain.commands.shipping import Destination
from domain.shipment import Shipment


class DestinationBody(Body):
    """A site of any region, and the party that expects the goods."""

    region: RegionName
    site: SiteId
    county: CountyCode
    party: PartyId

    def read(self) -> Destination:
        return Destination(self.region, self.site, self.county, self.party)


class UnitAboard(Body):
    """A whole unit; `contents` as the sender saw them, or what is known of it."""

    unit: UnitId
    contents: LooseGoods = ()


def _each_once(units: tuple[UnitAboard, ...]) -> tuple[UnitAboard, ...]:
    distinct(tuple(one.unit for one in units))
    return units


class VehicleBody(Body):
    """Plate and driver; kept in the vault."""

    plate: Text
    driver: Text | None = None
    phone: Text | None = None


class Dispatch(CommandBody):
    """Loose goods and whole units that leave for a site of any region."""

    PERSONAL: ClassVar[bool] = True

    site: SiteId
    to: DestinationBody
    carrier: PartyId | None = None
    mode: Literal["road", "rail", "sea", "air", "hand"] = "road"
    purpose: Literal["sale", "transfer", "return"] = "sale"
    returns: Annotated[UUID | None, Field(description="The shipment or sale that goes back")] = None
    goods: LooseGoods = ()
    units: Annotated[tuple[UnitAboard, ...], Field(max_length=500), AfterValidator(_each_once)] = ()
    seal: Number | None = None
    vehicle: VehicleBody | None = None


class ShipmentHandover(CommandBody):
    """To the next carrier, on the way."""

    to_party: PartyId
    county: CountyCode
    seal: Number | None = None


class ShipmentArrival(CommandBody):
    """At the gate; what is accepted is the receiver's receipt."""

    site: SiteId
    county: CountyCode
    seal: Number | None = None


@command("/shipments", Member)
def dispatch_shipment(call: Call, body: Dispatch) -> Outcome:
    """Dispatch goods to a site of any region."""
    call.must_be_region(body.to.region)
    vehicle = body.vehicle.model_dump() if body.vehicle else {}
    return commands.dispatch_shipment(
        call.desk,
        site=body.site,
        to=body.to.read(),
        carrier=body.carrier or "",
        mode=body.mode,
        purpose=body.purpose,
        returns=str(body.returns or ""),
        goods=whole(body.goods),
        units={one.unit: whole(one.contents) for one in body.units},
        seal=body.seal or "",
        vehicle=call.keep(f"driver of {call.desk.act.id}", **vehicle),
    )


@command("/shipments/{shipment}/handovers", Member)
def hand_over_shipment(call: Call, body: ShipmentHandover, shipment: UUID) -> Outcome:
    """Hand a shipment over to the next carrier."""
    with hidden(call, Shipment, shipment):
        return commands.hand_over_shipment(
            call.desk, shipment=shipment, to_party=body.to_party, county=body.county, seal=body.seal or ""
        )


@command("/shipments/{shipment}/arrivals", Member)
def arrive_shipment(call: Call, body: ShipmentArrival, shipment: UUID) -> Outcome:
    """A shipment arrives at a gate. In the region that it was dispatched from."""
    with hidden(call, Shipment, shipment):
        return commands.arrive_shipment(
            call.desk, shipment=shipment, site=body.site, county=body.county, seal=body.seal or ""
        )
