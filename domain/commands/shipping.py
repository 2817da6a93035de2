"""Dispatch, hand over on the way, arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.commands.goods import Goods, Outcome, leave, lines_of
from domain.errors import ContentsMissing, NothingToDo, UnknownUnit
from domain.logistic_unit import LogisticUnit
from domain.region import Desk
from domain.shipment import Shipment
from domain.values import Shipped


@dataclass(frozen=True, slots=True)
class Destination:
    """Where goods go: a region, a site there (its GLN), its county and the party that expects them."""

    region: str
    site: str
    county: str
    party: str


def dispatch_shipment(
    desk: Desk,
    *,
    site: str,
    to: Destination,
    carrier: str,
    mode: str,
    purpose: str,
    returns: str,
    goods: Sequence[Goods],
    units: Mapping[str, Sequence[Goods]],
    seal: str,
    vehicle: str,
) -> Outcome:
    """Loose goods and whole units leave the site's stock and are with the carrier until the receiver says more.

    `units` maps an SSCC to its contents as the sender saw them; empty: what is known of the unit here (online only).
    """
    act = desk.act
    where = desk.own_site(site)
    lines = [Shipped(line.lot, line.quantity) for line in (lines_of(desk, goods) if goods else ())]
    aboard: list[str] = []
    for unit, contents in units.items():
        if unit not in aboard:
            lines += _load(desk, unit, contents, site, aboard)
    if not lines:
        raise NothingToDo()
    for line in lines:
        leave(desk, line.lot, site, where.party, line.quantity, "dispatched", unit=line.unit)
    for unit in aboard:
        desk.load(LogisticUnit, unit).dispatch(act, unit=unit, shipment=act.id, site=site, party=carrier or where.party)
    desk.begin(Shipment, act.id).dispatch(
        act,
        party=where.party,
        from_site=site,
        from_county=where.county,
        to_region=to.region,
        to_site=to.site,
        to_county=to.county,
        to_party=to.party,
        carrier=carrier,
        mode=mode,
        purpose=purpose,
        returns=returns,
        lines=tuple(lines),
        units=tuple(aboard),
        seal=seal,
        vehicle=vehicle,
    )
    return {
        "shipment": str(act.id),
        "lines": [{"lot": x.lot, "quantity": str(x.quantity), "unit": x.unit} for x in lines],
    }


def hand_over_shipment(desk: Desk, *, shipment: UUID, to_party: str, county: str, seal: str) -> Outcome:
    """The one who has it gives it to a carrier, who confirms by being named in their own arrival."""
    desk.must_stand_well(county=county)
    desk.load(Shipment, shipment).hand_over(
        desk.act, shipment=shipment, to_party=desk.party(to_party).party, county=county, seal=seal
    )
    return {"shipment": str(shipment)}


def arrive_shipment(desk: Desk, *, shipment: UUID, site: str, county: str, seal: str) -> Outcome:
    desk.must_stand_well(site=site, county=county)
    desk.load(Shipment, shipment).arrive(desk.act, shipment=shipment, site=site, county=county, seal=seal)
    return {"shipment": str(shipment)}


def _load(desk: Desk, unit: str, given: Sequence[Goods], site: str, aboard: list[str]) -> list[Shipped]:
    """The lots in a unit and in the units inside it; `aboard` gathers the units.

    An observed fact must say itself what the unit held, since what is known of it here depends on who synced first.
    """
    known = desk.load(LogisticUnit, unit)
    if known.unit:
        known.must_be_at(desk.act, site)
    aboard.append(unit)
    if given:
        return [Shipped(line.lot, line.quantity, unit) for line in lines_of(desk, given)]
    if desk.act.observed:
        raise ContentsMissing(unit=unit)
    if not known.unit:
        raise UnknownUnit(unit=unit)
    lines = [Shipped(lot, quantity, unit) for lot, quantity in sorted(known.contents.items())]
    for inner in sorted(known.units):
        if inner not in aboard:
            lines += _load(desk, inner, (), site, aboard)
    return lines
