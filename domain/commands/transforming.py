"""Turn lots into other lots: split, merge, grade, process, repack; one fact, one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from domain.commands.goods import Amount, Goods, Outcome, enter, leave, lines_of, once, product_of, quantity_of
from domain.errors import DoesNotBalance, LotTaken, NothingToDo, WrongMeasure, WrongProduct
from domain.lot import Lot
from domain.measure import Quantity
from domain.product import KEEPING
from domain.region import Desk
from domain.transformation import Transformation, judged_step
from domain.values import ZERO, Line, Output, total


def transform_lots(
    desk: Desk,
    *,
    kind: str,
    step: str,
    site: str,
    inputs: Sequence[Goods],
    outputs: Sequence[Goods],
    waste: Amount | None,
) -> Outcome:
    """Inputs leave the site's stock, outputs enter it as new lots, and what comes out balances what goes in (R4)."""
    act = desk.act
    where = desk.own_site(site)
    taken = lines_of(desk, inputs)
    once(goods.lot for goods in (*inputs, *outputs))
    made = [(goods.lot, quantity_of(desk, product_of(goods.lot), goods.amount)) for goods in outputs]
    if not made:
        raise NothingToDo()
    _one_measure(desk, [line.lot for line in taken], made)
    wasted = quantity_of(desk, product_of(taken[0].lot), waste, may_be_zero=True).amount if waste else ZERO
    given = tuple(Output(lot, product_of(lot), quantity.amount) for lot, quantity in made)
    limits = desk.product(given[0].product).yield_of(judged_step(kind, step))
    if limits.step == KEEPING.step:
        _one_category(desk, [line.lot for line in taken], made)
    if not act.observed:
        judge_each(desk, judged_step(kind, step), taken, given)
    desk.begin(Transformation, act.id).record_work(
        act,
        kind=kind,
        step=step,
        site=site,
        party=where.party,
        county=where.county,
        inputs=taken,
        waste=wasted,
        limits=limits,
        outputs=given,
    )
    for line in taken:
        leave(desk, line.lot, site, where.party, line.quantity, "consumed")
    for lot, quantity in made:
        new = desk.begin(Lot, lot)
        if new.lot and not act.observed:
            raise LotTaken(lot=lot)
        new.make(
            act, lot=lot, product=product_of(lot), party=where.party, site=site, county=where.county, quantity=quantity
        )
        enter(desk, lot, site, where.party, quantity.amount, "produced")
    return {"transformation": str(act.id), "lots": [lot for lot, _ in made]}


def _one_measure(desk: Desk, lots: list[str], made: list[tuple[str, Quantity]]) -> None:
    measures = {desk.product(product_of(lot)).measure for lot in (*lots, *(lot for lot, _ in made))}
    if len(measures) > 1:
        raise WrongMeasure(measures=sorted(measures))


def _one_category(desk: Desk, lots: list[str], made: list[tuple[str, Quantity]]) -> None:
    """What is only sorted, mixed, split or packed stays what it is: no orange becomes a fish."""
    products = dict.fromkeys(product_of(lot) for lot in (*lots, *(lot for lot, _ in made)))
    categories = {desk.product(product).category for product in products}
    if len(categories) > 1:
        raise WrongProduct(product=next(reversed(products)), categories=sorted(categories))


def judge_each(desk: Desk, step: str, inputs: Sequence[Line], outputs: Sequence[Output]) -> None:
    """No product may come out in more than its own yield, whichever product the whole is judged by.

    Raises: DoesNotBalance.
    """
    went_in = total(line.quantity for line in inputs)
    for product in dict.fromkeys(output.product for output in outputs):
        limits = desk.product(product).yield_of(step)
        came_out = total(output.quantity for output in outputs if output.product == product)
        if came_out > limits.high * went_in:
            raise DoesNotBalance(inputs=went_in, outputs=came_out, high=limits.high, product=product)
