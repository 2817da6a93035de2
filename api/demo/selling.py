"""At the market: wholesale with vouchers, shops that take over and sell, holds, counts, returns, and what spoils."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from api.demo.carrying import amount
from api.demo.cast import Business
from api.demo.day import Day, Share
from api.demo.plan import ONLINE, How, Personal
from api.demo.working import total
from domain import commands
from domain.commands.goods import Amount, Goods
from domain.commands.receiving import Arrival
from domain.values import Proof

SIMA_JIN: Final = Decimal("0.60478982")


def sell(day: Day, stall: Business, shares: list[Share]) -> None:
    """Over two or three days; shops of the same city buy, or somebody whose name is in the vault."""
    if not shares:
        return
    _hold(day, stall, shares[0])
    if day.wish.held == "kept":
        shares = [share for share in shares if share.lot != day.lots["held"]]
    if "overdraft" in day.wish.troubles:
        _overdraw(day, stall, [share for share in shares if share.lot == shares[0].lot])
    for share in shares:
        day.pass_minutes(15, 90)
        left = _unpack(day, stall, share)
        part = _rounded(day, left.quantity * day.chance.between("0.7", "1.0"))
        if part:
            _sell_wholesale(day, stall, left, part)


def _sell_wholesale(day: Day, stall: Business, share: Share, quantity: Decimal) -> None:
    shop = day.chance.pick(day.cast.shops[stall.region])
    known = day.chance.happens(0.75)
    voucher = f"XS{day.at:%y%m%d}{day.chance.digits(6)}"
    stranger = {"name": f"散客{day.chance.digits(5)}", "phone": f"120{day.chance.digits(8)}"}
    sale = day.plan.tell(
        stall.region,
        stall.party,
        day.at,
        commands.sell_wholesale,
        How(personal=None if known else Personal("vault", "buyer of {command}", stranger)),
        site=stall.site,
        goods=[Goods(share.lot, amount(day, quantity), share.unit)],
        voucher=voucher,
        buyer=shop.party if known else "",
        buyer_region=shop.region if known else "",
        vault="",
    )
    if known:
        _keep_shop(day, stall, shop, Share(share.lot, quantity), voucher)
    if day.chance.happens(0.02):
        _bring_back(day, stall, share, quantity, sale)


def _keep_shop(day: Day, stall: Business, shop: Business, share: Share, voucher: str) -> None:
    """The shop takes the goods over with the voucher and sells them; what does not keep is destroyed."""
    at = day.at + day.chance.minutes(120, 420)
    taken = amount(day, share.quantity)
    day.plan.tell(
        shop.region,
        shop.party,
        at,
        commands.receive_goods,
        site=shop.site,
        kind="voucher",
        reference=voucher,
        from_party=stall.party,
        from_region=stall.region,
        from_site=stall.site,
        from_county=stall.county,
        arrivals=[Arrival(share.lot, accepted=taken, expected=taken)],
        units=(),
        proof=Proof("certificate_number", voucher),
    )
    sold = _rounded(day, share.quantity * day.chance.between("0.6", "0.95"))
    at += day.chance.minutes(600, 1800)
    if sold:
        _sell_retail(day, shop, share.lot, sold, at)
    rest = share.quantity - sold
    if rest and day.chance.happens(0.12):
        at += day.chance.minutes(1400, 2800)
        day.plan.tell(
            shop.region,
            shop.party,
            at,
            commands.destroy_stock,
            lot=share.lot,
            site=shop.site,
            amount=amount(day, rest),
            unit="",
            reason="spoiled",
        )
    elif rest and "count_variance" in day.wish.troubles and not day.planted("count_variance"):
        _count(day, shop, Share(share.lot, rest), at + day.chance.minutes(600, 900))


def _sell_retail(day: Day, shop: Business, lot: str, quantity: Decimal, at: datetime) -> None:
    """Over the counter; in Hong Kong by the catty."""
    counted = amount(day, quantity)
    if shop.region == "elsewhere" and day.crop.measure == "kg":
        counted = Amount(f"{(quantity / SIMA_JIN).quantize(Decimal('0.1'), 'ROUND_DOWN')}", "sima_jin")
    day.plan.tell(shop.region, shop.party, at, commands.sell_retail, site=shop.site, goods=[Goods(lot, counted)])


def _unpack(day: Day, stall: Business, share: Share) -> Share:
    """Some pallets are taken apart; others are sold as they stand."""
    if not share.unit or day.chance.happens(0.7):
        return share
    goods = [Goods(share.lot, amount(day, share.quantity))]
    day.plan.tell(
        stall.region,
        stall.party,
        day.at,
        commands.unpack_unit,
        unit=share.unit,
        site=stall.site,
        goods=goods,
        units=(),
    )
    day.pass_minutes(5, 20)
    return Share(share.lot, share.quantity)


def _hold(day: Day, stall: Business, share: Share) -> None:
    """After a rapid test the stall or an inspector holds the goods; a laboratory's test frees them, or not yet."""
    if not day.wish.held:
        return
    day.pass_minutes(10, 30)
    kept = day.wish.held == "kept"
    hold = day.plan.tell(
        stall.region,
        day.cast.authorities[stall.region] if kept else stall.party,
        day.at,
        commands.hold_stock,
        How(role="inspector") if kept else ONLINE,
        lot=share.lot,
        site=stall.site,
        reason="rapid_test_positive",
    )
    day.lots["held"] = share.lot
    if not kept:
        day.pass_minutes(1500, 2400)
        day.plan.tell(
            stall.region,
            stall.party,
            day.at,
            commands.release_stock,
            lot=share.lot,
            site=stall.site,
            hold=hold,
            reason="retest_negative",
        )


def _bring_back(day: Day, stall: Business, share: Share, sold: Decimal, sale: UUID) -> None:
    back = _rounded(day, sold * Decimal("0.1"))
    if back:
        day.plan.tell(
            stall.region,
            stall.party,
            day.at + day.chance.minutes(30, 90),
            commands.return_sale,
            sale=sale,
            site=stall.site,
            goods=[Goods(share.lot, amount(day, back))],
            reason="unripe",
            restocked=True,
        )


def _overdraw(day: Day, stall: Business, shares: list[Share]) -> None:
    """A phone without signal sells a whole lot that others sell as well."""
    lot = shares[0].lot
    day.pass_minutes(10, 20)
    command = day.plan.tell(
        stall.region,
        stall.party,
        day.at,
        commands.sell_retail,
        How(offline=True, arrives=day.at + day.chance.minutes(2900, 4300)),
        site=stall.site,
        goods=[Goods(lot, amount(day, total(shares)))],
    )
    resolved = "resolved" in day.wish.troubles
    day.plan.plant("overdraft", stall.region, command, lot=lot, site=stall.site)
    if resolved:
        day.plan.tell(
            stall.region,
            stall.party,
            day.at + day.chance.minutes(5800, 7200),
            commands.resolve_overdraft,
            lot=lot,
            site=stall.site,
            reason="sold_from_another_lot",
        )


def _count(day: Day, shop: Business, there: Share, at: datetime) -> None:
    """盘点 finds less than the book says."""
    found = (there.quantity * Decimal("0.8")).quantize(Decimal("0.5"))
    command = day.plan.tell(
        shop.region,
        shop.party,
        at,
        commands.count_stock,
        lot=there.lot,
        site=shop.site,
        amount=amount(day, found),
    )
    day.plan.plant("count_variance", shop.region, command, lot=there.lot, site=shop.site)


def _rounded(day: Day, quantity: Decimal) -> Decimal:
    """Down to half a kilogram, or a whole bird."""
    step = Decimal("0.5") if day.crop.measure == "kg" else Decimal(1)
    return quantity // step * step
