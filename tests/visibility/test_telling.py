"""The instrument of the matrix can find what it looks for: a leak, a mask, a value that stands in another field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.visibility.looking import Look, alone, among, dig
from tests.visibility.telling import elsewhere, word_for
from tests.visibility.truth import ANYTHING

LOOK = Look("/", {}, alone)


@pytest.mark.parametrize(
    ("told", "true", "word"),
    [
        (["黎阿嫂"], "黎阿嫂", "see"),
        (["黎**"], "黎阿嫂", "mask"),
        ([], "黎阿嫂", "none"),
        (["7.1350"], "7.135", "see"),
        (["1.250", "7.135"], "7.135", "see"),
        (["8.000"], "7.135", "other: ['8.000']"),
        ([False], False, "see"),
        ([3], ANYTHING, "see"),
        ([], ANYTHING, "none"),
    ],
)
def test_what_was_told_has_one_word(told: list[Any], true: object, word: str) -> None:
    assert word_for(told, true) == word


def test_a_value_that_its_field_keeps_back_is_found_in_another() -> None:
    assert elsewhere([{"buyer": "", "note": "卖给梁老板了"}], "梁老板", LOOK)
    assert elsewhere([{"buyer": "", "body": {"lines": [{"to": "9521234000013"}]}}], "9521234000013", LOOK)
    assert not elsewhere([{"buyer": ""}], "9521234000013", LOOK)


def test_a_field_is_dug_out_of_lists_and_what_is_empty_is_nothing() -> None:
    row = {"body": {"lines": [{"lot": "a"}, {"lot": ""}, {}]}, "site": ""}
    assert dig(row, "body.lines.*.lot") == ["a"]
    assert dig(row, "site") == dig(row, "vehicle.plate") == []
    assert among(id=1)({"items": [{"id": 1}, {"id": 2}, {}]}) == [{"id": 1}]
