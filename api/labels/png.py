"""A label as the dots of a thermal printer: 1 bit a dot, nothing resampled."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from api.labels.drawing import Text
from api.labels.font import BOLD, EM, FONT_FILE, advance
from api.labels.label import Label
from api.labels.layout import lay_out
from api.labels.paper import Dpi, Size, printer_grid

_Glyph = tuple[int, int, Image.Image]
"""Left and top of the ink from the pen's place on the baseline, and the ink (mode 1, white where it goes)."""


def render_png(label: Label, size: Size, dpi: Dpi) -> bytes:
    """A 1-bit PNG with pHYs, exactly as many dots as the printer has on `size`. Raises `UnprintableLabel`."""
    drawing = lay_out(label, size, printer_grid(size, dpi))
    image = Image.new("1", (drawing.grid.width, drawing.grid.height), 1)
    pen = ImageDraw.Draw(image)
    boxes = [bar.box for bar in drawing.bars] + [box for code in drawing.codes for box in code.runs()]
    for left, top, right, bottom in boxes:
        pen.rectangle((left, top, right - 1, bottom - 1), fill=0)
    for text in drawing.texts:
        _draw(image, text)
    stored = BytesIO()
    resolution = drawing.grid.dots_per_mm * 25.4
    image.save(stored, "PNG", dpi=(resolution, resolution))
    return stored.getvalue()


def _draw(image: Image.Image, text: Text) -> None:
    """Each glyph on whole dots, at the place the layout measured."""
    along = 0
    for char in text.words:
        left, top, ink = _glyph(char, text.em, text.bold)
        image.paste(int(text.white), (text.x + round(along * text.em / EM) + left, text.y + top), ink)
        along += advance(char)


@lru_cache(maxsize=8192)
def _glyph(char: str, em: int, bold: bool) -> _Glyph:
    font = _face(em)
    stroke = BOLD / 2 * em if bold else 0.0
    left, top, right, bottom = font.getbbox(char, mode="1", anchor="ls", stroke_width=stroke)
    left, top = int(left) - 1, int(top) - 1
    ink = Image.new("1", (max(1, int(right) - left + 1), max(1, int(bottom) - top + 1)), 0)
    ImageDraw.Draw(ink).text((-left, -top), char, fill=1, font=font, anchor="ls", stroke_width=stroke)
    return left, top, ink


@lru_cache(maxsize=64)
def _face(em: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILE, em, layout_engine=ImageFont.Layout.BASIC)
