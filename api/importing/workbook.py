"""Read an XLSX workbook that may be hostile: packed too well, endless, merged, full of formulas."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any, cast
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from api.importing.table import (
    LAST_ROW,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
    FileRefused,
    Row,
    Sheet,
    Value,
    is_empty,
)

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MOST_MERGED = 100_000
_PARTS = 1_000


def read_workbook(content: bytes) -> list[Sheet]:
    """Its visible sheets in order, empty rows left out; formulas by their saved values. Raises FileRefused."""
    _judge(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that it leaves out
        try:
            return list(_sheets(content))
        except (
            BadZipFile,
            InvalidFileException,
            ParseError,
            LookupError,
            ArithmeticError,
            AttributeError,
            RuntimeError,
            ValueError,
            TypeError,
            OSError,
            EOFError,
            zlib_error,
        ) as error:
            raise FileRefused("broken_workbook", reason=str(error)[:200]) from error


def _judge(content: bytes) -> None:
    """Before anything is unpacked: how much would it be?"""
    try:
        with ZipFile(io.BytesIO(content)) as parts:
            found = parts.infolist()
    except BadZipFile as error:
        raise FileRefused("broken_workbook", reason=str(error)) from error
    if len(found) > _PARTS or sum(part.file_size for part in found) > MOST_UNPACKED:
        raise FileRefused("unpacks_too_large", most=MOST_UNPACKED // 1_000_000)
    if "xl/workbook.xml" not in {part.filename for part in found}:
        raise FileRefused("old_format")


def _sheets(content: bytes) -> Iterator[Sheet]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    with ZipFile(io.BytesIO(content)) as parts:
        for place, sheet in enumerate(workbook.worksheets):
            if not isinstance(sheet, ReadOnlyWorksheet) or sheet.sheet_state != "visible":
                continue
            raw = parts.read(cast(Any, sheet)._worksheet_path)
            rows = list(_rows(sheet))
            unsaved = _unsaved(content, place, rows) if _FORMULA.search(raw) else frozenset[tuple[int, int]]()
            yield Sheet(sheet.title, rows, _hidden(raw), unsaved)
    workbook.close()


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[Row]:
    sheet.reset_dimensions()  # what a file says about its own size is not believed
    count = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > LAST_ROW:
            raise FileRefused("too_many_rows", most=MOST_ROWS)
        near = row[:MOST_COLUMNS]
        if near.count(None) == len(near):
            continue
        values = tuple(map(_value, near))
        if all(map(is_empty, values)):
            continue
        count += 1
        if count > MOST_ROWS:
            raise FileRefused("too_many_rows", most=MOST_ROWS)
        yield Row(number, values)


def _value(cell: object) -> Value:
    if isinstance(cell, str | int | float | date) and not isinstance(cell, bool):
        return cell
    return None if cell is None else str(cell)


def _unsaved(content: bytes, place: int, rows: list[Row]) -> frozenset[tuple[int, int]]:
    """Cells whose formula no program has calculated: their value is not in the file."""
    saved = {row.number: row.values for row in rows}
    workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    sheet = workbook.worksheets[place]
    assert isinstance(sheet, ReadOnlyWorksheet)
    sheet.reset_dimensions()
    found: set[tuple[int, int]] = set()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        values = saved.get(number)
        if values is None:
            continue
        for column, cell in enumerate(row[:MOST_COLUMNS]):
            if isinstance(cell, str) and cell.startswith("=") and (column >= len(values) or values[column] is None):
                found.add((number, column))
    workbook.close()
    return frozenset(found)


def _hidden(raw: bytes) -> frozenset[tuple[int, int]]:
    """The cells that merges hide: all but the first of each."""
    found: set[tuple[int, int]] = set()
    seen = 0
    for merge in _MERGE.finditer(raw):
        left, top, right, bottom = range_boundaries(merge[1].decode())
        if not (left and top and right and bottom):
            continue
        right = min(right, MOST_COLUMNS)
        cells = (right - left + 1) * (bottom - top + 1)
        if cells > _MOST_MERGED:
            continue
        seen += cells
        for number in range(top, bottom + 1):
            found.update((number, column) for column in range(left - 1, right))
        found.discard((top, left - 1))
        if seen > _MOST_MERGED:
            raise FileRefused("too_many_merges")
    return frozenset(found)
