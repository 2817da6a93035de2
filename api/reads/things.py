"""One thing at a time, as it stands this moment: a logistic unit, a label."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Holder
from api.errors import NotRecorded
from api.fields import ProductId, UnitId
from api.looks.cases import Asking
from api.looks.recording import record_look
from api.policy import can
from api.policy.chain import Unit as UnitSeen
from api.policy.eyes import eyes_of
from api.policy.labels import Roll
from api.reads.paging import answer, region_of, regions_of
from domain.commands.labelling import roll_of
from domain.logistic_unit import LogisticUnit
from domain.party import Party
from domain.region import Region
from domain.shipment import Shipment
from domain.site import Site
from domain.trace_code import TraceCode
from projections.reach.rolls import counties_of

router = APIRouter(prefix="/v1/{region}", tags=["things"])


class Contents(BaseModel):
    """So much of one lot, in its base measure."""

    lot: str
    quantity: str


class Unit(BaseModel):
    """What is in a unit and where it is; `site` empty: on its way."""

    unit: str
    party: str
    site: str
    parent: str
    contents: list[Contents]
    units: list[str]


class Label(BaseModel):
    """`lot` empty: not bound yet."""

    product: str
    serial: str
    lot: str
    voided: bool


@router.get("/units/{sscc}", operation_id="read_unit", response_model=Unit)
async def read_unit(request: Request, region: str, sscc: UnitId, actor: Holder, asking: Asking) -> Response:
    """A logistic unit, for whoever has, sent or awaits it and for officials of the place where it lies or left."""
    here = regions_of(request)[region_of(request, region)]
    here.forget([LogisticUnit.stream_id(sscc)])
    found = await run_in_threadpool(here.find, LogisticUnit, sscc, to_tell=False)
    whose = found and await run_in_threadpool(_whose, here, found)
    if found is None or not whose or not can(asking.about(found.contents), "read", whose):
        raise NotRecorded(unit=sscc)
    await record_look(
        regions_of(request), asking.investigating, "unit", ((party, f"00/{sscc}") for party in whose.parties)
    )
    return answer(
        {
            "unit": sscc,
            "party": found.party,
            "site": found.site,
            "parent": found.parent,
            "contents": [{"lot": lot, "quantity": quantity} for lot, quantity in sorted(found.contents.items())],
            "units": sorted(found.units),
        }
    )


@router.get("/labels/{serial}", operation_id="read_label", response_model=Label)
async def read_label(
    request: Request, region: str, serial: str, product: ProductId, actor: Holder, asking: Asking
) -> Response:
    """A label of a roll, for the party that was issued it and for officials of where that has places."""
    here = regions_of(request)[region_of(request, region)]
    here.forget([TraceCode.stream_id(product, roll_of(serial))])
    roll = await run_in_threadpool(here.find, TraceCode, product, roll_of(serial), to_tell=False)
    if roll is None or serial not in roll.serials:
        raise NotRecorded(product=product, serial=serial[:40])
    async with regions_of(request).datastore.reading(eyes_of(actor)) as conn:
        counties = await counties_of(conn, here.region, roll.party) if actor.official else frozenset[str]()
    lot = roll.bound[serial][2] if serial in roll.bound else ""
    if not can(asking.about([lot]), "read", Roll(roll.party, counties)):
        raise NotRecorded(product=product, serial=serial[:40])
    await record_look(regions_of(request), asking.investigating, "label", [(roll.party, f"01/{product}/21/{serial}")])
    return answer({"product": product, "serial": serial, "lot": lot, "voided": serial in roll.voided})


def _whose(region: Region, unit: LogisticUnit) -> UnitSeen:
    """The unit's hands, and of the shipments that took it along those that sent, carried and await it."""
    parties, places = {unit.party}, {unit.site}
    for sighting in unit.sightings:
        if sighting.kind == "dispatched":
            region.forget([Shipment.stream_id(sighting.fact)])
            shipment = region.find(Shipment, sighting.fact, to_tell=False)
            parties |= {*shipment.hands, shipment.to_party} if shipment else set()
            places.add(sighting.site)
    known = [region.find(Party, party, to_tell=False) for party in parties if party]
    sites = [region.find(Site, site, to_tell=False) for site in places if site]
    return UnitSeen(
        parties - {""},
        {site.county for site in sites if site},
        {party.cooperative for party in known if party and party.cooperative},
    )
