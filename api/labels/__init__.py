"""Labels that scan: one label as dots for a thermal printer, as SVG and as PDF, its Chinese text with it.

What draws is imported when the first label is drawn: fonts, pictures and PDF would be a quarter of a server's start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from api.labels.label import Label, UnprintableLabel, is_loopback
from api.labels.paper import Dpi, Sheet, Size

if TYPE_CHECKING:
    from api.labels.font import missing_glyphs
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

_LATER: Final = {"missing_glyphs": "font", "render_pdf": "pdf", "render_png": "png", "render_svg": "svg"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        message = f"module {__name__} has no attribute {name}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
