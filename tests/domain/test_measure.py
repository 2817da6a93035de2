"""What a person enters becomes an exact amount, or is refused with a reason."""

from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measure import (
    GRAM,
    UNITS,
    Absurd,
    MalformedNumber,
    MeasureRefused,
    NotPositive,
    PackWeightMissing,
    Quantity,
    TooFine,
    UnknownUnit,
    celsius,
    kilograms,
    measured,
    pieces,
    unit,
)

PACKS = {"泡沫箱": Decimal("15.000"), "件": Decimal("10.000"), "xiang": Decimal("2.500")}


@pytest.mark.parametrize(
    ("entered", "entered_unit", "amount", "code"),
    [
        ("12.5", "kg", "12.500", "kg"),
        ("12.5", "公斤", "12.500", "kg"),
        ("1250", "g", "1.250", "g"),
        ("1.2345", "吨", "1234.500", "t"),
        ("101", "斤", "50.500", "jin"),
        ("101", "市斤", "50.500", "jin"),
        ("0.002", "jin", "0.001", "jin"),
        ("3", "市担", "150.000", "dan"),
        ("100", "司马斤", "60.479", "sima_jin"),
        ("4", "件", "40.000", "jian"),
        ("4", "jian", "40.000", "jian"),
        ("0.5", "箱", "1.250", "xiang"),
        ("2", "泡沫箱", "30.000", "泡沫箱"),
    ],
)
def test_a_mass_is_kilograms_with_three_places(entered: str, entered_unit: str, amount: str, code: str):
    assert measured(entered, entered_unit, PACKS) == Quantity(Decimal(amount), "kg", entered, code)
    assert str(measured(entered, entered_unit, PACKS).amount) == amount


@pytest.mark.parametrize(
    ("entered", "entered_unit", "amount"),
    [("7", "头", 7), ("7", "羽", 7), ("7", "只", 7), ("2", "打", 24), ("7", "个", 7)],
)
def test_a_count_is_pieces_and_never_a_mass(entered: str, entered_unit: str, amount: int):
    counted = measured(entered, entered_unit)
    assert (counted.amount, counted.unit, counted.entered) == (Decimal(amount), "piece", entered)


@pytest.mark.parametrize(
    ("entered", "same"),
    [
        ("１２．５", "12.5"),
        (" 12.5 ", "12.5"),
        ("　12.5", "12.5"),
        (12, "12"),
        (Decimal("12.50"), "12.50"),
        ("007", "7"),
    ],
)
def test_numbers_are_read_alike_wherever_they_were_typed(entered: str | int | Decimal, same: str):
    assert measured(entered, "kg").entered == same
    assert measured(entered, "kg").amount == Decimal(same)


@pytest.mark.parametrize(
    "entered",
    ["", " ", ".", "5.", ".5", "1,000", "1，000", "1 000", "1_000", "1e3", "1E300", "NaN", "inf", "+5", "--5", "0x10",
     "五", "½", "5²", "①", "٣", "१", "12.5kg", "5\n6", "1" * 13, "1." + "0" * 13, "9" * 5000, "\ud800", True, 10**12,
     1.5, None, Decimal("NaN"), Decimal("Infinity"), Decimal("1e300"), Decimal("1e-300"), Decimal("1e999999999"),
     Decimal("0e99999999"), pytest.param(10**5000, id="huge")],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(entered: str):
    with pytest.raises(MalformedNumber):
        measured(entered, "kg")


@pytest.mark.parametrize(
    ("entered", "entered_unit", "refusal"),
    [
        ("0", "kg", NotPositive),
        ("0.000", "kg", NotPositive),
        ("-1", "kg", NotPositive),
        ("-0", "kg", NotPositive),
        ("0.0001", "kg", TooFine),
        ("12.3456", "kg", TooFine),
        ("0.5", "g", TooFine),
        ("0.001", "斤", TooFine),
        ("0.0005", "司马斤", TooFine),
        ("1.5", "头", TooFine),
        ("0.5", "打", TooFine),
        ("100000000.001", "kg", Absurd),
        ("100001", "t", Absurd),
        ("999999999999", "t", Absurd),
        ("100000001", "只", Absurd),
        ("5", "筐", PackWeightMissing),
        ("5", "磅", UnknownUnit),
        ("5", "", UnknownUnit),
        ("5", "kg" * 100, UnknownUnit),
    ],
)
def test_a_measure_that_cannot_be_is_refused_with_its_reason(
    entered: str, entered_unit: str, refusal: type[MeasureRefused]
):
    with pytest.raises(refusal):
        measured(entered, entered_unit, PACKS)


def test_a_finding_may_be_zero_but_not_less():
    assert kilograms("0", may_be_zero=True) == 0
    assert pieces(0, may_be_zero=True) == 0
    with pytest.raises(NotPositive):
        kilograms("-0.001", may_be_zero=True)


def test_the_bound_itself_is_allowed():
    assert kilograms("100000000") == Decimal("100000000.000")
    assert pieces(100_000_000) == 100_000_000


def test_a_pack_cannot_take_the_name_of_a_fixed_unit():
    assert measured("1", "kg", {"kg": Decimal(50)}).amount == 1


@given(st.decimals("0.001", "100000000", places=3))
def test_kilograms_go_through_unchanged(amount: Decimal):
    assert kilograms(str(amount)) == kilograms(amount) == amount
    assert kilograms(amount).as_tuple().exponent == -3


@given(st.decimals("0.001", "99999", places=3), st.sampled_from([unit for unit in UNITS if unit.size]))
def test_no_amount_is_ever_changed_but_the_catty_s(number: Decimal, taken):
    exact = Fraction(number) * Fraction(taken.size)
    try:
        found = measured(number, taken.code)
    except MeasureRefused:
        return
    tolerance = Fraction(GRAM) / 2 if taken.code == "sima_jin" else 0
    assert abs(Fraction(found.amount) - exact) <= tolerance


def test_the_catty_is_rounded_half_to_even_and_keeps_what_was_weighed():
    assert measured("1.5", "司马斤") == Quantity(Decimal("0.907"), "kg", "1.5", "sima_jin")


def test_every_unit_is_found_by_every_name_and_no_name_is_shared():
    names = [name for one in UNITS for name in (one.code, one.name_zh, *one.also)]
    assert len(set(names)) == len(names)
    assert [unit(name).code for name in names] == [
        one.code for one in UNITS for _ in (one.code, one.name_zh, *one.also)
    ]


def test_a_quantity_travels_as_decimal_strings():
    quantity = measured("101", "斤")
    encoded = msgspec.json.encode(quantity)
    assert encoded == b'{"amount":"50.500","unit":"kg","entered":"101","entered_unit":"jin"}'
    assert msgspec.json.decode(encoded, type=Quantity) == quantity


@pytest.mark.parametrize(
    ("entered", "degrees"), [("4", "4.0"), ("-18", "-18.0"), ("－18.5", "-18.5"), (0, "0.0"), ("-0", "0.0")]
)
def test_a_temperature_has_one_place(entered: str | int, degrees: str):
    assert str(celsius(entered)) == degrees


@pytest.mark.parametrize(
    ("entered", "refusal"),
    [("4.25", TooFine), ("-273.2", Absurd), ("300.1", Absurd), ("4°C", MalformedNumber), (4.5, MalformedNumber)],
)
def test_a_temperature_that_cannot_be_is_refused(entered: str, refusal: type[MeasureRefused]):
    with pytest.raises(refusal):
        celsius(entered)


def test_a_refusal_says_what_was_entered_and_why():
    with pytest.raises(TooFine) as refusal:
        kilograms("1.2345")
    assert (refusal.value.entered, refusal.value.reason) == ("1.2345", "finer than a gram")
