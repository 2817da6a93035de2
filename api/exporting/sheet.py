"""Lines into an XLSX sheet, for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font

from api.exporting.asked import Cell, Line
from api.exporting.errors import TooManyRows
from api.exporting.safe import safe
from api.exporting.titled import titled

MOST_SHEET_ROWS: Final = 1_048_575
"""Rows of an XLSX sheet below its titles."""


def xlsx(lines: Iterable[Line], file: IO[bytes]) -> int:
    """Returns how many lines there were. Raises TooManyRows."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("suyuan")
    sheet.freeze_panes = "A2"
    titles, rows = titled(lines)
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
