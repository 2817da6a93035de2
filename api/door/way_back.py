"""Where somebody goes after signing in: a path of our own, whatever the address said."""

from __future__ import annotations

import re
from typing import Final

_OWN: Final = re.compile(r"/(?:[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*/?)?(?:\?[A-Za-z0-9._~=&%+-]*)?")
"""Segments of plain letters, then a query: nothing a browser reads as a host, a scheme or a way up."""
LONGEST: Final = 500


def way_back(asked: str, otherwise: str) -> str:
    """`asked` when it is a path of this very host, else `otherwise`.

    >>> way_back("/people/devices?lang=en", "/people"), way_back("//evil.example", "/people")
    ('/people/devices?lang=en', '/people')
    """
    steps = asked.partition("?")[0].split("/")
    fits = len(asked) <= LONGEST and _OWN.fullmatch(asked) and not {".", ".."} & set(steps)
    return asked if fits else otherwise
