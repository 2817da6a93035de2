"""40x30 and 60x40: the QR symbol at the left over nearly the full height, facts at its right, the lot code below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.labels.drawing import Bar, Drawing
from api.labels.font import CAP_HEIGHT, width
from api.labels.label import Label
from api.labels.paper import Grid
from api.labels.pen import LEADING, Pen, line_height
from api.labels.text import fitting_em, shorten, wrap
from api.labels.words import DAY, LOT, SAMPLE, headline

SmallSize = Literal["40x30", "60x40"]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Millimetres: room of the QR symbol, margin, ems of the name (largest, smallest), facts, English, code."""

    qr: float
    margin: float
    name: tuple[float, float]
    fact: float
    english: float
    code: float


_PLANS: dict[SmallSize, _Plan] = {
    "40x30": _Plan(qr=25.7, margin=1.0, name=(3.25, 3.0), fact=3.0, english=0, code=3.75),
    "60x40": _Plan(qr=31.5, margin=1.5, name=(5.5, 4.0), fact=3.25, english=2.5, code=6.5),
}


@dataclass(frozen=True, slots=True)
class _Fact:
    """Lines of one fact, (words, em, bold) each; `rank` says which goes first when room is short: the highest."""

    rank: int
    lines: tuple[tuple[str, int, bool], ...]

    @property
    def height(self) -> int:
        return sum(line_height(em) for _, em, _ in self.lines)


def lay_out_small(label: Label, size: SmallSize, grid: Grid) -> Drawing:
    """Facts that find no room are left out, the least needed first: the page that the code opens has them all."""
    plan = _PLANS[size]
    pen = Pen(grid)
    symbol = pen.qr(label.url, 0, 0, grid.dots(plan.qr))
    _write_code(pen, label, plan, symbol[3])
    margin = grid.dots(plan.margin)
    left, right, top = symbol[2], grid.width - margin, margin
    if label.is_sample:
        top = _stamp(pen, left, top, right) + margin
    facts = _facts(label, plan, grid, right - left)
    while sum(fact.height for fact in facts) > symbol[3] - top:
        facts.remove(max(facts, key=lambda fact: fact.rank))
    spare = symbol[3] - top - sum(fact.height for fact in facts)
    gap = min(spare // max(1, len(facts)), grid.dots(1.25))
    for fact in facts:
        for words, em, bold in fact.lines:
            top = pen.write(words, left, top, em, bold=bold)
        top += gap
    return pen.drawing()


def _facts(label: Label, plan: _Plan, grid: Grid, room: int) -> list[_Fact]:
    """What stands in the column, top down."""
    em, facts = grid.dots(plan.fact), [_name(label, plan, grid, room)]
    if label.product_en and plan.english:
        english = grid.dots(plan.english)
        facts.append(_Fact(6, tuple((words, english, False) for words in wrap(label.product_en, english, room, 2))))
    if label.origin:
        facts.append(_Fact(2, tuple((words, em, False) for words in wrap(label.origin, em, room, 2))))
    if label.day:
        facts.append(_day(label, em, room))
    if label.quantity:
        facts.append(_Fact(3, ((shorten(label.quantity, em, room), em, False),)))
    if label.serial and label.lot and plan.english:
        lot = f"{LOT} {label.lot}"
        facts.append(_Fact(4, ((shorten(lot, fitted := fitting_em(lot, room, em, em * 2 // 3), room), fitted, False),)))
    if label.party and plan.english:
        facts.append(_Fact(5, ((shorten(label.party, grid.dots(3), room), grid.dots(3), False),)))
    return facts


def _name(label: Label, plan: _Plan, grid: Grid, room: int) -> _Fact:
    largest, smallest = (grid.dots(em) for em in plan.name)
    em = fitting_em(label.product_zh, room, largest, smallest)
    return _Fact(0, tuple((words, em, True) for words in wrap(label.product_zh, em, room, 2)))


def _day(label: Label, em: int, room: int) -> _Fact:
    """The day in one line with its caption, else in two, the date as large as the column allows."""
    caption, day = DAY[label.day_kind], str(label.day)
    one = f"{caption} {day}"
    if width(one, em) <= room:
        return _Fact(1, ((one, fitting_em(one, room, em + em // 8, em), True),))
    return _Fact(1, ((caption, em, False), (day, fitting_em(day, room, em, 1), True)))


def _write_code(pen: Pen, label: Label, plan: _Plan, top: int) -> None:
    """The lot or serial over the whole width, its caption in front."""
    grid, (caption, code) = pen.grid, headline(label)
    margin, small = grid.dots(plan.margin), grid.dots(3)
    room = grid.width - 2 * margin
    lead = round(width(f"{caption} ", small))
    largest = min(grid.dots(plan.code), round((grid.height - top) / LEADING))
    em = fitting_em(code, room - lead, largest, grid.dots(2.5))
    baseline = round((top + grid.height - grid.dots(0.5) + CAP_HEIGHT * em) / 2)
    pen.write_on(caption, margin, baseline, small)
    pen.write_on(shorten(code, em, room - lead), margin + lead, baseline, em, bold=True)


def _stamp(pen: Pen, left: int, top: int, right: int) -> int:
    """样张 white on black over the column's width; the place below it."""
    em = min(round((right - left) / 2.4), pen.grid.dots(8))
    box = (left, top, right, top + round(1.25 * em))
    pen.bars.append(Bar(box))
    pen.write_centred(SAMPLE, box, em, bold=True, white=True)
    return box[3]
