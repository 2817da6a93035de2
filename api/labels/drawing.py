"""The few shapes that a label is made of, in whole dots from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass

from api.labels.paper import Grid

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in dots; right and bottom are the first dots outside."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text: `x` its left edge, `y` its baseline, `em` its size in dots; every character has a glyph."""

    x: int
    y: int
    em: int
    words: str
    bold: bool = False
    white: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled black rectangle."""

    box: Box


@dataclass(frozen=True, slots=True)
class Code:
    """A bar or matrix code: rows of dark (True) and light modules, each `module` dots wide and `tall` dots high.

    `x`, `y` is the corner of the first module; `quiet` is the box that nothing else may enter.
    """

    x: int
    y: int
    module: int
    tall: int
    rows: tuple[tuple[bool, ...], ...]
    quiet: Box

    def runs(self) -> list[Box]:
        """The dark modules as boxes, neighbours in a row joined."""
        boxes: list[Box] = []
        for down, row in enumerate(self.rows):
            top = self.y + down * self.tall
            start = -1
            for across, dark in enumerate((*row, False)):
                if dark and start < 0:
                    start = across
                elif not dark and start >= 0:
                    boxes.append((self.x + start * self.module, top, self.x + across * self.module, top + self.tall))
                    start = -1
        return boxes


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished label: draw the bars first, then the codes, then the texts."""

    grid: Grid
    bars: tuple[Bar, ...]
    codes: tuple[Code, ...]
    texts: tuple[Text, ...]
