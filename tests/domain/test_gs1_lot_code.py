"""Lot codes and serials that a phone mints alone."""

import secrets
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.gs1 import Gtin, Lgtin, Sgtin, parse
from domain.lot_code import (
    ALPHABET,
    RANDOM_BITS,
    SERIAL_BITS,
    MalformedLotCode,
    is_minted,
    mint_lot_code,
    mint_serial,
    parse_lot_code,
)

GTIN = Gtin("09521234543213")
DAY = date(2026, 7, 1)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
randoms = st.integers(0, 2**RANDOM_BITS - 1)


@given(days, randoms)
def test_a_code_tells_its_day(day: date, bits: int):
    code = mint_lot_code(day, bits)
    assert len(code) == 14
    assert parse_lot_code(code).day == day
    assert is_minted(code)
    assert parse(Lgtin(GTIN, code).path) == Lgtin(GTIN, code)


@given(days, randoms, st.integers(0, 13), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_found(day: date, bits: int, place: int, wrong: str):
    code = mint_lot_code(day, bits)
    misread = code[:place] + wrong + code[place + 1 :]
    assert is_minted(misread) == (misread == code)


@given(days, randoms, st.integers(0, 12))
def test_any_swap_of_neighbours_is_found(day: date, bits: int, place: int):
    code = mint_lot_code(day, bits)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_minted(swapped) == (swapped == code)


def test_codes_never_change():
    assert mint_lot_code(DAY, 0) == "26070100000009"
    assert mint_lot_code(DAY, 2**RANDOM_BITS - 1) == "260701ZZZZZZZ5"
    assert mint_serial(0) == "0000000000000"
    assert mint_serial(2**SERIAL_BITS - 1) == "ZZZZZZZZZZZZZ"


@pytest.mark.parametrize(
    "lot", ["A1", "20260701", "26070100000009X", "2607010000000", "2607010000000o", "26O70100000009"]
)
def test_lots_of_others_are_legal_but_not_ours(lot: str):
    assert Lgtin(GTIN, lot)
    assert not is_minted(lot)


@pytest.mark.parametrize("start", ["261301", "260732", "260229", "26A701"])
def test_a_day_that_is_none_is_refused_though_the_check_character_is_right(start: str):
    codes = [f"{start}0000000{last}" for last in ALPHABET]
    assert not any(is_minted(code) for code in codes)


def test_a_refusal_keeps_what_was_read():
    with pytest.raises(MalformedLotCode) as refusal:
        parse_lot_code("26070100000008")
    assert (refusal.value.text, refusal.value.reason) == ("26070100000008", "a character was misread")


@pytest.mark.parametrize("bits", [-1, 2**RANDOM_BITS])
def test_random_bits_must_fit(bits: int):
    with pytest.raises(ValueError, match="random_bits"):
        mint_lot_code(DAY, bits)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2100, 1, 1)])
def test_a_code_has_a_year_of_this_century(day: date):
    with pytest.raises(ValueError, match="2000 to 2099"):
        mint_lot_code(day, 0)


def test_a_thousand_phones_on_one_day_do_not_collide():
    assert len({mint_lot_code(DAY, secrets.randbits(RANDOM_BITS)) for _ in range(1000)}) == 1000


def test_serials_are_gs1_serials_and_do_not_collide():
    serials = {mint_serial(secrets.randbits(SERIAL_BITS)) for _ in range(10_000)}
    assert len(serials) == 10_000
    assert {len(serial) for serial in serials} == {13}
    assert Sgtin(GTIN, serials.pop())
