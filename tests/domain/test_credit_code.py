"""Unified social credit codes: codes that stand on licences are read, and no slip of the finger passes."""

from __future__ import annotations

import pytest

from domain.credit_code import ALPHABET, body_check, check, read_credit_code
from domain.errors import WrongCreditCode

PUBLISHED = ("91350100M000100Y43", "914403001922038216", "9144030071526726XG", "91330100799655058B")
"""The example of the standard's own text, and codes that companies print on their pages."""


@pytest.mark.parametrize("code", PUBLISHED)
def test_a_published_code_is_read_as_it_is_typed(code: str) -> None:
    assert read_credit_code(f" {code.lower()} ") == code


def test_a_village_collective_has_a_code_with_letters_in_front() -> None:
    body = "MF123456"
    first = f"N2445322{body}{body_check(body)}"
    assert read_credit_code(first + check(first)) == first + check(first)


@pytest.mark.parametrize("code", PUBLISHED)
def test_no_wrong_character_passes(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(WrongCreditCode):
                read_credit_code(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("code", PUBLISHED)
def test_no_two_neighbours_change_places(code: str) -> None:
    for place in range(17):
        turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if turned != code:
            with pytest.raises(WrongCreditCode):
                read_credit_code(turned)


@pytest.mark.parametrize("text", ["", "9135", "91350100M000100Y433", "91350100M000100Y4S", "９1350100M000100Y43"])
def test_what_is_no_code_at_all_is_refused(text: str) -> None:
    with pytest.raises(WrongCreditCode):
        read_credit_code(text)
