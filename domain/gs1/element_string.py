"""GS1 element strings: the text inside a GS1-128, DataMatrix or GS1 QR symbol, and its human-readable form."""

import re

from domain.gs1.dictionary import Entry, dictionary
from domain.gs1.malformed import MalformedIdentifier

FNC1 = "\x1d"
SYMBOLOGY_PREFIXES = ("]C1", "]e0", "]d2", "]Q3", "]J1")
"""What a reader puts before GS1-128, DataBar, GS1 DataMatrix, GS1 QR Code and GS1 DotCode (ISO/IEC 15424)."""
_BRACKETED = re.compile(r"\(([0-9]{2,4})\)((?:\\\(|[^(])+)")

Elements = list[tuple[str, str]]


def read_bracketed(text: str) -> Elements:
    r"""From '(01)09521234543213(10)A1'. An opening bracket inside a value is written '\('."""
    found: Elements = []
    position = 0
    while position < len(text):
        match = _BRACKETED.match(text, position)
        if match is None:
            raise MalformedIdentifier(text, "must be application identifiers in brackets, each with a value")
        found.append((match[1], match[2].replace("\\(", "(")))
        position = match.end()
    return found


def read_raw(text: str) -> Elements:
    """From '010952123454321310A1<GS>21...', with or without a symbology prefix or a leading FNC1."""
    rest = text[3:] if text.startswith(SYMBOLOGY_PREFIXES) else text
    rest = rest.removeprefix(FNC1)
    found: Elements = []
    while rest:
        entry = _leading_entry(text, rest)
        rest = rest[len(entry.ai) :]
        if entry.predefined_length:
            value, rest = rest[: entry.longest], rest[entry.longest :].removeprefix(FNC1)
        else:
            value, _, rest = rest.partition(FNC1)
        found.append((entry.ai, value))
    return found


def write_raw(elements: tuple[tuple[str, str], ...]) -> str:
    """The content of a symbol, without the leading FNC1 that the symbol itself supplies."""
    text = ""
    for place, (ai, value) in enumerate(elements):
        last = place == len(elements) - 1
        text += ai + value + ("" if last or dictionary()[ai].predefined_length else FNC1)
    return text


def _leading_entry(text: str, rest: str) -> Entry:
    """No application identifier is the beginning of another, so the first that fits is the one."""
    for length in (2, 3, 4):
        if entry := dictionary().get(rest[:length]):
            return entry
    raise MalformedIdentifier(text, f"no application identifier begins with {rest[:4]!r}")
