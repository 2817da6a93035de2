"""Who may see what, cell by cell: the matrix that was written by hand against what the product answers over HTTP."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.visibility.cast import ACTORS
from tests.visibility.forms import FORMS
from tests.visibility.matrix import WORDS, Row, header, rows
from tests.visibility.telling import Teller
from tests.visibility.writing import Writer

README = Path(__file__).with_name("README.md")
READS = ("registers", "labels", "things", "papers", "trace", "views", "exports", "admin", "scan", "site")


def test_the_matrix_has_its_columns_and_two_thousand_cells() -> None:
    assert header() == ["area", "action", "resource", "field", *ACTORS, "why"]
    assert len(rows()) * len(ACTORS) >= 2_000
    assert {row.area for row in rows()} == {*READS, "write"}


def test_no_cell_is_empty_and_every_word_is_known() -> None:
    wrong = [(row.name, who, cell) for row in rows() for who, cell in row.cells.items() if cell not in WORDS]
    assert wrong == []
    assert [row.name for row in rows() if not all((*row[:4], row.why))] == []


def test_no_row_stands_twice() -> None:
    names = [row.name for row in rows()]
    assert len(names) == len(set(names))


def test_only_writes_are_done_and_only_reads_are_seen() -> None:
    reads, writes = {"see", "mask", "none"}, {"do"}
    wrong = [
        row.name for row in rows() if set(row.cells.values()) & (reads if row.area == "write" else writes)
    ]  # fmt: skip
    assert wrong == []


def test_what_is_kept_from_somebody_has_an_owner() -> None:
    """Else a row could pass because nothing is there. Only what no page of a scan may ever tell has none."""
    public = [row for row in rows("scan") if set(row.cells.values()) <= {"none", "mask"}]
    owned = [row for row in rows() if {"see", "do"} & set(row.cells.values())]
    assert {row.name for row in rows()} - {row.name for row in (*public, *owned)} == set()
    assert {(row.area, row.resource) for row in public} <= {(row.area, row.resource) for row in owned}


def test_whom_nobody_lets_in_is_told_the_same_everywhere() -> None:
    """No token, and one that was revoked, open nothing but what is open to all."""
    wrong = [
        (row.name, who) for row in rows() for who in ("public", "revoked")
        if row.cells[who] != "401" and len({row.cells[other] for other in ACTORS}) > 1 and row.area != "views"
    ]  # fmt: skip
    assert wrong == []


def test_every_reason_is_explained() -> None:
    explained = set(re.findall(r"\*\*([VJ][0-9]+)\*\*", README.read_text(encoding="utf-8")))
    assert {code for row in rows() for code in re.findall(r"\b[VJ][0-9]+\b", row.why)} <= explained


def test_every_write_has_a_form() -> None:
    assert {(row.action, row.resource) for row in rows("write")} == set(FORMS)


@pytest.mark.parametrize("area", READS)
def test_what_is_seen(teller: Teller, area: str) -> None:
    judge(rows(area), teller)


def test_what_is_done(writer: Writer) -> None:
    judge(rows("write"), writer)


def judge(some: list[Row], asked: Teller | Writer) -> None:
    """Every cell that has a door; says how many agree, and each that does not."""
    differences: dict[str, list[str]] = defaultdict(list)
    agreed = differing = unasked = 0
    for row in some:
        for who, cell in row.cells.items():
            found = asked.cell(row, who)
            if found is None:
                unasked += 1
            elif found == cell:
                agreed += 1
            else:
                differing += 1
                differences[row.name].append(f"{who} {cell} was {found}")
    print(f"\n{some[0].area}: {agreed} cells agree, {differing} differ, {unasked} have no door yet")
    told = [f"{name}: {'; '.join(found)}" for name, found in differences.items()]
    assert not differences, f"{differing} of {agreed + differing} cells differ\n" + "\n".join(told)
