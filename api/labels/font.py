"""The one font of the labels: its widths and outlines, and what is printed for a character that it lacks."""

from __future__ import annotations

import logging
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

FONT_FILE = Path(__file__).parents[2] / "scanner_app" / "fonts" / "SuyuanSans.otf"
"""Suyuan Sans: GB 2312 and more out of Noto Sans CJK SC, OFL-1.1; made by tools/subset_font.py."""

EM = 1000
"""Units of the font's square."""

BOLD = 0.04
"""Width of the line drawn around a glyph to make it bold, in em."""

CAP_HEIGHT = 0.733
"""Height of capitals and digits, in em."""

HAN_TOP, HAN_BOTTOM = 0.86, -0.09
"""How far Chinese characters reach above and below the baseline, in em."""

GETA = "〓"
"""What typesetters print where a character is missing; never an empty box, which looks like a misprint."""

_log = logging.getLogger(__name__)


def printable(words: str) -> str:
    """`words` on one line, with 〓 for every character that the font lacks (each is logged once)."""
    line = " ".join(words.split())
    return "".join(char if char in _characters() else _replace(char) for char in line)


def missing_glyphs(words: str) -> str:
    """The characters of `words` that would print as 〓, each once, in order of appearance."""
    return "".join(dict.fromkeys(char for char in " ".join(words.split()) if char not in _characters()))


@lru_cache(maxsize=4096)
def advance(char: str) -> int:
    """Width of one character in units of the em."""
    return _font()["hmtx"][_characters()[char]][0]


def width(words: str, em: int) -> float:
    """Width of a line in dots when its em is `em` dots."""
    return sum(map(advance, words)) * em / EM


@lru_cache(maxsize=8192)
def outline(char: str) -> str:
    """The glyph as SVG path commands in font units, y upwards; empty for a space."""
    glyphs = _glyphs()
    pen = SVGPathPen(glyphs)
    glyphs[_characters()[char]].draw(pen)
    return pen.getCommands()


@lru_cache(maxsize=1024)
def _replace(char: str) -> str:
    _log.warning("no glyph for %r (U+%04X): %s is printed", char, ord(char), GETA)
    return GETA


@lru_cache(maxsize=1)
def _font() -> TTFont:
    return TTFont(BytesIO(FONT_FILE.read_bytes()), lazy=True)


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    """Character to glyph name."""
    return {chr(code): name for code, name in (_font().getBestCmap() or {}).items()}


@lru_cache(maxsize=1)
def _glyphs() -> Any:  # noqa: ANN401  fontTools leaves its glyph sets untyped
    return _font().getGlyphSet()
