"""Correct a fact: its whole values anew, or none (it did not happen).

Identity (product, lot, site, party) is never corrected, but voided and recorded anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from domain.commands.goods import Amount, Goods, Outcome, product_of, quantity_of
from domain.commands.transforming import judge_each
from domain.errors import NothingToDo, RepeatedLot, UnknownFact
from domain.lot import Lot
from domain.receipt import Receipt
from domain.region import Desk
from domain.sale import Sale
from domain.shipment import Shipment
from domain.stock import Stock
from domain.transformation import Transformation
from domain.values import ZERO, Line, Output, Received, Shipped


def correct_harvest(desk: Desk, *, fact: UUID, lot: str, site: str, amount: Amount | None, reason: str) -> Outcome:
    desk.own_site(site)
    origin = desk.load(Lot, lot)
    if origin.origin:
        desk.must_act_for(origin.origin[0])
    if fact not in origin.harvests and not desk.act.observed:
        raise UnknownFact(fact=fact, lot=lot)
    quantity = amount and quantity_of(desk, product_of(lot), amount)
    origin.correct_harvest(desk.act, corrects=fact, quantity=quantity, reason=reason)
    return _moved(desk, fact, Moved(lot), site, quantity.amount if quantity else None, reason)


def correct_movement(desk: Desk, *, fact: UUID, lot: str, site: str, amount: Amount | None, reason: str) -> Outcome:
    """A count or a destruction; what is half of another fact is corrected with that whole fact."""
    desk.own_site(site)
    stock = desk.load(Stock, lot, site)
    if fact not in stock.kept and (not desk.act.observed or stock.ledger.knows(fact, "")):
        raise UnknownFact(fact=fact, lot=lot)
    quantity = quantity_of(desk, product_of(lot), amount, may_be_zero=True).amount if amount else None
    return _moved(desk, fact, Moved(lot), site, quantity, reason)


def correct_transformation(
    desk: Desk, *, fact: UUID, inputs: Sequence[Goods], outputs: Sequence[Goods], waste: Amount | None, reason: str
) -> Outcome:
    """Same lots, other quantities; or nothing at all. The new quantities balance as those of new work must (R4)."""
    work = desk.load(Transformation, fact)
    site = _site_of(desk, work.site, fact)
    if not work.inputs:
        raise UnknownFact(fact=fact)
    if bool(inputs) != bool(outputs):
        raise NothingToDo(fact=fact)
    went_in, came_out = [Moved(line.lot) for line in work.inputs], [Moved(output.lot) for output in work.outputs]
    was = went_in + came_out
    now = _anew(desk, inputs, went_in, fact) | _anew(desk, outputs, came_out, fact)
    wasted = quantity_of(desk, product_of(was[0].lot), waste, may_be_zero=True).amount if waste else ZERO
    new_inputs = tuple(Line(one.lot, now[Moved(one.lot)]) for one in inputs)
    new_outputs = tuple(Output(one.lot, product_of(one.lot), now[Moved(one.lot)]) for one in outputs)
    if not desk.act.observed:
        judge_each(desk, work.step, new_inputs, new_outputs)
    work.correct(desk.act, fact=fact, inputs=new_inputs, outputs=new_outputs, waste=wasted, reason=reason)
    return _all_moved(desk, fact, was, site, now, reason)


def correct_receipt(desk: Desk, *, fact: UUID, goods: Sequence[Goods], reason: str) -> Outcome:
    """What was accepted, anew; of a purchase the giver's stock follows."""
    receipt = desk.load(Receipt, fact)
    site = _site_of(desk, receipt.site, fact)
    was = [Moved(lot) for lot in dict.fromkeys(line.lot for line in receipt.lines)]
    now = _anew(desk, goods, was, fact)
    lines = tuple(
        Received(line.lot, now[Moved(line.lot)], line.expected, line.rejected, line.reason, line.unit)
        for line in receipt.lines
        if Moved(line.lot) in now
    )
    if receipt.kind == "purchase":
        _all_moved(desk, fact, was, receipt.from_site, now, reason)
    receipt.correct(desk.act, receipt=fact, lines=lines, reason=reason)
    return _all_moved(desk, fact, was, site, now, reason)


def correct_sale(desk: Desk, *, fact: UUID, goods: Sequence[Goods], reason: str) -> Outcome:
    sale = desk.load(Sale, fact)
    site = _site_of(desk, sale.site, fact)
    was = [Moved(line.lot, line.unit) for line in sale.lines]
    now = _anew(desk, goods, was, fact)
    lines = tuple(Shipped(moved.lot, quantity, moved.unit) for moved, quantity in now.items())
    sale.correct(desk.act, sale=fact, lines=lines, reason=reason)
    return _all_moved(desk, fact, was, site, now, reason)


def correct_dispatch(desk: Desk, *, fact: UUID, goods: Sequence[Goods], reason: str) -> Outcome:
    shipment = desk.load(Shipment, fact)
    site = _site_of(desk, shipment.from_site, fact)
    was = [Moved(line.lot, line.unit) for line in shipment.lines]
    now = _anew(desk, goods, was, fact)
    lines = tuple(Shipped(moved.lot, quantity, moved.unit) for moved, quantity in now.items())
    shipment.correct(desk.act, corrects=fact, lines=lines, reason=reason)
    return _all_moved(desk, fact, was, site, now, reason)


class Moved(NamedTuple):
    """What one line of a fact moved: a lot, out of a unit or loose."""

    lot: str
    unit: str = ""


def _site_of(desk: Desk, site: str, fact: UUID) -> str:
    if not site:
        raise UnknownFact(fact=fact)
    return desk.own_site(site).site


def _anew(desk: Desk, goods: Sequence[Goods], was: Sequence[Moved], fact: UUID) -> dict[Moved, Decimal]:
    """The new quantities, of nothing but what the fact moved."""
    now = {Moved(one.lot, one.unit): quantity_of(desk, product_of(one.lot), one.amount).amount for one in goods}
    if len(now) < len(goods):
        raise RepeatedLot(lots=[one.lot for one in goods])
    strange = sorted(now.keys() - set(was))
    if strange:
        raise UnknownFact(fact=fact, lots=[moved.lot for moved in strange])
    return now


def _moved(desk: Desk, fact: UUID, moved: Moved, site: str, quantity: Decimal | None, reason: str) -> Outcome:
    stock = desk.load(Stock, moved.lot, site)
    stock.correct(desk.act, corrects=fact, unit=moved.unit, quantity=quantity, reason=reason)
    return {"corrects": str(fact), "lot": moved.lot, "on_hand": str(stock.on_hand)}


def _all_moved(
    desk: Desk, fact: UUID, was: Sequence[Moved], site: str, now: dict[Moved, Decimal], reason: str
) -> Outcome:
    for moved in was:
        _moved(desk, fact, moved, site, now.get(moved), reason)
    return {"corrects": str(fact)}
