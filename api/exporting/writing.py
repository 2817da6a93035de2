"""Lines into a file: CSV for every program, XLSX for people, JSON lines for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import IO

import msgspec

from api.exporting.asked import Cell, Form, Line
from api.exporting.safe import safe
from api.exporting.titled import titled


def write(lines: Iterable[Line], form: Form, file: IO[bytes]) -> int:
    """Returns how many lines there were. Raises TooManyRows."""
    match form:
        case "csv":
            return _csv(lines, file)
        case "xlsx":
            from api.exporting.sheet import xlsx  # with the first sheet: it brings openpyxl, which no start needs

            return xlsx(lines, file)
        case "jsonl":
            return _jsonl(lines, file)


def _csv(lines: Iterable[Line], file: IO[bytes]) -> int:
    """With a byte order mark: without it Chinese Excel takes UTF-8 for GB18030."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    count = 0
    titles, rows = titled(lines)
    writer = csv.writer(text)
    writer.writerow(titles)
    for row in rows:
        writer.writerow([_shown(value) for value in row.values()])
        count += 1
    text.detach()
    return count


def _jsonl(lines: Iterable[Line], file: IO[bytes]) -> int:
    count = 0
    for line in lines:
        file.write(msgspec.json.encode(line) + b"\n")
        count += 1
    return count


def _shown(value: Cell) -> str:
    return "" if value is None else safe(str(value))
