"""Lot codes and serials that a phone mints without asking anyone.

A lot code is the day (YYMMDD), 7 random characters (35 bits) and a check character: 14 characters, of Crockford's 32
(no I, L, O, U), so it can be read aloud and copied by hand. The check character is the remainder of the code read as a
polynomial over GF(32): it finds every single wrong character and every swap of two neighbours.
"""

from dataclasses import dataclass
from datetime import date

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BITS = 35
SERIAL_BITS = 65
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_RANDOM_LENGTH = RANDOM_BITS // 5
_LENGTH = 6 + _RANDOM_LENGTH + 1


class MalformedLotCode(ValueError):
    """The text is not a lot code of ours, or one of its characters was misread. `text`, `reason`."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{reason}: {text[:40]!r}")
        self.text = text
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LotCode:
    """A lot code of ours and the day it was minted for."""

    text: str
    day: date


def mint_lot_code(day: date, random_bits: int) -> str:
    """14 characters for `day` (Asia/Shanghai, years 2000 to 2099); `random_bits` has 35 bits from the caller.

    >>> mint_lot_code(date(2026, 7, 1), 0)
    '26070100000009'
    """
    if not 2000 <= day.year <= 2099:
        raise ValueError(f"a lot code has a year from 2000 to 2099, not {day.year}")
    body = f"{day:%y%m%d}{_base32(random_bits, _RANDOM_LENGTH)}"
    return body + _check_character(body)


def parse_lot_code(text: str) -> LotCode:
    """The day of a lot code of ours. Raises MalformedLotCode, also for lots of others, which are legal GS1 lots."""
    if len(text) != _LENGTH:
        raise MalformedLotCode(text, f"must have {_LENGTH} characters")
    if not _VALUE.keys() >= set(text):
        raise MalformedLotCode(text, "has a character outside 0-9 A-Z without I, L, O, U")
    if text[-1] != _check_character(text[:-1]):
        raise MalformedLotCode(text, "a character was misread")
    if not text[:6].isdecimal():
        raise MalformedLotCode(text, "must begin with a day, YYMMDD")
    try:
        day = date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        raise MalformedLotCode(text, "must begin with a day, YYMMDD") from None
    return LotCode(text, day)


def is_minted(lot: str) -> bool:
    """Whether a lot is one of ours. A lot of somebody else is as good, but tells no day and has no check character."""
    try:
        parse_lot_code(lot)
    except MalformedLotCode:
        return False
    return True


def mint_serial(random_bits: int) -> str:
    """13 characters from 65 bits of the caller: too many to guess the next (D4 wants at least 60)."""
    return _base32(random_bits, SERIAL_BITS // 5)


def _base32(bits: int, length: int) -> str:
    if not 0 <= bits < 1 << (5 * length):
        raise ValueError(f"random_bits must be between 0 and 2**{5 * length}")
    return "".join(ALPHABET[bits >> (5 * place) & 31] for place in reversed(range(length)))


def _check_character(body: str) -> str:
    """Horner's rule at the primitive element of GF(32) = GF(2)[x]/(x^5 + x^2 + 1); its 31 powers differ."""
    total = 0
    for character in body:
        total = (total ^ _VALUE[character]) << 1
        total ^= 37 if total & 32 else 0
    return ALPHABET[total]
