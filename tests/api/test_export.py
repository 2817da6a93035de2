"""What is taken out opens in a spreadsheet, calculates nothing, names nobody unless an administrator said why."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook

from api.exporting.asked import Asked, Form, Line
from api.exporting.facts import facts
from api.exporting.lines import lines
from api.exporting.safe import safe
from api.exporting.writing import write
from api.regions import Regions
from tests.api.following import catch_up
from tests.api.story import People

FORMULAS = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠x",
    " =1",
    "\u200b=1",
    "|x",
    "%x",
]
HOSTILE = '=HYPERLINK("http://evil","云浮")'


@pytest.fixture(scope="module")
def regions(people: People) -> Regions:
    """With a purchase of a household's wampee, and a party whose name is a formula; everything is projected."""
    people.made("admin", "commons", "parties", {"kind": "retailer", "name": HOSTILE, "county": "440111"})
    lot = people.purchase("100")
    people.dispatch(lot, "40")
    catch_up(people.regions)
    return people.regions


def wanted(what: Any, **more: Any) -> Asked:
    return Asked(what, ("yunfu", "guangzhou"), **more)


def written(rows: Iterator[Line], form: Form) -> bytes:
    file = io.BytesIO()
    assert write(rows, form, file)
    return file.getvalue()


def in_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_told_as_text(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "云浮", "-2.5", "12", "a=b", "01/09520000000011/10/26070100000009"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_sheet_holds_a_formula(form: Form) -> None:
    content = written(iter([{"name": text, "n": 1} for text in FORMULAS]), form)
    if form == "csv":
        assert [row["name"][0] for row in in_csv(content)] == ["'"] * len(FORMULAS)
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} == {"s", "n"}


def test_lots_and_movements_name_enterprises_and_no_household(regions: Regions, people: People) -> None:
    movements = in_csv(written(lines(regions, wanted("movements")), "csv"))
    assert {"harvested", "received", "dispatched"} <= {row["kind"] for row in movements}
    assert "packer 公司" in {row["party_name"] for row in movements}
    for what in ("lots", "movements"):
        content = written(lines(regions, wanted(what)), "csv").decode("utf-8-sig")
        assert people.parties["grower"] in content
        assert "黎阿嫂" not in content
        assert "13800138000" not in content


def test_with_a_reason_households_have_names(regions: Regions, people: People) -> None:
    rows = in_csv(written(lines(regions, wanted("lots", personal=True)), "csv"))
    assert ("黎阿嫂", "13800138000") in {(row["party_name"], row["party_phone"]) for row in rows}


def test_a_partys_export_holds_its_households_and_nobody_elses(regions: Regions, people: People) -> None:
    rows = list(lines(regions, wanted("lots", party=people.parties["packer"])))
    assert {row["party"] for row in rows} == {people.parties["grower"]}
    assert list(lines(regions, wanted("lots", party=people.parties["rival"]))) == []


def test_facts_are_whole_and_in_order(regions: Regions, people: People) -> None:
    rows = [json.loads(line) for line in written(facts(regions, wanted("facts")), "jsonl").splitlines()]
    positions = [row["position"] for row in rows if row["region"] == "yunfu"]
    assert positions == list(range(1, people.head("yunfu") + 1))
    assert all("黎阿嫂" not in row["says"] for row in rows)
