"""100x150: the carton label with the QR symbol as its centre, and the pallet label with GS1-128 at its foot."""

from __future__ import annotations

from api.labels.drawing import Bar, Drawing
from api.labels.font import CAP_HEIGHT, width
from api.labels.gs1_128 import human_readable
from api.labels.label import Label
from api.labels.paper import Grid
from api.labels.pen import LEADING, Pen, line_height
from api.labels.text import fitting_em, shorten, wrap
from api.labels.words import DAY, LOT, ORIGIN, PARTY, QUANTITY, SAMPLE_LONG, SCAN, headline

MARGIN = 4.0
"""Millimetres of white at the left and right."""

CAPTION, VALUE = 3.25, 5.0
"""Em of a fact's caption and of its words, in millimetres."""

_Fact = tuple[str, str]
"""Caption and words."""


def lay_out_large(label: Label, grid: Grid) -> Drawing:
    """A carton: name, QR symbol in the middle, facts in two columns, the lot or serial across the foot."""
    pen, margin, hint = Pen(grid), grid.dots(MARGIN), grid.dots(CAPTION)
    top = _head(pen, label)
    foot = _foot(pen, label)
    facts = _facts(label) + ([(LOT, label.lot)] if label.serial and label.lot else [])
    tall = (len(facts) + 1) // 2 * _pair_height(grid)
    room = min(foot - tall - top - line_height(hint), grid.dots(84))
    side = pen.qr_side(label.url, room)
    gap = max(0, foot - tall - top - side - line_height(hint)) // 3
    below = pen.qr(label.url, (grid.width - side) // 2, top + gap, room)[3]
    pen.write_centred(SCAN, (0, below, grid.width, below + hint), hint)
    below += line_height(hint) + gap
    column = (grid.width - 2 * margin - grid.dots(3)) // 2
    for number, fact in enumerate(facts):
        left = margin + number % 2 * (column + grid.dots(3))
        _pair(pen, fact, left, below + number // 2 * _pair_height(grid), column)
    return pen.drawing()


def lay_out_logistic(label: Label, grid: Grid) -> Drawing:
    """A pallet, as the GS1 logistic label guideline orders it: words above, bars of the SSCC at the foot, 32 mm high."""
    pen, margin = Pen(grid), grid.dots(MARGIN)
    top = _head(pen, label)
    read = grid.dots(5.25)
    foot = grid.height - grid.dots(3) - line_height(read)
    bars = pen.gs1_128(label.sscc, foot - grid.dots(33), grid.dots(32))
    code = human_readable(label.sscc)
    pen.write_centred(code, (margin, foot, grid.width - margin, foot + line_height(read)), read, bold=True)
    rule = bars[1] - grid.dots(3)
    pen.bars.append(Bar((margin, rule, grid.width - margin, rule + grid.dots(0.5))))
    symbol = pen.qr(label.url, 0, top, min(rule - top, grid.dots(58)))
    facts = _facts(label) + ([(LOT, label.lot)] if label.lot else [])
    step = min(_pair_height(grid) + grid.dots(2), (rule - top) // max(1, len(facts)))
    for number, fact in enumerate(facts):
        _pair(pen, fact, symbol[2], top + grid.dots(1) + number * step, grid.width - margin - symbol[2])
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
        box = (margin, top, grid.width - margin, top + grid.dots(13))
        pen.write_centred(SAMPLE_LONG, box, grid.dots(11), bold=True, white=True)
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
    em = fitting_em(code, room, grid.dots(13), grid.dots(4))
    top = grid.height - grid.dots(17)
    pen.bars.append(Bar((margin, top, grid.width - margin, top + grid.dots(0.75))))
    baseline = round((top + grid.height + CAP_HEIGHT * em) / 2)
    pen.write_on(caption, margin, baseline, small)
    pen.write_on(shorten(code, em, room), margin + lead, baseline, em, bold=True)
    return top - grid.dots(1)


def _facts(label: Label) -> list[_Fact]:
    """What is known, the day first."""
    facts = [
        (DAY[label.day_kind], str(label.day) if label.day else ""),
        (ORIGIN, label.origin),
        (QUANTITY, label.quantity),
        (PARTY, label.party),
    ]
    return [(caption, words) for caption, words in facts if words]


def _pair(pen: Pen, fact: _Fact, left: int, top: int, room: int) -> None:
    """A small caption with its words below, as large as `room` dots allow."""
    caption, words = fact
    below = pen.write(caption, left, top, pen.grid.dots(CAPTION))
    em = fitting_em(words, room, pen.grid.dots(VALUE), pen.grid.dots(3.5))
    pen.write(shorten(words, em, room), left, below, em, bold=True)


def _pair_height(grid: Grid) -> int:
    return round(LEADING * (grid.dots(CAPTION) + grid.dots(VALUE))) + grid.dots(1)
