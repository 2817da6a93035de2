"""Keep stock: count, destroy, hold, release, resolve an overdraft."""

from __future__ import annotations

from uuid import UUID

from domain.commands.goods import Amount, Outcome, leave, product_of, quantity_of
from domain.errors import UnknownLot
from domain.region import Desk
from domain.stock import Stock
from domain.values import Keeping

HOLDING = frozenset({"inspector", "regulator"})
"""Officials who hold what is another's: of agriculture, and of markets."""


def count_stock(desk: Desk, *, lot: str, site: str, amount: Amount) -> Outcome:
    """盘点: what is really there, absolute. Held stock is counted too."""
    where = desk.own_site(site, suspended_too=True)
    quantity = quantity_of(desk, product_of(lot), amount, may_be_zero=True)
    stock = desk.load(Stock, lot, site)
    before = stock.on_hand
    stock.count(desk.act, Keeping(lot, site, where.party, product_of(lot)), quantity.amount)
    return {"lot": lot, "site": site, "on_hand": str(stock.on_hand), "variance": str(stock.on_hand - before)}


def destroy_stock(desk: Desk, *, lot: str, site: str, amount: Amount, unit: str, reason: str) -> Outcome:
    """无害化处理/销毁; allowed on held stock (R11)."""
    where = desk.own_site(site, suspended_too=True)
    quantity = quantity_of(desk, product_of(lot), amount)
    stock = leave(desk, lot, site, where.party, quantity.amount, "destroyed", unit=unit, reason=reason)
    return {"lot": lot, "site": site, "on_hand": str(stock.on_hand)}


def hold_stock(desk: Desk, *, lot: str, site: str, reason: str) -> Outcome:
    """暂停销售, by whoever owns the stock, an inspector or a regulator."""
    _may_hold(desk, site, suspended_too=True)
    stock = _known(desk, lot, site)
    stock.hold(desk.act, reason=reason)
    return {"hold": str(desk.act.id), "lot": lot, "site": site}


def release_stock(desk: Desk, *, lot: str, site: str, hold: UUID, reason: str) -> Outcome:
    _may_hold(desk, site)
    stock = _known(desk, lot, site)
    stock.release(desk.act, hold=hold, reason=reason)
    return {"hold": str(hold), "lot": lot, "site": site, "held": stock.held}


def resolve_overdraft(desk: Desk, *, lot: str, site: str, reason: str) -> Outcome:
    """A person accounts for what never arrived; the reason stands beside it."""
    desk.own_site(site)
    stock = _known(desk, lot, site)
    stock.resolve_overdraft(desk.act, reason=reason)
    return {"lot": lot, "site": site, "on_hand": str(stock.on_hand)}


def _may_hold(desk: Desk, site: str, *, suspended_too: bool = False) -> None:
    if desk.act.role in HOLDING:
        desk.site(site)
    else:
        desk.own_site(site, suspended_too=suspended_too)


def _known(desk: Desk, lot: str, site: str) -> Stock:
    stock = desk.load(Stock, lot, site)
    if not stock.lot:
        raise UnknownLot(lot=lot, site=site)
    return stock
