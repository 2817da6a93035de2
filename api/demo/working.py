"""At the packhouse: mixing, grading, cooling, drying, milling, peeling, bagging; what goes in comes out or is waste."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from api.demo.crops import Made, Work
from api.demo.day import Day, Share
from api.demo.plan import How, kg
from domain import commands
from domain.commands.goods import Goods
from domain.values import ZERO

GRAM: Final = Decimal("0.001")


def work(day: Day, gathered: list[Share]) -> list[Share]:
    """From what was gathered to what is ready to be packed."""
    if not gathered:
        return []
    crop, lots = day.crop, gathered
    if len(lots) > 1 and crop.graded and (day.wish.merged or day.chance.happens(0.25)):
        day.pass_minutes(20, 50)
        lots = _transform(day, "merge", "", lots, [total(lots)], ZERO)
        day.lots["mixed"] = lots[0].lot
    if crop.graded:
        lots = _grade(day, lots)
        day.lots["graded"] = lots[0].lot
    if crop.treat:
        lots = [_process(day, crop.treat, [lot], crop.product, ZERO) for lot in lots]
        day.lots["treated"] = lots[0].lot
    if crop.made and (day.wish.made or day.chance.happens(crop.made.share)):
        lots = _make(day, crop.made, lots)
    return lots


def total(shares: list[Share]) -> Decimal:
    return sum((share.quantity for share in shares), ZERO)


def _grade(day: Day, lots: list[Share]) -> list[Share]:
    """First and second grade of everything that came in, and culls."""
    day.pass_minutes(30, 80)
    came = total(lots)
    waste = (came * day.chance.between("0.005", "0.035")).quantize(Decimal("0.5"))
    second = (came * day.chance.between("0.10", "0.22")).quantize(Decimal("0.5"))
    first = came - second - waste
    if "unbalanced" in day.wish.troubles:
        first += (came * Decimal("0.15")).quantize(Decimal("0.5"))
    good, fair = _transform(day, "grade", "", lots, [first, second], waste)
    _sell_at_the_gate(day, fair)
    return [good]


def _make(day: Day, made: Made, lots: list[Share]) -> list[Share]:
    if made.days > 1:
        day.pass_days(made.days, 14)
    done = _process(day, made, lots, made.product, ZERO)
    day.lots["made"] = done.lot
    if not made.repacked:
        return [done]
    day.pass_minutes(60, 160)
    part = (done.quantity * Decimal("0.6")).quantize(GRAM)
    return _transform(day, "repack", "", [done], [part, done.quantity - part], ZERO)


def _process(day: Day, how: Work, lots: list[Share], product: str, waste: Decimal) -> Share:
    """The yield lies inside the range of the rulebook; what is lost is water, peel or bran."""
    day.pass_minutes(30, 120)
    edge = (how.high - how.low) / 10
    made = (total(lots) * day.chance.between(how.low + edge, how.high - edge, "0.0001")).quantize(GRAM)
    return _transform(day, "process", how.step, lots, [made], waste, product)[0]


def _transform(
    day: Day, kind: str, step: str, lots: list[Share], outputs: list[Decimal], waste: Decimal, product: str = ""
) -> list[Share]:
    """`outputs` become new lots of `product` (that of the crop, or of the input, when empty)."""
    product = product or lots[0].lot.split("/")[1]
    made = [Share(day.chance.lot(product, day.at.date()), quantity) for quantity in outputs]
    offline = "unbalanced" in day.wish.troubles and kind == "grade"
    house = day.packhouse
    command = day.plan.tell(
        house.region,
        house.party,
        day.at,
        commands.transform_lots,
        How(offline=offline),
        kind=kind,
        step=step,
        site=house.site,
        inputs=[Goods(share.lot, kg(share.quantity)) for share in lots],
        outputs=[Goods(share.lot, kg(share.quantity)) for share in made],
        waste=kg(waste) if waste else None,
    )
    if offline:
        day.plan.plant("unbalanced", house.region, command, lot=made[0].lot, site=house.site)
    return made


def _sell_at_the_gate(day: Day, fair: Share) -> None:
    """The second grade goes to whoever comes by."""
    sold = (fair.quantity * day.chance.between("0.7", "1.0")).quantize(Decimal("0.5"))
    if sold:
        at = day.at + day.chance.minutes(60, 300)
        house = day.packhouse
        day.plan.tell(
            house.region,
            house.party,
            at,
            commands.sell_retail,
            site=house.site,
            goods=[Goods(fair.lot, kg(min(sold, fair.quantity)))],
        )
