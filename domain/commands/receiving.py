"""Receive goods: from a grower with proof (or refuse), from a shipment of any region, on a sales voucher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.commands.goods import Amount, Goods, Outcome, enter, leave, lines_of, once, product_of, quantity_of
from domain.errors import AlreadyRegistered, InsufficientStock, NotYours, UnitNotHere, UnknownLot
from domain.logistic_unit import LogisticUnit
from domain.receipt import Receipt
from domain.region import Desk
from domain.site import GROWING, Site
from domain.stock import Stock
from domain.values import ZERO, Line, Proof, Received


@dataclass(frozen=True, slots=True)
class Arrival:
    """One lot at the gate, as entered; `expected` is what the papers say, None when they say nothing."""

    lot: str
    accepted: Amount
    expected: Amount | None = None
    rejected: Amount | None = None
    reason: str = ""
    unit: str = ""


def receive_purchase(
    desk: Desk, *, site: str, from_party: str, from_site: str, goods: Sequence[Goods], proof: Proof, difference: str
) -> Outcome:
    """A purchaser takes over a grower's lots in the same region (收购), in one fact for both stocks.

    Online, more than the grower's stock shows is accepted only with a `difference` reason (a weighing, say): the
    grower's stock then ends at zero and the receipt keeps the difference. An observed fact takes what it says.
    Goods leave nobody else's stock by another's word alone: between other parties one offers and one accepts.

    Whoever comes to the field may buy: a grower sells to any trader, owes a cooperative nothing, and often has no phone
    to offer with; the law puts the duty on the purchaser (无证不得收购), so no relation to the grower is asked for.
    What keeps a purchase honest is that it shows: the receipt names purchaser, grower and proof, one without proof is
    listed as a discrepancy, and when goods were meant for another buyer too, one of both purchases takes more than is
    there. Online that is refused or ends as a difference; observed it overdraws the grower's stock until somebody
    accounts for it.
    """
    where = desk.own_site(site)
    giver = desk.site(from_site)
    _must_grow(desk, giver, from_party)
    desk.must_stand_well(giver.party, site=from_site, county=giver.county)
    lines: list[Received] = []
    for line in lines_of(desk, goods):
        taken = line.quantity if desk.act.observed else _there(desk, line, from_site, difference)
        if desk.load(Stock, line.lot, from_site).ledger.knows(desk.act.id, ""):
            raise AlreadyRegistered(fact=desk.act.id)
        if taken:
            leave(desk, line.lot, from_site, giver.party, taken, "handed_over")
        enter(desk, line.lot, site, where.party, line.quantity, "received")
        lines.append(Received(line.lot, accepted=line.quantity, expected=taken))
    desk.begin(Receipt, desk.act.id).receive(
        desk.act,
        kind="purchase",
        proof=proof,
        party=where.party,
        site=site,
        county=where.county,
        from_party=from_party or giver.party,
        from_region=desk.region.region,
        from_site=from_site,
        from_county=giver.county,
        reference="",
        lines=tuple(lines),
        units=(),
        difference=difference,
    )
    return {"receipt": str(desk.act.id), "lots": [line.lot for line in lines]}


def refuse_purchase(desk: Desk, *, site: str, from_party: str, lots: tuple[str, ...], reason: str) -> Outcome:
    """无证不得收购: what the purchaser sent away, and why."""
    where = desk.own_site(site)
    once(lots)
    desk.begin(Receipt, desk.act.id).refuse(
        desk.act, site=site, county=where.county, from_party=desk.party(from_party).party, lots=lots, reason=reason
    )
    return {"receipt": str(desk.act.id)}


def receive_goods(
    desk: Desk,
    *,
    site: str,
    kind: str,
    reference: str,
    from_party: str,
    from_region: str,
    from_site: str,
    from_county: str,
    arrivals: Sequence[Arrival],
    units: tuple[str, ...],
    proof: Proof,
) -> Outcome:
    """The receiver's own fact about a shipment or a voucher; differences to what was sent stay facts, never edits.

    Goods that arrive inside a unit stay packed in it. Nothing of the origin is read or written.
    """
    act = desk.act
    where = desk.own_site(site)
    once(f"{arrival.lot} {arrival.unit}" for arrival in arrivals)
    lines = tuple(_received(desk, arrival) for arrival in arrivals)
    for lot in dict.fromkeys(line.lot for line in lines):
        accepted = sum((line.accepted for line in lines if line.lot == lot), ZERO)
        if accepted:
            enter(desk, lot, site, where.party, accepted, "received")
    for unit in dict.fromkeys((*units, *(line.unit for line in lines if line.unit))):
        _receive_unit(desk, unit, site, where.party, lines)
    desk.begin(Receipt, act.id).receive(
        act,
        kind=kind,
        proof=proof,
        party=where.party,
        site=site,
        county=where.county,
        from_party=from_party,
        from_region=from_region,
        from_site=from_site,
        from_county=from_county,
        reference=reference,
        lines=lines,
        units=units,
        difference="",
    )
    return {"receipt": str(act.id), "lots": list(dict.fromkeys(line.lot for line in lines))}


def _must_grow(desk: Desk, giver: Site, from_party: str) -> None:
    if giver.kind not in GROWING:
        raise NotYours(site=giver.site)
    if from_party not in ("", giver.party, desk.party(giver.party).cooperative):
        raise NotYours(site=giver.site, party=from_party)


def _receive_unit(desk: Desk, unit: str, site: str, party: str, lines: tuple[Received, ...]) -> None:
    contents = tuple(Line(line.lot, line.accepted) for line in lines if line.unit == unit and line.accepted)
    for line in contents:
        desk.load(Stock, line.lot, site).pack(desk.act, lot=line.lot, site=site, unit=unit, quantity=line.quantity)
    known = desk.load(LogisticUnit, unit)
    if known.site not in ("", site) and not desk.act.observed:
        still_there = any(desk.load(Stock, lot, known.site).ledger.in_unit(unit) > 0 for lot in known.contents)
        if still_there:
            raise UnitNotHere(unit=unit, site=site)
    known.receive(desk.act, unit=unit, receipt=desk.act.id, site=site, party=party, contents=contents)


def _received(desk: Desk, arrival: Arrival) -> Received:
    product = product_of(arrival.lot)

    def read(amount: Amount | None) -> Decimal | None:
        return None if amount is None else quantity_of(desk, product, amount, may_be_zero=True).amount

    return Received(
        arrival.lot,
        accepted=read(arrival.accepted) or ZERO,
        expected=read(arrival.expected),
        rejected=read(arrival.rejected) or ZERO,
        reason=arrival.reason,
        unit=arrival.unit,
    )


def _there(desk: Desk, line: Line, from_site: str, difference: str) -> Decimal:
    stock = desk.load(Stock, line.lot, from_site)
    if not stock.lot:
        raise UnknownLot(lot=line.lot, site=from_site)
    if line.quantity > stock.loose and not difference:
        raise InsufficientStock(lot=line.lot, wanted=line.quantity, there=stock.loose)
    return max(ZERO, min(line.quantity, stock.loose))
