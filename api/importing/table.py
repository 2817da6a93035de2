"""A table as it stands in a file: numbered rows of raw values under the titles that somebody wrote."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

Value = str | int | float | Decimal | datetime | date | None
"""What a cell holds: text, a number or a time as the file's own type, None when empty."""

MOST_BYTES: Final = 50_000_000
MOST_UNPACKED: Final = 100_000_000
"""Bytes of all parts of a workbook together, unpacked."""
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 200
LAST_ROW: Final = 1_048_576
"""The last row of a sheet (ECMA-376 part 1, 18.3.1.73, as spreadsheet programs limit it)."""
HEADER_WITHIN: Final = 15
"""Rows among which the titles are looked for: many ledgers begin with a name and a date."""


class Row(NamedTuple):
    """`number` counts from 1, as the program that made the file shows it."""

    number: int
    values: tuple[Value, ...]


class Sheet(NamedTuple):
    """`merged`: cells (row number, column from 0) that a merge hides; `formulas`: formulas without a saved value."""

    name: str
    rows: list[Row]
    merged: frozenset[tuple[int, int]] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()


class FileRefused(Exception):
    """The file as a whole cannot be read. `key` names the words `import.{key}`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __reduce__(self) -> tuple[partial[FileRefused], tuple[()]]:
        """So that it comes whole out of another process."""
        return partial(FileRefused, self.key, **self.values), ()


def is_empty(value: Value) -> bool:
    """Nothing, or only spaces."""
    return value is None or (isinstance(value, str) and not value.strip())
