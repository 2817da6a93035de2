"""Record a harvest."""

from __future__ import annotations

from datetime import date

from domain.act import SHANGHAI
from domain.commands.goods import Amount, Outcome, enter, product_of, quantity_of
from domain.lot import Lot
from domain.lot_code import RANDOM_BITS, mint_lot_code
from domain.region import Desk


def record_harvest(desk: Desk, *, lot: str, site: str, amount: Amount) -> Outcome:
    """Produce of one site and day enters its lot and the site's stock.

    A code that another harvest has already is not refused (D4): this one is recorded under a code made from its
    command id, and flagged. Baskets of the same party, site and day add up in one lot.
    """
    act = desk.act
    where = desk.own_site(site)
    product = product_of(lot)
    quantity = quantity_of(desk, product, amount)
    day = act.at.astimezone(SHANGHAI).date()
    origin = desk.begin(Lot, lot)
    if origin.clashes(where.party, site, day):
        wanted, lot = lot, _own_lot(product, day, act.id.int)
        origin = desk.load(Lot, lot)
        origin.collide(act, wanted=wanted, lot=lot)
    origin.harvest(
        act, lot=lot, product=product, party=where.party, site=site, county=where.county, day=day, quantity=quantity
    )
    stock = enter(desk, lot, site, where.party, quantity.amount, "harvested")
    return {"lot": lot, "quantity": str(quantity.amount), "unit": quantity.unit, "on_hand": str(stock.on_hand)}


def _own_lot(product: str, day: date, command: int) -> str:
    return f"01/{product}/10/{mint_lot_code(day, command & ((1 << RANDOM_BITS) - 1))}"
