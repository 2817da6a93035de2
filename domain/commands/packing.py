"""Pack into cartons, pallets and truckloads, and unpack."""

from __future__ import annotations

from collections.abc import Sequence

from domain.commands.goods import Goods, Outcome, lines_of
from domain.errors import NothingToDo, UnitNotHere
from domain.logistic_unit import LogisticUnit
from domain.region import Desk
from domain.stock import Stock
from domain.values import Line


def pack_unit(
    desk: Desk, *, unit: str, kind: str, site: str, goods: Sequence[Goods], units: tuple[str, ...]
) -> Outcome:
    """Loose goods, or whole units, go into `unit` (R10: each unit has one parent)."""
    where = desk.own_site(site)
    contents = _contents(desk, goods, units)
    for line in contents:
        desk.load(Stock, line.lot, site).pack(desk.act, lot=line.lot, site=site, unit=unit, quantity=line.quantity)
    desk.load(LogisticUnit, unit).pack(
        desk.act, unit=unit, kind=kind, site=site, party=where.party, contents=contents, units=units
    )
    for inner in units:
        if not desk.act.observed and inner in _around(desk, unit):
            raise UnitNotHere(unit=inner, parent=unit)
        desk.load(LogisticUnit, inner).nest(desk.act, unit=inner, parent=unit, site=site)
    return {"unit": unit}


def unpack_unit(desk: Desk, *, unit: str, site: str, goods: Sequence[Goods], units: tuple[str, ...]) -> Outcome:
    where = desk.own_site(site)
    contents = _contents(desk, goods, units)
    desk.load(LogisticUnit, unit).unpack(
        desk.act, unit=unit, site=site, party=where.party, contents=contents, units=units
    )
    for line in contents:
        desk.load(Stock, line.lot, site).unpack(desk.act, lot=line.lot, site=site, unit=unit, quantity=line.quantity)
    for inner in units:
        desk.load(LogisticUnit, inner).nest(desk.act, unit=inner, parent="", site=site)
    return {"unit": unit}


def _around(desk: Desk, unit: str) -> list[str]:
    """The unit and what it is in: none of these fits into it."""
    around: list[str] = []
    while unit and unit not in around:
        around.append(unit)
        unit = desk.load(LogisticUnit, unit).parent
    return around


def _contents(desk: Desk, goods: Sequence[Goods], units: tuple[str, ...]) -> tuple[Line, ...]:
    if not goods and not units:
        raise NothingToDo()
    return lines_of(desk, goods) if goods else ()
