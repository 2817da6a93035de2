"""Labels that scan: one label as dots for a thermal printer, as SVG and as PDF, its Chinese text with it."""

from api.labels.font import missing_glyphs
from api.labels.label import Label, UnprintableLabel, is_loopback
from api.labels.paper import Dpi, Sheet, Size
from api.labels.pdf import render_pdf
from api.labels.png import render_png
from api.labels.svg import render_svg

__all__ = [
    "Dpi",
    "Label",
    "Sheet",
    "Size",
    "UnprintableLabel",
    "is_loopback",
    "missing_glyphs",
    "render_pdf",
    "render_png",
    "render_svg",
]
