"""GS1 Digital Link addresses and paths, read strictly (Digital Link URI Syntax 1.6, sections 4 and 5).

Any host and any stem are allowed, so a label printed by somebody else is read as well; the order of qualifiers, 14
digits for a GTIN and non-empty values are not negotiable. Compressed links are not read.
"""

import re
from urllib.parse import unquote

from domain.gs1.dictionary import dictionary
from domain.gs1.element_string import Elements
from domain.gs1.malformed import MalformedIdentifier

_LINK = re.compile(
    r"(?:https?|HTTPS?)://"
    r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9.])?)(?::[0-9]{1,5})?"
    r"(?P<path>/[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?"
)
_ALLOWED = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
_AI = re.compile(r"\d{2,4}")


def read_link(text: str) -> Elements:
    """From 'https://example.org/stem/01/09521234543213/10/A1?17=261231'; the path's elements come first."""
    match = _LINK.fullmatch(text)
    if match is None or not _ALLOWED.fullmatch(text):
        raise MalformedIdentifier(text, "must be an http or https address without user, zone or spaces")
    return _read_stemmed(text, match["path"]) + _read_query(text, match["query"] or "")


def read_path(text: str) -> Elements:
    """From '01/09521234543213/10/A1' or '/01/...', percent-encoded, without a stem."""
    if not _ALLOWED.fullmatch(text) or set(text) & set("?#"):
        raise MalformedIdentifier(text, "must be a percent-encoded path")
    pairs = _pairs(text, text.removeprefix("/").removesuffix("/").split("/"))
    if pairs is None:
        raise MalformedIdentifier(text, "must be a GS1 key and its qualifiers")
    return _in_order(text, pairs)


def _read_stemmed(text: str, path: str) -> Elements:
    """The shortest tail of the path that begins with a primary key; what stands before it is the stem."""
    segments = path.removesuffix("/").split("/")
    for start in range(len(segments) - 2, 0, -2):
        if (entry := dictionary().get(segments[start])) and entry.qualifiers is not None:
            if pairs := _pairs(text, segments[start:]):
                return _in_order(text, pairs)
            break
    raise MalformedIdentifier(text, "the path must end in a GS1 key and its qualifiers")


def _pairs(text: str, segments: list[str]) -> Elements | None:
    if len(segments) % 2 or not all(_AI.fullmatch(ai) for ai in segments[::2]):
        return None
    return [(ai, _decoded(text, value)) for ai, value in zip(segments[::2], segments[1::2], strict=True)]


def _in_order(text: str, pairs: Elements) -> Elements:
    key, *qualifiers = (ai for ai, _ in pairs)
    entry = dictionary().get(key)
    if entry is None or entry.qualifiers is None:
        raise MalformedIdentifier(text, f"({key}) is no key that a path may begin with")
    if qualifiers and not any(_is_subsequence(qualifiers, sequence) for sequence in entry.qualifiers):
        raise MalformedIdentifier(text, f"qualifiers ({')('.join(qualifiers)}) may not follow ({key}) in this order")
    return pairs


def _is_subsequence(found: list[str], sequence: tuple[str, ...]) -> bool:
    rest = iter(sequence)
    return all(ai in rest for ai in found)


def _read_query(text: str, query: str) -> Elements:
    """Parameters whose names are all digits are data attributes; others belong to the resolver (linkType ...)."""
    found: Elements = []
    for parameter in re.split("[&;]", query):
        ai, _, value = parameter.partition("=")
        if not ai.isdecimal():
            continue
        entry = dictionary().get(ai)
        if entry is None or not entry.link_attribute:
            raise MalformedIdentifier(text, f"({ai}) may not stand in the query of a link")
        found.append((ai, _decoded(text, value)))
    return found


def _decoded(text: str, value: str) -> str:
    if not value:
        raise MalformedIdentifier(text, "a value is empty")
    return unquote(value, errors="strict") if value.isascii() and not _HIGH.search(value) else _refuse(text)


_HIGH = re.compile("%[89A-Fa-f][0-9A-Fa-f]")


def _refuse(text: str) -> str:
    raise MalformedIdentifier(text, "a value has a character outside ASCII")
