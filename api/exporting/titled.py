"""The titles of a file's columns: the names of its first line's values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from api.exporting.asked import Line


def titled(lines: Iterable[Line]) -> tuple[list[str], Iterator[Line]]:
    rows = iter(lines)
    first = next(rows, None)
    return ([], rows) if first is None else (list(first), chain([first], rows))
