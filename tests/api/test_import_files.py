"""Files as they are found in the wild, and some that nobody should make: read, or refused in a sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from api.importing.columns import Kind
from api.importing.reading import read_file
from api.importing.table import FileRefused
from api.importing.template import template
from api.importing.titles import Titled, find_titles, read_cells
from tests.api.ledgers import MEMBERS, plain, workbook


def titled(path: Path) -> Titled:
    return find_titles(read_file(path)[1], "members")


def names(path: Path) -> list[str]:
    found = titled(path)
    return [read_cells(row, found, "members")[0]["name"] for row in found.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_of_the_usual_encodings(tmp_path: Path, encoding: str, delimiter: str) -> None:
    assert names(plain(tmp_path / "m.csv", MEMBERS, encoding, delimiter)) == ["黄日新", "黄日新", "覃细妹"]


def test_titles_may_stand_below_a_headline_on_a_later_sheet(tmp_path: Path) -> None:
    made = Workbook()
    made.create_sheet("说明").append(["请勿修改"])
    sheet = made.create_sheet("成员")
    for row in (("云浮果业合作社 2026 年成员名册",), (), *MEMBERS):
        sheet.append(list(row))
    sheet.merge_cells("A1:F1")
    made.save(tmp_path / "m.xlsx")
    found = titled(tmp_path / "m.xlsx")
    assert [row.number for row in found.rows] == [4, 5, 6]


def test_a_csv_row_keeps_its_line_number_over_empty_lines(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text('姓名,县区,地块\n\n,,\n"黄\n日新",郁南县,一\n', encoding="utf-8")
    assert [row.number for row in titled(tmp_path / "m.csv").rows] == [5]


def test_merged_cells_and_unsaved_formulas_are_named_not_guessed(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (("姓名", "县区", "面积"), ("黄日新", "郁南县", 3), (None, "郁南县", 4), ("=A2", "郁南县", 5)):
        sheet.append(list(row))
    sheet.merge_cells("A2:A3")
    made.save(tmp_path / "m.xlsx")
    found = titled(tmp_path / "m.xlsx")
    refused = {row.number: [(key, why.key) for key, why in read_cells(row, found, "members")[1]] for row in found.rows}
    assert refused == {2: [], 3: [("name", "merged")], 4: [("name", "formula_unsaved")]}


def test_a_hundred_thousand_empty_rows_are_no_rows(tmp_path: Path) -> None:
    made = Workbook(write_only=True)
    sheet = made.create_sheet()
    for row in MEMBERS:
        sheet.append(list(row))
    for _ in range(100_000):
        sheet.append([None, ""])
    made.save(tmp_path / "m.xlsx")
    assert len(titled(tmp_path / "m.xlsx").rows) == 3


def test_columns_that_nobody_knows_are_told(tmp_path: Path) -> None:
    rows = (("姓名", "县区", "身份证号"), ("黄日新", "郁南县", "x"))
    assert titled(workbook(tmp_path / "m.xlsx", rows)).ignored == ["身份证号"]


def test_an_area_may_be_a_saved_number_with_a_fill(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (("姓名", "县区", "面积（亩）"), ("黄日新", "郁南县", 0.1 + 0.2)):
        sheet.append(list(row))
    sheet["C2"].fill = PatternFill("solid", fgColor="FFFF00")
    made.save(tmp_path / "m.xlsx")
    found = titled(tmp_path / "m.xlsx")
    assert read_cells(found.rows[0], found, "members")[0]["area"] == "0.3"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old_format"),
        (b"PK\x03\x04 no zip", "broken_workbook"),
        (b"\xff\xff\xff\x00\x80", "unknown_encoding"),
        ("姓名,县区\n\0,x\n".encode(), "unknown_encoding"),
        ('姓名,县区\n"黄"日新,郁南县\n'.encode(), "broken_csv"),
        (b"a,b\n1,2\n", "titles_missing"),
        ("姓名,县区,姓名\n黄,郁南县,黄\n".encode(), "title_twice"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(tmp_path: Path, content: bytes, key: str) -> None:
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        titled(tmp_path / "f")
    assert refused.value.key == key


def test_a_zip_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<x/>")
        with parts.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(101):
                part.write(b"0" * 1_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(FileRefused, match="unpacks_too_large"):
        read_file(path)


def test_a_workbook_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "m.xlsx", MEMBERS)
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "cut.xlsx", "w") as cut:
        for part in whole.infolist():
            content = whole.read(part)
            cut.writestr(part.filename, content[: len(content) // 2] if "sheet1" in part.filename else content)
    with pytest.raises(FileRefused, match="broken_workbook"):
        read_file(tmp_path / "cut.xlsx")


@pytest.mark.parametrize("kind", ["members", "sites", "products", "harvest"])
def test_a_template_has_titles_that_are_understood(tmp_path: Path, kind: Kind) -> None:
    (tmp_path / "t.xlsx").write_bytes(template(kind))
    found = find_titles(read_file(tmp_path / "t.xlsx")[1], kind)
    assert (found.rows, found.ignored) == ([], [])
