"""Labels as PDF, all vectors: one a page for label printers, or as many as A4 holds with marks to cut along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from fpdf import FPDF
from fpdf.drawing import PaintedPath
from fpdf.fonts import TTFFont

from api.labels.drawing import Box, Drawing, Text
from api.labels.font import BOLD, FONT_FILE
from api.labels.label import Label
from api.labels.layout import lay_out
from api.labels.paper import MILLIMETRES, Sheet, Size, vector_grid

_FAMILY = "SuyuanSans"
_POINT_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class _Page:
    """A page in mm and the top left corners of its labels."""

    width: float
    height: float
    corners: tuple[tuple[float, float], ...]


def render_pdf(labels: Sequence[Label], size: Size, sheet: Sheet) -> bytes:
    """A PDF with searchable text and only the glyphs it uses. Raises `UnprintableLabel`; ValueError for no labels."""
    if not labels:
        raise ValueError("a sheet needs at least one label")
    page, grid = _page(size, sheet), vector_grid(size)
    drawings = [lay_out(label, size, grid) for label in labels]
    pdf = FPDF(unit="mm", format=(page.width, page.height))
    pdf.set_auto_page_break(False)
    pdf.set_lang("zh-CN")
    pdf.set_title("溯源标签 Suyuan labels")
    pdf.add_font(_FAMILY, fname=FONT_FILE)
    for number, drawing in enumerate(drawings):
        place = number % len(page.corners)
        if place == 0:
            pdf.add_page()
            if sheet == "a4":
                _cutting_marks(pdf, page, size)
        _draw(pdf, drawing, *page.corners[place])
    made = bytes(pdf.output())
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()  # fpdf2 leaves the file open
    return made


def _page(size: Size, sheet: Sheet) -> _Page:
    """One label, or A4 the way up that holds more of them, the block of labels in its middle."""
    wide, high = MILLIMETRES[size]
    if sheet == "single":
        return _Page(wide, high, ((0, 0),))
    pages = [_a4(width, height, wide, high) for width, height in ((210, 297), (297, 210))]
    return max(pages, key=lambda page: len(page.corners))


def _a4(width: int, height: int, wide: int, high: int) -> _Page:
    """A4 with 5 mm at least at its edges, where office printers cannot print."""
    across, down = (width - 10) // wide, (height - 10) // high
    left, top = (width - across * wide) / 2, (height - down * high) / 2
    corners = tuple((left + x * wide, top + y * high) for y, x in product(range(down), range(across)))
    return _Page(width, height, corners)


def _draw(pdf: FPDF, drawing: Drawing, left: float, top: float) -> None:
    scale = 1 / drawing.grid.dots_per_mm
    for code in drawing.codes:
        _fill(pdf, code.runs(), left, top, scale)
    _fill(pdf, [bar.box for bar in drawing.bars], left, top, scale)
    for text in drawing.texts:
        _write(pdf, text, left, top, scale)


def _fill(pdf: FPDF, boxes: Iterable[Box], left: float, top: float, scale: float) -> None:
    """One path for all, so that neighbouring modules leave no seam when edges are smoothed."""
    path = PaintedPath()
    path.style.fill_color = "#000"
    path.style.stroke_color = None
    for x, y, right, bottom in boxes:
        path.rectangle(left + x * scale, top + y * scale, (right - x) * scale, (bottom - y) * scale)
    with pdf.drawing_context() as drawing:
        drawing.add_item(path, clone=False)


def _write(pdf: FPDF, text: Text, left: float, top: float, scale: float) -> None:
    em, colour = text.em * scale, 255 if text.white else 0
    pdf.set_font(_FAMILY, size=em / _POINT_MM)
    pdf.set_text_color(colour)
    pdf.set_draw_color(colour)
    mode = "FILL_STROKE" if text.bold else "FILL"
    with pdf.local_context(text_mode=mode, line_width=BOLD * em):
        pdf.text(left + text.x * scale, top + text.y * scale, text.words)


def _cutting_marks(pdf: FPDF, page: _Page, size: Size) -> None:
    """Hairlines outside the block of labels, at every edge between them."""
    wide, high = MILLIMETRES[size]
    xs = sorted({x + step for x, _ in page.corners for step in (0, wide)})
    ys = sorted({y + step for _, y in page.corners for step in (0, high)})
    pdf.set_line_width(0.1)
    pdf.set_draw_color(0)
    for x in xs:
        pdf.line(x, ys[0] - 4, x, ys[0] - 1)
        pdf.line(x, ys[-1] + 1, x, ys[-1] + 4)
    for y in ys:
        pdf.line(xs[0] - 4, y, xs[0] - 1, y)
        pdf.line(xs[-1] + 1, y, xs[-1] + 4, y)
