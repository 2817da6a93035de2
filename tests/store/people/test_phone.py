"""Phone numbers: however they are written, one form; whatever else, refused."""

import pytest

from store.people.phone import MalformedPhone, read_phone


@pytest.mark.parametrize(
    "text",
    ["13800138000", "138 0013 8000", "138-0013-8000", "+8613800138000", "008613800138000", "１３８００１３８０００"],
)
def test_one_number_has_one_form(text: str):
    assert read_phone(text) == "+8613800138000"


@pytest.mark.parametrize("text", ["+85251234567", "+85366123456", "+14155550100"])
def test_numbers_of_elsewhere_keep_their_country(text: str):
    assert read_phone(text) == text


@pytest.mark.parametrize(
    "text", ["", "1380013800", "23800138000", "+8623800138000", "+86138001380000", "abc", "+", "一三八"]
)
def test_what_is_no_number_is_refused(text: str):
    with pytest.raises(MalformedPhone):
        read_phone(text)
