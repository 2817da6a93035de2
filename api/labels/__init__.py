"""Labels that scan: one label as dots for a thermal printer, as SVG and as PDF, its Chinese text with it.

What draws (`pdf`, `png`, `svg`) is imported with the first label that is drawn: fonts, pictures and PDF would be a
quarter of a server's start.
"""

from api.labels.label import Label, UnprintableLabel, is_loopback
from api.labels.paper import Dpi, Sheet, Size

__all__ = ["Dpi", "Label", "Sheet", "Size", "UnprintableLabel", "is_loopback"]
