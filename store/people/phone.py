"""Phone numbers, read once: however a person writes one, it has one form (E.164)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_MAINLAND: Final = re.compile(r"1[0-9]{10}")
_IDLE: Final = str.maketrans("", "", " -()\u00a0\u2013")


class MalformedPhone(ValueError):
    """Not a phone number."""


def read_phone(text: str) -> str:
    """The number in E.164; eleven digits without a country are of the mainland. Raises MalformedPhone.

    >>> read_phone("138 0013-8000"), read_phone("+852 5123 4567"), read_phone("008613800138000")
    ('+8613800138000', '+85251234567', '+8613800138000')
    """
    number = unicodedata.normalize("NFKC", text).translate(_IDLE)
    if number.startswith("00"):
        number = "+" + number[2:]
    if _MAINLAND.fullmatch(number):
        number = "+86" + number
    if not _E164.fullmatch(number) or (number.startswith("+86") and not _MAINLAND.fullmatch(number[3:])):
        raise MalformedPhone
    return number
