"""Lines into a file: CSV for every program, XLSX for people, JSON lines for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

import msgspec
from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font

from api.exporting.asked import Cell, Form, Line
from api.exporting.safe import safe

MOST_SHEET_ROWS = 1_048_575
"""Rows of an XLSX sheet below its titles."""


class TooManyRows(Exception):
    """More rows than a sheet holds; CSV and JSON lines have no limit."""


def write(lines: Iterable[Line], form: Form, file: IO[bytes]) -> int:
    """Returns how many lines there were. Raises TooManyRows."""
    match form:
        case "csv":
            return _csv(lines, file)
        case "xlsx":
            return _xlsx(lines, file)
        case "jsonl":
            return _jsonl(lines, file)


def _csv(lines: Iterable[Line], file: IO[bytes]) -> int:
    """With a byte order mark: without it Chinese Excel takes UTF-8 for GB18030."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    count = 0
    titles, rows = _titled(lines)
    writer = csv.writer(text)
    writer.writerow(titles)
    for row in rows:
        writer.writerow([_shown(value) for value in row.values()])
        count += 1
    text.detach()
    return count


def _xlsx(lines: Iterable[Line], file: IO[bytes]) -> int:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("suyuan")
    sheet.freeze_panes = "A2"
    titles, rows = _titled(lines)
    heads = [WriteOnlyCell(sheet, title) for title in titles]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    count = 0
    for row in rows:
        if count == MOST_SHEET_ROWS:
            raise TooManyRows
        sheet.append([_text(sheet, value) for value in row.values()])
        count += 1
    workbook.save(file)
    return count


def _text(sheet: object, value: Cell) -> SheetCell | int | None:
    """A text stays a text, whatever it begins with: it is never handed over as a formula."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, safe(value))  # pyright: ignore[reportArgumentType]  the stub wants a Worksheet
    cell.data_type = "s"
    return cell


def _jsonl(lines: Iterable[Line], file: IO[bytes]) -> int:
    count = 0
    for line in lines:
        file.write(msgspec.json.encode(line) + b"\n")
        count += 1
    return count


def _titled(lines: Iterable[Line]) -> tuple[list[str], Iterator[Line]]:
    rows = iter(lines)
    first = next(rows, None)
    return ([], rows) if first is None else (list(first), chain([first], rows))


def _shown(value: Cell) -> str:
    return "" if value is None else safe(str(value))
