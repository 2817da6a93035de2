"""From the path that was scanned to the one thing that it names, as strictly as GS1 wants and as kindly as we can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from domain.gs1 import Gln, Gtin, Identity, Lgtin, MalformedIdentifier, Sgln, Sgtin, Sscc, WrongCheckDigit, parse

PREFIXES: Final = (b"/01/", b"/00/", b"/414/")
SHORT_GTIN: Final = frozenset({8, 12, 13})


@dataclass(frozen=True, slots=True)
class Scanned:
    """`lot` is that of a path that names a serial and a lot; it serves when the serial is not ours."""

    identity: Gtin | Lgtin | Sgtin | Sscc | Gln
    path: str
    lot: Lgtin | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """`reason`: malformed or misread."""

    reason: str


def read_code(raw_path: bytes) -> Scanned | Unreadable:
    """What the raw, percent-encoded path of a request names. `path` is the address that it should have had."""
    try:
        text = _padded(raw_path.decode("ascii").rstrip("/"))
        identity = parse(text)
    except WrongCheckDigit:
        return Unreadable("misread")
    except (MalformedIdentifier, UnicodeDecodeError):
        return Unreadable("malformed")
    return _scanned(text, identity)


def _scanned(text: str, identity: Identity) -> Scanned | Unreadable:
    match identity:
        case Sgtin():
            lot = next((unquote(value) for ai, value in _pairs(text) if ai == "10"), "")
            if not lot:
                return Scanned(identity, f"/{identity.path}")
            beside = Lgtin(identity.gtin, lot)
            return Scanned(identity, f"/{beside.path}/21/{quote(identity.serial, safe='')}", beside)
        case Sgln():
            return Scanned(identity.gln, f"/{identity.gln.path}")
        case Gtin() | Lgtin() | Sscc() | Gln():
            return Scanned(identity, f"/{identity.path}")
        case _:
            return Unreadable("malformed")


def _padded(path: str) -> str:
    """A product code of 8, 12 or 13 digits, as older labels have it, in its 14 digits."""
    segments = path.split("/")
    if len(segments) > 2 and segments[1] == "01" and segments[2].isdecimal() and len(segments[2]) in SHORT_GTIN:
        segments[2] = segments[2].zfill(14)
    return "/".join(segments)


def _pairs(path: str) -> list[tuple[str, str]]:
    segments = path.strip("/").split("/")
    return list(zip(segments[::2], segments[1::2], strict=False))
