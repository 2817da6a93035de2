"""Turn lots into other lots: split, merge, grade, process, repack; one fact, one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from domain.commands.goods import Amount, Goods, Outcome, enter, leave, lines_of, once, product_of, quantity_of
from domain.errors import LotTaken, NothingToDo, WrongMeasure
from domain.lot import Lot
from domain.measure import Quantity
from domain.region import Desk
from domain.transformation import Transformation
from domain.values import ZERO, Output


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
    limits = desk.product(product_of(made[0][0])).yield_of(step if kind == "process" else "keep")
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
        outputs=tuple(Output(lot, product_of(lot), quantity.amount) for lot, quantity in made),
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
