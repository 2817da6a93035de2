"""A label as SVG in millimetres; letters are outlines, so that it shows Chinese where no font is installed."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from api.labels.drawing import Box, Text
from api.labels.font import BOLD, EM, advance, outline
from api.labels.label import Label
from api.labels.layout import lay_out
from api.labels.paper import MILLIMETRES, Size, vector_grid


def render_svg(label: Label, size: Size) -> str:
    """One SVG element sized in mm, its words in `<title>` for those who hear them. Raises `UnprintableLabel`."""
    drawing = lay_out(label, size, vector_grid(size))
    wide, high = MILLIMETRES[size]
    letters = sorted({char for text in drawing.texts for char in text.words if outline(char)})
    glyphs = "".join(f'<path id="u{ord(char):x}" d="{outline(char)}"/>' for char in letters)
    words = escape(" ".join(text.words for text in drawing.texts))
    codes = "".join(f'<path d="{_boxes(code.runs())}"/>' for code in drawing.codes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}mm" height="{high}mm" role="img"'
        f' viewBox="0 0 {drawing.grid.width} {drawing.grid.height}"><title>{words}</title><defs>{glyphs}</defs>'
        '<rect width="100%" height="100%" fill="#fff"/>'
        f'<g shape-rendering="crispEdges"><path d="{_boxes(bar.box for bar in drawing.bars)}"/>{codes}</g>'
        f"{''.join(map(_line, drawing.texts))}</svg>"
    )


def _boxes(boxes: Iterable[Box]) -> str:
    """One path, so that neighbouring modules leave no seam when edges are smoothed."""
    return "".join(f"M{left} {top}H{right}V{bottom}H{left}z" for left, top, right, bottom in boxes)


def _line(text: Text) -> str:
    scale = text.em / EM
    colour = "#fff" if text.white else "#000"
    stroke = f' stroke="{colour}" stroke-width="{BOLD * EM:g}" stroke-linejoin="round"' if text.bold else ""
    along, uses = 0, []
    for char in text.words:
        if outline(char):
            uses.append(f'<use href="#u{ord(char):x}" x="{along}"/>')
        along += advance(char)
    place = f"translate({text.x} {text.y}) scale({scale:g} {-scale:g})"
    return f'<g transform="{place}" fill="{colour}"{stroke}>{"".join(uses)}</g>'
