"""Mass, counts and temperatures: parsed once from what a person entered, exact ever after.

The base of a mass is the kilogram with three places; the base of a count is the piece. The two never mix: turning heads
into kilograms takes a weighing. What was entered is kept beside it, in digits 0-9 and with the unit's code.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType
from typing import Literal

GRAM = Decimal("0.001")
MOST_KILOGRAMS = Decimal(100_000_000)
MOST_PIECES = 100_000_000
COLDEST, HOTTEST = Decimal("-196.0"), Decimal("300.0")
"""Degrees Celsius: liquid nitrogen, the coldest that food meets; an oven. Beyond is a broken thermometer."""

BaseUnit = Literal["kg", "piece"]


class MeasureRefused(ValueError):
    """A measure that cannot be taken. `entered` is what was read, at most 40 characters of it.

    MalformedNumber, UnknownUnit, PackWeightMissing, TooFine, NotPositive, Absurd
    """

    def __init__(self, entered: object, reason: str) -> None:
        huge = isinstance(entered, int) and abs(entered) >= 10**40
        self.entered = "an integer of more than 40 digits" if huge else str(entered)[:40]
        self.reason = reason
        super().__init__(f"{reason}: {self.entered!r}")


class MalformedNumber(MeasureRefused):
    """Not a plain decimal number such as 12.5."""


class UnknownUnit(MeasureRefused):
    """Not a unit that is known here."""


class PackWeightMissing(MeasureRefused):
    """A trade pack has no weight of its own: the product must say how many kilograms it holds."""


class TooFine(MeasureRefused):
    """Finer than can be recorded: a gram, a piece, a tenth of a degree."""


class NotPositive(MeasureRefused):
    """Zero or less where something must be there."""


class Absurd(MeasureRefused):
    """Beyond what can be true."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in its base unit and as it was entered. `amount` has three places in kg and none in pieces."""

    amount: Decimal
    unit: BaseUnit
    entered: str
    entered_unit: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that people use. `size` is in the base unit, None when the product decides."""

    code: str
    base: BaseUnit
    size: Decimal | None
    name_zh: str
    name_en: str
    also: tuple[str, ...] = ()


SIMA_JIN = "sima_jin"
NO_PACKS: Mapping[str, Decimal] = MappingProxyType({})
UNITS = (
    Unit("kg", "kg", Decimal(1), "公斤", "kg", ("千克", "KG", "Kg")),
    Unit("g", "kg", GRAM, "克", "g"),
    Unit("t", "kg", Decimal(1000), "吨", "t", ("公吨",)),
    Unit("jin", "kg", Decimal("0.5"), "斤", "jin (0.5 kg)", ("市斤",)),
    Unit("dan", "kg", Decimal(50), "担", "dan (50 kg)", ("市担",)),
    Unit(SIMA_JIN, "kg", Decimal("0.60478982"), "司马斤", "catty (Hong Kong)", ("港斤",)),
    Unit("kuang", "kg", None, "筐", "crate"),
    Unit("jian", "kg", None, "件", "pack"),
    Unit("xiang", "kg", None, "箱", "carton"),
    Unit("tiao", "kg", None, "条", "strip"),
    Unit("piece", "piece", Decimal(1), "个", "piece"),
    Unit("tou", "piece", Decimal(1), "头", "head"),
    Unit("yu", "piece", Decimal(1), "羽", "bird"),
    Unit("zhi", "piece", Decimal(1), "只", "animal"),
    Unit("da", "piece", Decimal(12), "打", "dozen"),
)
"""Hong Kong's catty is 0.60478982 kg by the Weights and Measures Ordinance (Cap. 68), schedule."""

_BY_NAME = {name: unit for unit in UNITS for name in (unit.code, unit.name_zh, *unit.also)}
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")


def unit(name: str) -> Unit:
    """The unit of a code or a Chinese name. Raises UnknownUnit."""
    found = _BY_NAME.get(unicodedata.normalize("NFKC", name).strip() if len(name) <= 20 else "")
    if found is None:
        raise UnknownUnit(name, "unknown unit")
    return found


def measured(
    entered: str | int | Decimal,
    entered_unit: str,
    packs: Mapping[str, Decimal] = NO_PACKS,
    *,
    may_be_zero: bool = False,
) -> Quantity:
    """What a person entered, as a mass or a count; zero only where it is a finding (a stock count, no waste).

    `packs` are the product's: kilograms by the pack's own name or by a unit's. A result finer than a gram is refused,
    except from 司马斤, whose ratio is never exact: there it is rounded half to even, and `entered` holds what the scale
    said. Raises MeasureRefused.
    """
    number, taken = _number(entered), _pack(entered_unit, packs) or unit(entered_unit)
    if taken.size is None:
        raise PackWeightMissing(entered_unit, "the product does not say how many kilograms this pack holds")
    if number < 0 or (number == 0 and not may_be_zero):
        raise NotPositive(entered, "must be more than zero")
    amount = _in_base(number, taken.size, taken)
    if amount == 0 and number > 0:
        raise TooFine(entered, "less than half a gram")
    return Quantity(amount, taken.base, f"{number:f}", taken.code)


def kilograms(entered: str | int | Decimal, *, may_be_zero: bool = False) -> Decimal:
    """Kilograms with three places. Raises MeasureRefused."""
    return measured(entered, "kg", may_be_zero=may_be_zero).amount


def pieces(entered: str | int | Decimal, *, may_be_zero: bool = False) -> Decimal:
    """A whole number of pieces. Raises MeasureRefused."""
    return measured(entered, "piece", may_be_zero=may_be_zero).amount


def celsius(entered: str | int | Decimal) -> Decimal:
    """A temperature in degrees Celsius with one place. Raises MeasureRefused."""
    number = _number(entered)
    if not COLDEST <= number <= HOTTEST:
        raise Absurd(entered, f"not between {COLDEST} and {HOTTEST} degrees Celsius")
    tenths = number.quantize(Decimal("0.1"))
    if tenths != number:
        raise TooFine(entered, "finer than a tenth of a degree")
    return tenths


def _pack(name: str, packs: Mapping[str, Decimal]) -> Unit | None:
    """A pack of the product, called by its own name or by any name of its unit; fixed units are never packs."""
    known = _BY_NAME.get(name)
    names = (known.code, known.name_zh) if known else (name,)
    found = next((pack for pack in names if pack in packs), None)
    if found is None or (known and known.size is not None):
        return None
    return Unit(known.code if known else found, "kg", packs[found], found, found)


def _in_base(number: Decimal, size: Decimal, taken: Unit) -> Decimal:
    base = number * size
    if base > (most := MOST_KILOGRAMS if taken.base == "kg" else MOST_PIECES):
        raise Absurd(number, f"more than {most} {taken.base}")
    if taken.base == "piece":
        if number != number.to_integral_value():
            raise TooFine(number, "must be a whole number")
        return base.to_integral_value()
    amount = base.quantize(GRAM, ROUND_HALF_EVEN)
    if amount != base and taken.code != SIMA_JIN:
        raise TooFine(number, "finer than a gram")
    return amount


def _number(entered: object) -> Decimal:
    """A plain decimal number: digits, one point. Full-width digits are the same digits; commas and exponents are not
    read, because a comma means thousands to some and a decimal point to others. Floats have already lost the number.
    """
    match entered:
        case str() if len(entered) <= 40:
            text = entered.translate(_HALF_WIDTH).strip()
            if _NUMBER.fullmatch(text):
                return _without_minus_zero(Decimal(text))
        case int() if not isinstance(entered, bool) and abs(entered) < 10**12:
            return Decimal(entered)
        case Decimal() if entered.is_finite() and abs(entered.adjusted()) < 13 and _NUMBER.fullmatch(f"{entered:f}"):
            return _without_minus_zero(entered)
        case _:
            pass
    raise MalformedNumber(entered, "must be a plain decimal number such as 12.5")


def _without_minus_zero(number: Decimal) -> Decimal:
    return number if number else abs(number)
