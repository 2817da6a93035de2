"""Keep a cell from being taken for a formula."""

from __future__ import annotations

import unicodedata
from typing import Final

_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What spreadsheet programs begin to calculate at (OWASP, CSV injection); full-width forms are read alike."""


def safe(text: str) -> str:
    """`text` behind an apostrophe when a spreadsheet program could calculate with it; a plain number stays one.

    >>> safe("=1+1"), safe("＝1+1"), safe("-2.5"), safe("郁南")
    ("'=1+1", "'＝1+1", '-2.5', '郁南')
    """
    bare = unicodedata.normalize("NFKC", text).lstrip(" \u200b\ufeff\xa0")
    first = text[:1]
    if not (bare.startswith(_BEGINS) or first in ("\t", "\r", "\n")) or _number(text):
        return text
    return f"'{text}"


def _number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.replace(".", "", 1).isdecimal()
