"""The QR symbol of an address, as modules."""

from __future__ import annotations

from functools import lru_cache

QUIET = 4
"""Modules of white that a QR symbol needs on every side (ISO/IEC 18004 section 9.1)."""

_Rows = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=4096)
def matrix(url: str) -> _Rows:
    """The dark modules of `url`, remembered."""
    return modules(url)


def modules(url: str) -> _Rows:
    """The dark modules of `url`, without the quiet zone: error correction M, the smallest version that holds it."""
    from qrcode.constants import ERROR_CORRECT_M  # with the first code: it brings Pillow, which no start needs
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(url.encode("ascii"), optimize=0)
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())
