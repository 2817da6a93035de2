"""One cell at a time: what is read, and what is refused because it could mean two things."""

from __future__ import annotations

import doctest
from datetime import date, datetime
from types import ModuleType

import pytest

from api.exporting import safe
from api.importing import cells, choices
from api.importing.cells import CellRefused
from api.importing.table import Value


@pytest.mark.parametrize("module", [cells, choices, safe])
def test_the_examples_in_the_docstrings_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(
    "written",
    ["2026-07-09", "2026/7/9", "2026.07.09", "20260709", "2026年7月9日", "２０２６年７月９号", 46212, 46212.0, "46212"],
)
def test_a_day_in_any_of_its_forms(written: Value) -> None:
    assert cells.moment(written).isoformat() == "2026-07-09T00:00:00+08:00"


@pytest.mark.parametrize("written", ["2026-07-09 06:30", "2026-7-9T6:30:00", 46212 + 6.5 / 24, "46212.2708333"])
def test_a_day_with_its_time(written: Value) -> None:
    assert cells.moment(written).isoformat() == "2026-07-09T06:30:00+08:00"


def test_a_day_as_the_workbook_knows_it() -> None:
    naive = datetime(2026, 7, 9, 6, 30)  # noqa: DTZ001  as openpyxl gives it
    assert cells.moment(naive).isoformat() == "2026-07-09T06:30:00+08:00"
    assert cells.moment(date(2026, 7, 9)).isoformat() == "2026-07-09T00:00:00+08:00"


@pytest.mark.parametrize(
    "written", ["7月9日", "09/07/2026", "26-7-9", "2026-13-01", "2026-02-30", "昨天", "1e5", 99999999]
)
def test_a_day_that_could_be_another_is_refused(written: Value) -> None:
    with pytest.raises(CellRefused):
        cells.moment(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (350, ("350", "")),
        (12.5, ("12.5", "")),
        (37.300000000000004, ("37.3", "")),
        ("350斤", ("350", "斤")),
        ("１，２００．５ 公斤", ("1200.5", "公斤")),
        ("12 件", ("12", "件")),
    ],
)
def test_an_amount_with_or_without_its_unit(written: Value, read: tuple[str, str]) -> None:
    assert cells.amount(written) == read


@pytest.mark.parametrize(
    "written", ["1,20", "1.2.3", "-5", "约300", "三百", "1e3", float("nan"), float("inf"), 1e300, "斤"]
)
def test_what_is_no_plain_number_is_refused(written: Value) -> None:
    with pytest.raises(CellRefused):
        cells.amount(written)


@pytest.mark.parametrize(
    ("written", "code"), [("徐闻", "440825"), ("湛江市徐闻县", "440825"), ("广东省湛江徐闻县", "440825")]
)
def test_a_county_by_any_of_its_names(written: str, code: str) -> None:
    assert choices.county(written) == code
