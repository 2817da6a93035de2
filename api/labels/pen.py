"""Collects the shapes of one label while a layout walks down it."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.labels import gs1_128, qr
from api.labels.drawing import Bar, Box, Code, Drawing, Text
from api.labels.font import HAN_BOTTOM, HAN_TOP, width
from api.labels.label import UnprintableLabel
from api.labels.paper import Grid

LEADING = 1.2
"""Height of a line, in em."""

SMALLEST_MODULE_MM = 0.375
"""Under this, a phone's camera or a thermal head loses modules (GS1 wants 0.396 at points of sale)."""


@dataclass(slots=True)
class Pen:
    """A label being drawn; all places in dots of `grid`."""

    grid: Grid
    bars: list[Bar] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def drawing(self) -> Drawing:
        """The finished label."""
        return Drawing(self.grid, tuple(self.bars), tuple(self.codes), tuple(self.texts))

    def write(self, words: str, left: int, top: int, em: int, *, bold: bool = False) -> int:
        """One line whose box begins at (`left`, `top`); the place below it."""
        self.write_on(words, left, top + round((HAN_TOP + 0.06) * em), em, bold=bold)
        return top + line_height(em)

    def write_on(self, words: str, left: int, baseline: int, em: int, *, bold: bool = False) -> None:
        """One line that stands on `baseline`."""
        self.texts.append(Text(left, baseline, em, words, bold))

    def write_centred(self, words: str, box: Box, em: int, *, bold: bool = False, white: bool = False) -> None:
        """One line in the middle of `box`, both ways."""
        left, top, right, bottom = box
        baseline = round((top + bottom + (HAN_TOP + HAN_BOTTOM) * em) / 2)
        self.texts.append(Text(left + round((right - left - width(words, em)) / 2), baseline, em, words, bold, white))

    def qr(self, url: str, left: int, top: int, room: int) -> Box:
        """The symbol of `url` and its quiet zone, as large as `room` dots allow; the box it takes."""
        rows = qr.matrix(url)
        side = self.qr_side(url, room)
        module = side // (len(rows) + 2 * qr.QUIET)
        box = (left, top, left + side, top + side)
        self.codes.append(Code(left + qr.QUIET * module, top + qr.QUIET * module, module, module, rows, box))
        return box

    def qr_side(self, url: str, room: int) -> int:
        """Dots that `qr` would take, quiet zone included."""
        modules = len(qr.matrix(url)) + 2 * qr.QUIET
        return self._module(room // modules) * modules

    def gs1_128(self, sscc: str, top: int, tall: int) -> Box:
        """The bars of `sscc` in the middle of the label's width, `tall` dots high; the box they take."""
        row = gs1_128.bars(sscc)
        modules = len(row) + 2 * gs1_128.QUIET
        module = self._module(self.grid.width // modules)
        left = (self.grid.width - module * modules) // 2
        box = (left, top, left + module * modules, top + tall)
        self.codes.append(Code(left + gs1_128.QUIET * module, top, module, tall, (row,), box))
        return box

    def _module(self, most: int) -> int:
        module = most - most % self.grid.step
        if module < SMALLEST_MODULE_MM * self.grid.dots_per_mm:
            raise UnprintableLabel("the code would be too fine to scan on this size of label; use a larger one")
        return module


def line_height(em: int) -> int:
    """Dots from the top of one line to the top of the next."""
    return round(LEADING * em)
