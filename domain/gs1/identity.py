"""The things that have a GS1 identity, each one value however it was written.

A value is equal to another exactly when both name the same thing, so it serves as a dictionary key. `key` is the text
that stands in events and tables; `elements` are its application identifiers, from which every printed form follows.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

from domain.gs1.character_set import checked_text
from domain.gs1.check_digit import DIGITS, checked
from domain.gs1.malformed import MalformedIdentifier

COMPANY_PREFIX_LENGTHS = range(6, 13)


class Printed(ABC):
    """The written forms that all identities share."""

    __slots__ = ()

    @property
    @abstractmethod
    def elements(self) -> tuple[tuple[str, str], ...]:
        """Application identifier and value pairs, primary key first."""

    @property
    def path(self) -> str:
        """The Digital Link path without a leading slash, as '01/09521234543213/10/A%2F1' (Digital Link 1.6)."""
        return "/".join(f"{ai}/{quote(value, safe='')}" for ai, value in self.elements)

    def digital_link(self, base_url: str) -> str:
        """The address that a label carries; `base_url` may have a stem and may end in a slash."""
        return f"{base_url.rstrip('/')}/{self.path}"

    def element_string(self) -> str:
        """The human-readable form, as '(01)09521234543213(10)A1'; a bracket inside a value is written '\\('."""
        return "".join(f"({ai}){value.replace('(', chr(92) + '(')}" for ai, value in self.elements)


def split_key(digits: str, prefix_length: int) -> str:
    """'prefix.rest' of a key without its check digit, as an EPC URN wants it."""
    if prefix_length not in COMPANY_PREFIX_LENGTHS:
        raise ValueError(f"a company prefix has 6 to 12 digits, not {prefix_length}")
    return f"{digits[:prefix_length]}.{digits[prefix_length:]}"


def urn_text(value: str) -> str:
    """A lot, serial or extension as an EPC URN writes it (TDS 2.0 table A-1: only \" % & / < > ? are escaped)."""
    return quote(value, safe="!'()*+,-.:;=_")


@dataclass(frozen=True, slots=True, order=True)
class Gtin(Printed):
    """A product in one pack: 14 digits with check digit."""

    digits: str

    def __post_init__(self) -> None:
        checked(self.digits, 14)

    @classmethod
    def padded(cls, digits: str) -> Self:
        """From a GTIN-8, 12, 13 or 14 as typed or read from an EAN barcode."""
        if len(digits) not in (8, 12, 13, 14):
            raise MalformedIdentifier(digits, "a GTIN has 8, 12, 13 or 14 digits")
        if not DIGITS.issuperset(digits):
            raise MalformedIdentifier(digits, "a GTIN has only digits")
        return cls(digits.zfill(14))

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        return (("01", self.digits),)

    @property
    def key(self) -> str:
        return self.digits

    def urn_stem(self, prefix_length: int) -> str:
        """'prefix.indicator+reference', shared by the URNs of the product, its lots and its items."""
        return split_key(self.digits[1:13], prefix_length).replace(".", f".{self.digits[0]}")

    def urn(self, prefix_length: int) -> str:
        return f"urn:epc:idpat:sgtin:{self.urn_stem(prefix_length)}.*"

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True, order=True)
class Lgtin(Printed):
    """A lot of a product."""

    gtin: Gtin
    lot: str

    def __post_init__(self) -> None:
        checked_text(self.lot, "a lot")

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        return (("01", self.gtin.digits), ("10", self.lot))

    @property
    def key(self) -> str:
        return self.path

    def urn(self, prefix_length: int) -> str:
        return f"urn:epc:class:lgtin:{self.gtin.urn_stem(prefix_length)}.{urn_text(self.lot)}"

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True, order=True)
class Sgtin(Printed):
    """One item of a product."""

    gtin: Gtin
    serial: str

    def __post_init__(self) -> None:
        checked_text(self.serial, "a serial")

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        return (("01", self.gtin.digits), ("21", self.serial))

    @property
    def key(self) -> str:
        return self.path

    def urn(self, prefix_length: int) -> str:
        return f"urn:epc:id:sgtin:{self.gtin.urn_stem(prefix_length)}.{urn_text(self.serial)}"

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True, order=True)
class Sscc(Printed):
    """A logistic unit: carton, pallet, truckload. 18 digits with check digit."""

    digits: str

    def __post_init__(self) -> None:
        checked(self.digits, 18)

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        return (("00", self.digits),)

    @property
    def key(self) -> str:
        return self.digits

    def urn(self, prefix_length: int) -> str:
        stem = split_key(self.digits[1:17], prefix_length).replace(".", f".{self.digits[0]}")
        return f"urn:epc:id:sscc:{stem}"

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True, order=True)
class Gln(Printed):
    """A physical place: 13 digits with check digit (AI 414)."""

    digits: str

    def __post_init__(self) -> None:
        checked(self.digits, 13)

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        return (("414", self.digits),)

    @property
    def key(self) -> str:
        return self.digits

    def urn(self, prefix_length: int) -> str:
        return f"urn:epc:id:sgln:{split_key(self.digits[:12], prefix_length)}.0"

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True, order=True)
class Sgln(Printed):
    """A spot inside a place: a dock, a cold room, a stall (AI 254). A place without an extension is a Gln."""

    gln: Gln
    extension: str

    def __post_init__(self) -> None:
        checked_text(self.extension, "a location extension")
        if self.extension == "0":
            raise MalformedIdentifier(self.extension, "the extension 0 means none: name the place by its GLN")

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        return (("414", self.gln.digits), ("254", self.extension))

    @property
    def key(self) -> str:
        return self.path

    def urn(self, prefix_length: int) -> str:
        return f"urn:epc:id:sgln:{split_key(self.gln.digits[:12], prefix_length)}.{urn_text(self.extension)}"

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True, order=True)
class Pgln(Printed):
    """A party: 13 digits with check digit (AI 417)."""

    digits: str

    def __post_init__(self) -> None:
        checked(self.digits, 13)

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        return (("417", self.digits),)

    @property
    def key(self) -> str:
        return self.digits

    def urn(self, prefix_length: int) -> str:
        return f"urn:epc:id:pgln:{split_key(self.digits[:12], prefix_length)}"

    def __str__(self) -> str:
        return self.key


Identity = Gtin | Lgtin | Sgtin | Sscc | Gln | Sgln | Pgln
