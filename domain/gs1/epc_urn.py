"""EPC URNs, the older spelling of the same things (EPC Tag Data Standard 2.0, section 6)."""

import re
from urllib.parse import unquote

from domain.gs1.check_digit import check_digit
from domain.gs1.element_string import Elements
from domain.gs1.identity import COMPANY_PREFIX_LENGTHS
from domain.gs1.malformed import MalformedIdentifier, UnsupportedIdentifier

_TEXT = r"(?:[A-Za-z0-9!'()*+,\-.:;=_]|%(?:22|25|26|2[Ff]|3[CcEeFf]))+"
_STEM = r"(?P<prefix>[0-9]+)\.(?P<rest>[0-9]*)"
_FORMS = {
    "urn:epc:idpat:sgtin:": re.compile(rf"{_STEM}\.\*"),
    "urn:epc:class:lgtin:": re.compile(rf"{_STEM}\.(?P<text>{_TEXT})"),
    "urn:epc:id:sgtin:": re.compile(rf"{_STEM}\.(?P<text>{_TEXT})"),
    "urn:epc:id:sscc:": re.compile(_STEM),
    "urn:epc:id:sgln:": re.compile(rf"{_STEM}\.(?P<text>{_TEXT})"),
    "urn:epc:id:pgln:": re.compile(rf"{_STEM}\.?"),
}


def read_urn(text: str) -> Elements:
    """From 'urn:epc:class:lgtin:952123.0454321.A1' and its kin. Patterns are refused, but for a whole product."""
    form = next((form for form in _FORMS if text.startswith(form)), None)
    if form is None:
        raise UnsupportedIdentifier(text, "an EPC URN of this kind names nothing that is traced here")
    match = _FORMS[form].fullmatch(text[len(form) :])
    if match is None or len(match["prefix"]) not in COMPANY_PREFIX_LENGTHS:
        raise MalformedIdentifier(text, "must have a company prefix of 6 to 12 digits and the parts of its kind")
    prefix, rest = match["prefix"], match["rest"]
    match form.rsplit(":", 2)[1]:
        case "sscc":
            return [("00", _key(text, prefix, rest, 17))]
        case "sgln":
            place: Elements = [("414", _key(text, prefix, rest, 12))]
            return place if match["text"] == "0" else [*place, ("254", unquote(match["text"]))]
        case "pgln":
            return [("417", _key(text, prefix, rest, 12))]
        case "lgtin":
            return [("01", _key(text, prefix, rest, 13)), ("10", unquote(match["text"]))]
        case _ if form == "urn:epc:id:sgtin:":
            return [("01", _key(text, prefix, rest, 13)), ("21", unquote(match["text"]))]
        case _:
            return [("01", _key(text, prefix, rest, 13))]


def _key(text: str, prefix: str, rest: str, length: int) -> str:
    """The key with its check digit; GTIN and SSCC move the first digit of the reference to the front."""
    if len(prefix) + len(rest) != length:
        raise MalformedIdentifier(text, f"prefix and reference must have {length} digits together")
    body = prefix + rest if length == 12 else rest[0] + prefix + rest[1:]
    return body + check_digit(body)
