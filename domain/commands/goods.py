"""What several commands do with goods: amounts into base measure, and movements into stocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.errors import NothingToDo, RepeatedLot, WrongMeasure
from domain.measure import Quantity, measured
from domain.region import Desk
from domain.stock import Stock
from domain.values import Keeping, Line, Shipped

Outcome = dict[str, object]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as a person entered it, in a unit of theirs (kg, 市斤, 件 ...); see `domain.measure`."""

    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Goods:
    """So much of one lot, as entered; `unit` is the SSCC it is in, empty when loose."""

    lot: str
    amount: Amount
    unit: str = ""


def quantity_of(desk: Desk, product: str, amount: Amount, *, may_be_zero: bool = False) -> Quantity:
    """`amount` in the base measure of `product`, whose packs count as units. Raises MeasureRefused, WrongMeasure."""
    known = desk.product(product)
    packs = {pack.name: pack.kilograms for pack in known.packs}
    quantity = measured(amount.value, amount.unit, packs=packs, may_be_zero=may_be_zero)
    if quantity.unit != known.measure:
        raise WrongMeasure(product=product, measure=known.measure, given=amount.unit)
    return quantity


def product_of(lot: str) -> str:
    """The GTIN in a lot's canonical path, 01/{gtin}/10/{lot}."""
    return lot.split("/", 2)[1]


def lines_of(desk: Desk, goods: Sequence[Goods]) -> tuple[Line, ...]:
    """The goods as lines in base measure; each lot at most once."""
    once(one.lot for one in goods)
    return tuple(Line(one.lot, quantity_of(desk, product_of(one.lot), one.amount).amount) for one in goods)


def lines_in_units(desk: Desk, goods: Sequence[Goods]) -> tuple[Shipped, ...]:
    """The goods as lines in base measure, inside their units or loose; each lot at most once in each."""
    once(f"{one.lot} {one.unit}" for one in goods)
    return tuple(Shipped(one.lot, quantity_of(desk, product_of(one.lot), one.amount).amount, one.unit) for one in goods)


def once(lots: Iterable[str]) -> None:
    """Raises: NothingToDo, RepeatedLot."""
    seen: set[str] = set()
    for lot in lots:
        if lot in seen:
            raise RepeatedLot(lot=lot)
        seen.add(lot)
    if not seen:
        raise NothingToDo()


def leave(
    desk: Desk, lot: str, site: str, party: str, quantity: Decimal, cause: str, *, unit: str = "", reason: str = ""
) -> Stock:
    stock = desk.load(Stock, lot, site)
    stock.leave(desk.act, Keeping(lot, site, party, product_of(lot)), quantity, cause, unit=unit, reason=reason)
    return stock


def enter(desk: Desk, lot: str, site: str, party: str, quantity: Decimal, cause: str) -> Stock:
    stock = desk.load(Stock, lot, site)
    stock.enter(desk.act, Keeping(lot, site, party, product_of(lot)), quantity, cause)
    return stock
