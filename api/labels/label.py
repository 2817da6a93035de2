"""What one label says: the address in its code, and the few facts a person reads beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

DayKind = Literal["harvested", "packed"]

URL_BYTES = 62
"""What QR version 4 holds at error correction M in byte mode (ISO/IEC 18004 table 7; design D4)."""


CODE_CHARACTERS = 20
"""The longest lot or serial (GS1 General Specifications, AIs 10 and 21)."""


class UnprintableLabel(ValueError):
    """A label that cannot be printed so that it scans; the message says which field and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label. Raises `UnprintableLabel` when its code could not be scanned or would belie its text.

    `url`: GS1 Digital Link, http(s), printable ASCII, at most 62 bytes. `lot`, `serial`: as printed, 20 characters at
    most (AIs 10 and 21), one of them at least unless `sscc` is there. `origin`: a county or town in words. `day`: in
    Asia/Shanghai. `quantity`: as a person reads it ("5 kg", "10 斤"). `sscc`: 18 digits; makes a logistic label, whose
    `url` must end in `/00/{sscc}`. `sample` prints 样张; an address that only this machine can reach prints it whatever
    `sample` says (D4).
    """

    url: str
    product_zh: str
    product_en: str = ""
    lot: str = ""
    serial: str = ""
    origin: str = ""
    day: date | None = None
    day_kind: DayKind = "harvested"
    quantity: str = ""
    party: str = ""
    sample: bool = False
    sscc: str = ""

    def __post_init__(self) -> None:
        """Refuse what would not scan."""
        _check_url(self.url)
        if not self.product_zh.strip():
            raise UnprintableLabel("product_zh: a label names its product")
        if max(len(self.lot), len(self.serial)) > CODE_CHARACTERS:
            raise UnprintableLabel(f"lot, serial: at most {CODE_CHARACTERS} characters")
        if not (self.lot or self.serial or self.sscc):
            raise UnprintableLabel("a label names a lot, a serial or an SSCC: this one names none")
        if self.sscc:
            _check_sscc(self.sscc)
            if not self.url.endswith(f"/00/{self.sscc}"):
                raise UnprintableLabel(f"url: a logistic label opens its own unit, /00/{self.sscc}; this is {self.url}")

    @property
    def is_sample(self) -> bool:
        """Whether 样张 is printed: asked for, or the address leads nowhere from a buyer's phone."""
        return self.sample or is_loopback(self.url)


def is_loopback(url: str) -> bool:
    """Whether `url` names this very machine: localhost, 127.0.0.0/8, ::1, or the unspecified address."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _check_url(url: str) -> None:
    if not (url.isascii() and url.isprintable()) or " " in url:
        raise UnprintableLabel("url: a Digital Link is printable ASCII; percent-encode the rest")
    if len(url) > URL_BYTES:
        raise UnprintableLabel(f"url: {len(url)} bytes, at most {URL_BYTES} scan well; use a shorter public address")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UnprintableLabel(f"url: {error}") from error
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise UnprintableLabel(f"url: http:// or https:// with a host is wanted, this is {url}")


def _check_sscc(sscc: str) -> None:
    """GS1 General Specifications 7.9: weights 3, 1 from the left of 17 digits, the check digit makes the sum a ten."""
    if len(sscc) != 18 or not (sscc.isascii() and sscc.isdigit()):
        raise UnprintableLabel("sscc: 18 digits are wanted")
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(sscc[:17]))
    if (10 - total % 10) % 10 != int(sscc[17]):
        raise UnprintableLabel(f"sscc: the check digit of {sscc} is wrong")
