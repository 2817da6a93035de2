"""An empty workbook with the titles of one kind of file, and a second sheet that says what they mean."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from api.importing.columns import COLUMNS, Kind
from api.importing.found import said

SHEETS = {"members": "成员", "sites": "地块", "products": "产品", "harvest": "采收台账"}
_WHEAT = PatternFill("solid", fgColor="F8EDCF")


def template(kind: Kind) -> bytes:
    """The workbook as XLSX."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEETS[kind]
    sheet.append([column.title for column in COLUMNS[kind]])
    for place, column in enumerate(COLUMNS[kind], 1):
        cell = sheet.cell(1, place)
        cell.font = Font(bold=True)
        if column.required:
            cell.fill = _WHEAT
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 16
        for number in range(2, 502):  # digits stay digits: a program must not turn them into 1.38E+10
            sheet.cell(number, place).number_format = "@" if column.key in _DIGITS else "General"
    sheet.freeze_panes = "A2"
    _explain(workbook.create_sheet("说明"), kind)
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


_DIGITS = frozenset({"phone", "party", "site", "product", "lot", "town"})


def _explain(sheet: Worksheet, kind: Kind) -> None:
    heads = ("title", "required", "meaning", "example")
    sheet.append([" ".join(said(f"template.{head}")) for head in heads])
    for column in COLUMNS[kind]:
        meaning = "\n".join(said(f"column.{column.key}"))
        sheet.append([column.title, "✓" if column.required else "", meaning, column.example])
    for letter, width in zip("ABCD", (16, 16, 70, 28), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
