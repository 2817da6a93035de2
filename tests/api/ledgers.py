"""Spreadsheets as cooperatives keep them, made for the tests by an independent program (openpyxl) or as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from api.auth import Actor
from api.importing.carrying import Import
from api.importing.columns import Kind
from api.importing.found import Report
from api.regions import Regions

MEMBERS = (
    ("姓名", "手机", "县区", "乡镇", "地块", "面积(亩)"),
    ("黄日新", "13900000001", "郁南县", "建城镇", "东坑3号地", 3.5),
    ("黄日新", "13900000002", "云浮市郁南县", "", "西坡", "4"),
    ("覃细妹", "１３９０００００００３", "445322", "建城镇", "河边", None),
)


def workbook(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    made.save(path)
    return path


def plain(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    lines = [delimiter.join("" if value is None else str(value) for value in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def bring_in(regions: Regions, kind: Kind, path: Path, party: str, *, dry_run: bool = False) -> Report:
    """What `suyuan import` does with a file, in Yunfu."""
    role = "administrator" if kind == "products" else "supervisor"
    actor = Actor("import", party, "commons", role)
    return Import(regions, kind, "yunfu", actor, lambda done, all: None).run(path, dry_run=dry_run)


def wrong(report: Report) -> list[tuple[int, str]]:
    """Row and column of each problem."""
    return [(problem.row, problem.column) for problem in report.problems]
