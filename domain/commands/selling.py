"""Sell wholesale with a voucher, sell retail, take goods back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from domain.commands.goods import Goods, Outcome, enter, leave, lines_in_units
from domain.region import Desk
from domain.sale import Sale
from domain.values import Shipped


def sell_wholesale(
    desk: Desk, *, site: str, goods: Sequence[Goods], voucher: str, buyer: str, buyer_region: str, vault: str
) -> Outcome:
    """`buyer` is a registered party's PGLN, or empty with the buyer's name in the vault.

    A voucher number is made from the command id where none is given.
    """
    where = desk.own_site(site)
    lines = _sold(desk, site, where.party, goods)
    voucher = voucher or f"XS{desk.act.id.hex[:8].upper()}{desk.act.id.hex[-6:].upper()}"
    desk.begin(Sale, desk.act.id).sell_wholesale(
        desk.act,
        site=site,
        county=where.county,
        lines=lines,
        voucher=voucher,
        buyer=buyer,
        buyer_region=buyer_region,
        vault=vault,
    )
    return {"sale": str(desk.act.id), "voucher": voucher}


def sell_retail(desk: Desk, *, site: str, goods: Sequence[Goods]) -> Outcome:
    where = desk.own_site(site)
    lines = _sold(desk, site, where.party, goods)
    desk.begin(Sale, desk.act.id).sell_retail(desk.act, site=site, county=where.county, lines=lines)
    return {"sale": str(desk.act.id)}


def return_sale(desk: Desk, *, sale: UUID, site: str, goods: Sequence[Goods], reason: str, restocked: bool) -> Outcome:
    """Brought back by a buyer to whoever sold it; on the shelf again only when `restocked`."""
    where = desk.own_site(site)
    lines = lines_in_units(desk, goods)
    sold = desk.load(Sale, sale)
    if sold.site:
        desk.own_site(sold.site)
    sold.take_back(desk.act, sale=sale, site=site, lines=lines, reason=reason, restocked=restocked)
    if restocked:
        for line in lines:
            enter(desk, line.lot, site, where.party, line.quantity, "returned")
    return {"sale": str(sale)}


def _sold(desk: Desk, site: str, party: str, goods: Sequence[Goods]) -> tuple[Shipped, ...]:
    lines = lines_in_units(desk, goods)
    for line in lines:
        leave(desk, line.lot, site, party, line.quantity, "sold", unit=line.unit)
    return lines
