"""40x30 and 60x40: the QR symbol at the left over nearly the full height, facts at its right, the lot code below."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

from api.labels.drawing import Bar, Drawing
from api.labels.font import width
from api.labels.label import Label
from api.labels.paper import Grid
from api.labels.pen import Pen, line_height
from api.labels.text import ELLIPSIS, fitting_em, wrap
from api.labels.words import DAY, LOT, SAMPLE, headline

CODE_TOP, CODE_TAIL = 0.78, 0.24
"""How far bold capitals reach above the baseline, and the tail of a Q below, in em."""

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
    "60x40": _Plan(qr=35.9, margin=1.0, name=(5.0, 3.5), fact=3.25, english=2.5, code=6.5),
}


_Lines = tuple[tuple[str, int, bool], ...]
"""Words, em in dots, bold: each line of a fact."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """One fact, in as many lines as it likes best, then in fewer; `rank` says who chooses first: the lowest."""

    rank: int
    choices: tuple[_Lines, ...]


def lay_out_small(label: Label, size: SmallSize, grid: Grid) -> Drawing:
    """Facts that find no room are left out, the least needed first: the page that the code opens has them all."""
    plan = _PLANS[size]
    pen = Pen(grid)
    symbol = pen.qr(label.url, 0, 0, grid.dots(plan.qr))
    _write_code(pen, label, plan, symbol[3])
    margin = grid.dots(plan.margin)
    left, right, top = symbol[2] + grid.dots(0.4), grid.width - margin, margin
    if label.is_sample:
        top = _stamp(pen, left, top, right) + margin // 2
    chosen = _choose(_facts(label, plan, grid, right - left), symbol[3] - top)
    spare = symbol[3] - top - sum(map(_height, chosen))
    gap = min(spare // max(1, len(chosen)), grid.dots(1.25))
    for lines in chosen:
        for words, em, bold in lines:
            top = pen.write(words, left, top, em, bold=bold)
        top += gap
    return pen.drawing()


def _choose(facts: list[_Fact], room: int) -> list[_Lines]:
    """What `room` dots hold, in the order of `facts`."""
    chosen: dict[int, _Lines] = {}
    for place, fact in sorted(enumerate(facts), key=lambda placed: placed[1].rank):
        fitting = next((lines for lines in fact.choices if _height(lines) <= room), None)
        if fitting:
            chosen[place] = fitting
            room -= _height(fitting)
    return [chosen[place] for place in sorted(chosen)]


def _height(lines: _Lines) -> int:
    return sum(line_height(em) for _, em, _ in lines)


def _facts(label: Label, plan: _Plan, grid: Grid, room: int) -> list[_Fact]:
    """What may stand in the column, top down."""
    em, facts = grid.dots(plan.fact), [_name(label, plan, grid, room)]
    if label.product_en and plan.english:
        english = fitting_em(label.product_en, room, grid.dots(plan.english), grid.dots(2))
        facts.append(_fact(6, label.product_en, english, room))
    if label.origin:
        facts.append(_fact(2, label.origin, em, room))
    if label.day:
        facts.append(_day(label, em, room))
    if label.quantity:
        facts.append(_uncut(_fact(3, label.quantity, em, room)))
    if label.serial and label.lot and plan.english:
        lot = f"{LOT} {label.lot}"
        facts.append(_Fact(4, (((lot, fitting_em(lot, room, em, 1), False),),)))
    if label.party and plan.english:
        facts.append(_fact(5, label.party, grid.dots(3), room))
    return facts


def _fact(rank: int, words: str, em: int, room: int, *, bold: bool = False) -> _Fact:
    return _Fact(rank, tuple(tuple((line, em, bold) for line in wrap(words, em, room, most)) for most in (2, 1)))


def _uncut(fact: _Fact) -> _Fact:
    """A quantity that lost its end, or whose number is broken in two, would be read as another quantity."""
    whole = (lines for lines in fact.choices if not lines[-1][0].endswith(ELLIPSIS))
    return _Fact(fact.rank, tuple(lines for lines in whole if len(lines) == 1 or not lines[0][0][-1].isdigit()))


def _name(label: Label, plan: _Plan, grid: Grid, room: int) -> _Fact:
    largest, smallest = (grid.dots(em) for em in plan.name)
    em = fitting_em(label.product_zh, room, largest, smallest)
    return _fact(0, label.product_zh, em, room, bold=True)


def _day(label: Label, em: int, room: int) -> _Fact:
    """The day in one line with its caption, else in two, the date as large as the column allows."""
    caption, day = DAY[label.day_kind], str(label.day)
    one = f"{caption} {day}"
    if width(one, em) <= room:
        return _Fact(1, (((one, fitting_em(one, room, em + em // 8, em), True),),))
    return _Fact(1, (((caption, em, False), (day, fitting_em(day, room, em, 1), True)),))


def _write_code(pen: Pen, label: Label, plan: _Plan, top: int) -> None:
    """The lot or serial over the whole width, its caption in front."""
    grid, (caption, code) = pen.grid, headline(label)
    margin, small = grid.dots(plan.margin), grid.dots(3)
    room = grid.width - 2 * margin
    lead = round(width(f"{caption} ", small))
    high = grid.height - top - grid.dots(0.5)
    em = fitting_em(code, room - lead, min(grid.dots(plan.code), int(high / (CODE_TOP + CODE_TAIL))), 1)
    baseline = top + ceil((high + (CODE_TOP - CODE_TAIL) * em) / 2)
    pen.write_on(caption, margin, baseline, small)
    pen.write_on(code, margin + lead, baseline, em, bold=True)


def _stamp(pen: Pen, left: int, top: int, right: int) -> int:
    """样张 white on black over the column's width; the place below it."""
    em = min(round((right - left) / 2.7), pen.grid.dots(6.5))
    box = (left, top, right, top + round(1.25 * em))
    pen.bars.append(Bar(box))
    pen.write_centred(SAMPLE, box, em, bold=True, white=True)
    return box[3]
