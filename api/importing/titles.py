"""Find the row of titles in a sheet, and the column under each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.importing.cells import CellRefused
from api.importing.columns import COLUMNS, Column, Kind
from api.importing.table import HEADER_WITHIN, FileRefused, Row, Sheet, Value, is_empty

_UNIT = re.compile(r"[((【\[](?:单位[::]?)?([^))】\]]{1,8})[))】\]]")


class Titled(NamedTuple):
    """A sheet whose titles are understood. `units`: a unit that a title names for its column, by the column's key."""

    sheet: Sheet
    rows: list[Row]
    places: dict[str, int]
    units: dict[str, str]
    ignored: list[str]


def find_titles(sheets: Sequence[Sheet], kind: Kind) -> Titled:
    """The first sheet that has every required title. Raises FileRefused."""
    best: list[str] = [column.title for column in COLUMNS[kind] if column.required]
    for sheet in sheets:
        for row in sheet.rows[:HEADER_WITHIN]:
            titled = _read(sheet, row, kind)
            missing = [one.title for one in COLUMNS[kind] if one.required and one.key not in titled.places]
            if not missing:
                return titled
            if len(titled.places) >= 2 and len(missing) < len(best):
                best = missing
    titles = "、".join(column.title for column in COLUMNS[kind])
    raise FileRefused("titles_missing", missing="、".join(best), titles=titles)


def read_cells(row: Row, titled: Titled, kind: Kind) -> tuple[dict[str, Any], list[tuple[str, CellRefused]]]:
    """What the row's cells say, by the key of their column; empty ones are left out. And those that cannot be read."""
    cells: dict[str, Any] = {}
    refused: list[tuple[str, CellRefused]] = []
    for column in COLUMNS[kind]:
        place = titled.places.get(column.key, -1)
        value = row.values[place] if 0 <= place < len(row.values) else None
        try:
            if not is_empty(value):
                cells[column.key] = column.read(value)
            elif (row.number, place) in titled.sheet.formulas:
                raise CellRefused("formula_unsaved")
            elif (row.number, place) in titled.sheet.merged:
                raise CellRefused("merged")
            elif column.required:
                raise CellRefused("required")
        except CellRefused as error:
            refused.append((column.key, error))
    return cells, refused


def _read(sheet: Sheet, header: Row, kind: Kind) -> Titled:
    known = {_plain(name): column for column in COLUMNS[kind] for name in (column.title, *column.also)}
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    ignored: list[str] = []
    for place, value in enumerate(header.values):
        if is_empty(value):
            continue
        column, unit = _column(value, known)
        if column is None:
            ignored.append(str(value).strip())
        elif column.key in places:
            raise FileRefused("title_twice", title=column.title)
        else:
            places[column.key] = place
            if unit:
                units[column.key] = unit
    rows = [row for row in sheet.rows if row.number > header.number]
    return Titled(sheet, rows, places, units, ignored)


def _column(value: Value, known: Mapping[str, Column]) -> tuple[Column | None, str]:
    title = unicodedata.normalize("NFKC", str(value))
    unit = _UNIT.search(title)
    without = _UNIT.sub("", title)
    found = known.get(_plain(title)) or known.get(_plain(without))
    return found, unit[1].strip() if unit else ""


def _plain(title: str) -> str:
    return re.sub(r"[\s*()_:/.\-]+", "", unicodedata.normalize("NFKC", title)).lower()
