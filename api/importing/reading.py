"""Read a file by what it is, whatever its name says."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from api.importing.table import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, FileRefused, Row, Sheet
from api.importing.workbook import read_workbook

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS = ",\t;，"


def read_file(path: Path) -> tuple[bytes, list[Sheet]]:
    """The file's bytes and its sheets (a CSV has one). Raises FileRefused, OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise FileRefused("too_large", most=MOST_BYTES // 1_000_000)
    content = path.read_bytes()
    if not content.strip():
        raise FileRefused("empty")
    if content.startswith(_OLD_OFFICE):
        raise FileRefused("old_format")
    if content.startswith(b"PK"):
        return content, read_workbook(content)
    return content, [_csv(content)]


def _csv(content: bytes) -> Sheet:
    text = _text(content)
    head = text[:20_000]
    delimiter = max(_DELIMITERS, key=head.count)
    rows: list[Row] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for values in reader:
            if any(map(str.strip, values)):
                # A quoted cell may hold line ends: the line of the file is what an editor shows.
                rows.append(Row(reader.line_num, tuple(values[:MOST_COLUMNS])))
                if len(rows) > MOST_ROWS:
                    raise FileRefused("too_many_rows", most=MOST_ROWS)
    except csv.Error as error:
        raise FileRefused("broken_csv", reason=str(error)) from error
    return Sheet("", rows)


def _text(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else GB18030, which is what Chinese Excel writes."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused("unknown_encoding")
