"""Workbooks and lists that nobody made by accident: refused in a sentence, with bounded memory and time."""

from __future__ import annotations

import io
import re
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from api.importing.apart import read_apart
from api.importing.table import FileRefused
from tests.api.ledgers import MEMBERS, plain

SHEET = "xl/worksheets/sheet1.xml"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MERGE = '<mergeCell ref="A1:CV900"/>'
LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))


def spoilt(part: str, spoil: Callable[[str], str]) -> bytes:
    """A small workbook with one part rewritten."""
    made, plain_file, found = Workbook(), io.BytesIO(), io.BytesIO()
    made.save(plain_file)
    with zipfile.ZipFile(plain_file) as parts, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            content = parts.read(name)
            out.writestr(name, spoil(content.decode()) if name == part else content)
    return found.getvalue()


def sheet(rows: str, before: str = "", after: str = "") -> bytes:
    text = f"{before}<worksheet {SPACE}><sheetData>{rows}</sheetData>{after}</worksheet>"
    return spoilt(SHEET, lambda _: text)


def formats(text: str) -> str:
    return re.sub(r"<cellXfs.*?</cellXfs>", f"<cellXfs>{'<xf/>' * 1_000_000}</cellXfs>", text, flags=re.DOTALL)


BOMBS = {
    "a row without end": (lambda: sheet('<row r="9999999999"><c><v>1</v></c></row>'), "too_many_rows"),
    "rows without end": (lambda: sheet('<row><c r="XFD1"/></row>' * 1_500_000), "too_many_rows too_costly"),
    "a row below zero": (lambda: sheet('<row r="-5"><c t="s"><v>-1</v></c></row>'), "broken_workbook"),
    "a text that is not there": (lambda: sheet('<row><c t="s"><v>99999</v></c></row>'), "broken_workbook"),
    "merges": (
        lambda: sheet("", after=f"<mergeCells>{MERGE * 3000}</mergeCells>"),
        "too_many_merges",
    ),
    "laughs": (
        lambda: sheet(
            "<row><c t='inlineStr'><is><t>&m;</t></is></c></row>", f'<!DOCTYPE l [<!ENTITY a "ha">{LAUGHS}]>'
        ),
        "broken_workbook",
    ),
    "another file": (
        lambda: sheet(
            "<row><c t='inlineStr'><is><t>&a;</t></is></c></row>",
            '<!DOCTYPE l [<!ENTITY a SYSTEM "file:/etc/passwd">]>',
        ),
        "broken_workbook",
    ),
    "formats": (lambda: spoilt("xl/styles.xml", formats), "too_costly broken_workbook"),
}


def worked() -> float:
    """Seconds of a processor that ended children used: a busy machine makes them wait, not work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(("make", "keys"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_in_a_sentence(tmp_path: Path, make: Callable[[], bytes], keys: str) -> None:
    (tmp_path / "bomb.xlsx").write_bytes(make())
    before = worked()
    with pytest.raises(FileRefused) as refused:
        read_apart(tmp_path / "bomb.xlsx", seconds=8)
    assert refused.value.key in keys.split()
    assert worked() - before < 20


def test_the_refusal_tells_how_long_it_was_tried(tmp_path: Path) -> None:
    (tmp_path / "bomb.xlsx").write_bytes(spoilt("xl/styles.xml", formats))
    with pytest.raises(FileRefused) as refused:
        read_apart(tmp_path / "bomb.xlsx", seconds=1)
    assert (refused.value.key, refused.value.values) == ("too_costly", {"seconds": 1})


def test_a_cell_far_to_the_right_costs_nothing(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"/></row>' for n in range(1, 2001))
    (tmp_path / "wide.xlsx").write_bytes(sheet(rows))
    assert len(read_apart(tmp_path / "wide.xlsx")[1][0].rows) == 2000


def test_a_file_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_apart(tmp_path / "none.csv")


def test_what_was_read_apart_comes_back_whole(tmp_path: Path) -> None:
    digest, (found,) = read_apart(plain(tmp_path / "m.csv", MEMBERS, "utf-8", ","))
    assert len(digest) == 64
    assert [row.number for row in found.rows] == list(range(1, len(MEMBERS) + 1))
    assert [row.values[0] for row in found.rows] == [row[0] for row in MEMBERS]
