"""The papers that labels are printed on, and the grids of dots that printers have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Size = Literal["40x30", "60x40", "100x150"]
Dpi = Literal[203, 300]
Sheet = Literal["a4", "single"]

MILLIMETRES: dict[Size, tuple[int, int]] = {"40x30": (40, 30), "60x40": (60, 40), "100x150": (100, 150)}
"""Width and height of each label."""

DOTS_PER_MM: dict[Dpi, float] = {203: 8.0, 300: 300 / 25.4}
"""A print head sold as 203 dpi has 8 dots a millimetre."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A label as a grid of whole dots; `step` dots is the finest a code's module may grow by."""

    width: int
    height: int
    dots_per_mm: float
    step: int = 1

    def dots(self, millimetres: float) -> int:
        """The nearest whole number of dots."""
        return round(millimetres * self.dots_per_mm)


def printer_grid(size: Size, dpi: Dpi) -> Grid:
    """The dots that a printer of `dpi` has on this label."""
    return _grid(size, DOTS_PER_MM[dpi], 1)


def vector_grid(size: Size) -> Grid:
    """Forty units a millimetre for SVG and PDF; modules in steps of 0.125 mm, whole dots of a 203 dpi printer."""
    return _grid(size, 40.0, 5)


def _grid(size: Size, dots_per_mm: float, step: int) -> Grid:
    width, height = MILLIMETRES[size]
    return Grid(round(width * dots_per_mm), round(height * dots_per_mm), dots_per_mm, step)
