"""Small plain values that several events carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal("0.000")


class Keeping(NamedTuple):
    """Which stock it is and whose: one lot of a product, at one site of a party."""

    lot: str
    site: str
    party: str
    product: str


@dataclass(frozen=True, slots=True)
class Line:
    """So much of one lot: `quantity` in the lot's base measure (kilograms, three places, or pieces)."""

    lot: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Output:
    """So much of a new lot of `product` that a transformation made."""

    lot: str
    product: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Shipped:
    """So much of one lot shipped or sold, inside `unit` (an SSCC) or loose (empty)."""

    lot: str
    quantity: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """One lot at its arrival: what the papers say (if they say), what was accepted, what was rejected and why."""

    lot: str
    accepted: Decimal
    expected: Decimal | None = None
    rejected: Decimal = ZERO
    reason: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Quality proof that a purchaser must collect (农产品质量安全法, 承诺达标合格证管理办法 2025 No. 4).

    `kind`: certificate_number, certificate_photo, test, none; `evidence` a SHA-256 hex; `reason` a code when none.
    """

    kind: str
    number: str = ""
    evidence: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """WGS-84 degrees as decimals, as stored; `accuracy_m` as the phone claimed."""

    lat: Decimal
    lon: Decimal
    accuracy_m: int = 0


@dataclass(frozen=True, slots=True)
class Pack:
    """A trade pack of a product: the code of its unit (jian 件, kuang 筐, xiang 箱 ...) and its kilograms."""

    name: str
    kilograms: Decimal


@dataclass(frozen=True, slots=True)
class Yield:
    """How much may come out of one kilogram in, at a processing step; `source` says who says so."""

    step: str
    low: Decimal
    high: Decimal
    source: str = ""
    verified: bool = False


def total(quantities: Iterable[Decimal]) -> Decimal:
    return sum(quantities, ZERO)
