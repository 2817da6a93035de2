"""One door for every way to write a GS1 identity."""

import re

from domain.gs1.dictionary import dictionary
from domain.gs1.digital_link import read_link, read_path
from domain.gs1.element_string import FNC1, SYMBOLOGY_PREFIXES, Elements, read_bracketed, read_raw
from domain.gs1.epc_urn import read_urn
from domain.gs1.identity import Gln, Gtin, Identity, Lgtin, Pgln, Sgln, Sgtin, Sscc
from domain.gs1.malformed import MalformedIdentifier, UnsupportedIdentifier

LONGEST_TEXT = 2000
"""Characters; more than any symbol of GS1 holds, less than what a reader could be made to choke on."""
_PATH = re.compile(r"/?\d{2,4}/")
_RAW = re.compile(r"\d{4}")


def parse(text: str) -> Identity:
    """The thing that `text` names.

    Read are: a Digital Link (http or https, any host and stem), its bare path, an EPC URN, an element string in
    brackets or as a scanner gives it (FNC1 is chr(29)). Paths and links are percent-encoded: pass the raw path of a
    request. Raises MalformedIdentifier, WrongCheckDigit, or UnsupportedIdentifier for other GS1 keys.

    >>> parse("https://example.org/01/09521234543213/10/A1") == parse("(01)09521234543213(10)A1")
    True
    """
    found = elements(text)
    return _identified(text, found[0][0] if _key_comes_first(text) else _only_key(text, found), dict(found))


def elements(text: str) -> tuple[tuple[str, str], ...]:
    """Every application identifier in `text` with its value, each checked: weight and dates too, where it has them."""
    found = list(dict.fromkeys(_read(text)))
    by_ai = dict(found)
    if len(by_ai) < len(found):
        raise MalformedIdentifier(text, "an application identifier has two values")
    for ai, value in found:
        entry = dictionary().get(ai)
        if entry is None:
            raise MalformedIdentifier(text, f"({ai}) is no application identifier")
        entry.check(value)
        if excluded := [other for other in by_ai if entry.excludes(other)]:
            raise MalformedIdentifier(text, f"({ai}) and ({excluded[0]}) may not stand together")
    return tuple(found)


def _read(text: str) -> Elements:
    if len(text) > LONGEST_TEXT:
        raise MalformedIdentifier(text, f"longer than {LONGEST_TEXT} characters")
    if text[:4].lower() == "http":
        return read_link(text)
    if text.startswith("urn:epc:"):
        return read_urn(text)
    if text.startswith("("):
        return read_bracketed(text)
    if _PATH.match(text):
        return read_path(text)
    if text.startswith((*SYMBOLOGY_PREFIXES, FNC1)) or _RAW.match(text):
        return read_raw(text)
    raise MalformedIdentifier(text, "is no Digital Link, EPC URN or element string")


def _key_comes_first(text: str) -> bool:
    return text[:4].lower() == "http" or text.startswith("urn:") or _PATH.match(text) is not None


def _only_key(text: str, found: tuple[tuple[str, str], ...]) -> str:
    """An SSCC names the unit whatever stands beside it on a logistic label; else there must be one key, not two."""
    keys = [ai for ai, _ in found if dictionary()[ai].qualifiers is not None]
    if "00" in keys:
        return "00"
    if len(keys) != 1:
        raise MalformedIdentifier(text, f"must have one GS1 key, has {len(keys)}")
    return keys[0]


def _identified(text: str, key: str, found: dict[str, str]) -> Identity:
    """The consumer product variant (22) and a lot beside a serial are information, not identity (CBV 2.0 8.9)."""
    match key:
        case "00":
            return Sscc(found["00"])
        case "01" if "235" not in found:
            gtin = Gtin(found["01"])
            if "21" in found:
                return Sgtin(gtin, found["21"])
            return Lgtin(gtin, found["10"]) if "10" in found else gtin
        case "414" if "7040" not in found:
            gln = Gln(found["414"])
            return Sgln(gln, found["254"]) if "254" in found else gln
        case "417" if "7040" not in found:
            return Pgln(found["417"])
        case _:
            raise UnsupportedIdentifier(text, "names no product, lot, item, logistic unit, place or party")
