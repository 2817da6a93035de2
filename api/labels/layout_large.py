"""100x150: the carton label with the QR symbol as its centre, and the pallet label with GS1-128 at its foot."""

from __future__ import annotations

from dataclasses import dataclass

from api.labels.drawing import Bar, Drawing
from api.labels.font import CAP_HEIGHT, width
from api.labels.gs1_128 import human_readable
from api.labels.label import Label
from api.labels.paper import Grid
from api.labels.pen import Pen, line_height
from api.labels.text import fitting_em, shorten, wrap
from api.labels.words import DAY, LOT, ORIGIN, PARTY, QUANTITY, SAMPLE_LONG, SCAN, headline

MARGIN = 4.0
"""Millimetres of white at the left and right."""

CAPTION, VALUE, SMALL_VALUE = 3.25, 5.0, 4.25
"""Em of a fact's caption and of its words, the largest and the smallest, in millimetres."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """A small caption and its words below, in one or two lines of `em` dots."""

    caption: str
    lines: tuple[str, ...]
    em: int
    height: int


def lay_out_large(label: Label, grid: Grid) -> Drawing:
    """A carton: name, QR symbol in the middle, facts in two columns, the lot or serial across the foot."""
    pen, margin, hint = Pen(grid), grid.dots(MARGIN), grid.dots(CAPTION)
    top = _head(pen, label)
    foot = _foot(pen, label)
    column = (grid.width - 2 * margin - grid.dots(3)) // 2
    facts = _facts(label, grid, column, grid.dots(90), with_lot=bool(label.serial))
    rows = [facts[number : number + 2] for number in range(0, len(facts), 2)]
    tall = sum(max(fact.height for fact in row) for row in rows)
    room = min(foot - tall - top - line_height(hint) - grid.dots(2), grid.dots(84))
    side = pen.qr_side(label.url, room)
    gap = (foot - tall - top - side - line_height(hint)) // 3
    below = pen.qr(label.url, (grid.width - side) // 2, top + gap, room)[3]
    pen.write_centred(SCAN, (0, below, grid.width, below + hint), hint)
    below += line_height(hint) + gap
    for row in rows:
        for number, fact in enumerate(row):
            _write(pen, fact, margin + number * (column + grid.dots(3)), below)
        below += max(fact.height for fact in row)
    return pen.drawing()


def lay_out_logistic(label: Label, grid: Grid) -> Drawing:
    """A pallet, in the order of GS1's logistic label guideline: words above, the bars of the SSCC at the foot."""
    pen, margin = Pen(grid), grid.dots(MARGIN)
    top = _head(pen, label)
    foot = _bars(pen, label.sscc)
    room = min(foot - top, grid.dots(58))
    side = pen.qr_side(label.url, room)
    symbol = pen.qr(label.url, 0, top + (foot - top - side) // 2, room)
    left = symbol[2] + grid.dots(0.5)
    facts = _facts(label, grid, grid.width - margin - left, foot - top, with_lot=True)
    gap = min(grid.dots(5), (foot - top - sum(fact.height for fact in facts)) // (len(facts) + 1))
    below = (top + foot - sum(fact.height for fact in facts) - gap * (len(facts) - 1)) // 2
    for fact in facts:
        _write(pen, fact, left, below)
        below += fact.height + gap
    return pen.drawing()


def _head(pen: Pen, label: Label) -> int:
    """Name, English name, 样张 or a rule; the place below."""
    grid = pen.grid
    margin, room = grid.dots(MARGIN), grid.width - 2 * grid.dots(MARGIN)
    top = grid.dots(3)
    em = fitting_em(label.product_zh, room, grid.dots(14), grid.dots(9))
    for words in wrap(label.product_zh, em, room, 2):
        top = pen.write(words, margin, top, em, bold=True)
    if label.product_en:
        em = fitting_em(label.product_en, room, grid.dots(5), grid.dots(4))
        top = pen.write(shorten(label.product_en, em, room), margin, top, em)
    top += grid.dots(1.5)
    if label.is_sample:
        box = (margin, top, grid.width - margin, top + grid.dots(12))
        pen.write_centred(SAMPLE_LONG, box, grid.dots(10), bold=True, white=True)
    else:
        box = (margin, top, grid.width - margin, top + grid.dots(0.75))
    pen.bars.append(Bar(box))
    return box[3] + grid.dots(1)


def _foot(pen: Pen, label: Label) -> int:
    """A rule and the lot or serial over the whole width; the place above."""
    grid, (caption, code) = pen.grid, headline(label)
    margin, small = grid.dots(MARGIN), grid.dots(5)
    lead = round(width(f"{caption} ", small))
    room = grid.width - 2 * margin - lead
    em = fitting_em(code, room, grid.dots(13), 1)
    top = grid.height - grid.dots(17)
    pen.bars.append(Bar((margin, top, grid.width - margin, top + grid.dots(0.75))))
    baseline = round((top + grid.height + CAP_HEIGHT * em) / 2)
    pen.write_on(caption, margin, baseline, small)
    pen.write_on(code, margin + lead, baseline, em, bold=True)
    return top - grid.dots(1)


def _bars(pen: Pen, sscc: str) -> int:
    """A rule, GS1-128 and its digits at the foot; the place above."""
    grid, margin, em = pen.grid, pen.grid.dots(MARGIN), pen.grid.dots(5.25)
    below = grid.height - grid.dots(2.5) - line_height(em)
    top = pen.gs1_128(sscc, below - grid.dots(32.5), grid.dots(32))[1]
    box = (margin, below, grid.width - margin, below + line_height(em))
    pen.write_centred(human_readable(sscc), box, em, bold=True)
    rule = top - grid.dots(2.5)
    pen.bars.append(Bar((margin, rule, grid.width - margin, rule + grid.dots(0.75))))
    return rule - grid.dots(1)


def _facts(label: Label, grid: Grid, room: int, tall: int, *, with_lot: bool) -> list[_Fact]:
    """What is known, the day first, in `tall` dots: the last facts give up their second line first."""
    known = [
        (DAY[label.day_kind], str(label.day) if label.day else ""),
        (LOT, label.lot if with_lot else ""),
        (QUANTITY, label.quantity),
        (ORIGIN, label.origin),
        (PARTY, label.party),
    ]
    facts = [_fact(caption, words, grid, room, 2) for caption, words in known if words]
    for place in range(len(facts) - 1, -1, -1):
        if sum(fact.height for fact in facts) <= tall:
            break
        caption = facts[place].caption
        facts[place] = _fact(caption, dict(known)[caption], grid, room, 1)
    return facts


def _fact(caption: str, words: str, grid: Grid, room: int, most: int) -> _Fact:
    """As large as `room` dots allow on one line, else on `most`; a lot or serial always whole and on one."""
    smallest = 1 if caption == LOT else grid.dots(SMALL_VALUE)
    em = fitting_em(words, room, grid.dots(VALUE), smallest)
    lines = tuple(wrap(words, em, room, most))
    height = line_height(grid.dots(CAPTION)) + len(lines) * line_height(em) + grid.dots(0.75)
    return _Fact(caption, lines, em, height)


def _write(pen: Pen, fact: _Fact, left: int, top: int) -> None:
    below = pen.write(fact.caption, left, top, pen.grid.dots(CAPTION))
    for words in fact.lines:
        below = pen.write(words, left, below, fact.em, bold=True)
