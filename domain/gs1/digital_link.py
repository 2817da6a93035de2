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
    return _with_attributes(text, _read_stemmed(text, match["path"]), match["query"] or "")


def read_path(text: str) -> Elements:
    """From '01/09521234543213/10/A1' or '/01/...', percent-encoded, without a stem."""
    if not _ALLOWED.fullmatch(text) or set(text) & set("?#"):
        raise MalformedIdentifier(text, "must be a percent-encoded path")
    pairs = _pairs(text, text.removeprefix("/").removesuffix("/").split("/"))
    if pairs is None:
        raise MalformedIdentifier(text, "must be a GS1 key and its qualifiers")
    return _in_order(text, pairs)


def _read_stemmed(text: str, path: str) -> Elements:
    """The shortest tail of the path that begins with a primary key; what stands before it is the stem.

    A trailing slash is tolerated (GS1-Conformant Resolver 1.2). A stem that itself ends in an identifier and its value
    is refused: '/21/X/01/...' is a wrong order, '/01/.../00/...' names two things.
    """
    segments = path.removesuffix("/").split("/")
    for start in range(len(segments) - 2, 0, -2):
        if (entry := dictionary().get(segments[start])) and entry.qualifiers is not None:
            pairs = _pairs(text, segments[start:])
            if pairs is None or (start > 2 and _is_element(*segments[start - 2 : start])):
                break
            return _in_order(text, pairs)
    raise MalformedIdentifier(text, "the path must end in a GS1 key and its qualifiers")


def _is_element(ai: str, value: str) -> bool:
    entry = dictionary().get(ai)
    try:
        return entry is not None and entry.check(unquote(value)) is None
    except MalformedIdentifier:
        return False


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


def _with_attributes(text: str, pairs: Elements, query: str) -> Elements:
    """Parameters whose names are all digits are data attributes; others belong to the resolver (linkType ...).

    What identifies must stand in the path: a qualifier in the query is refused, and so is anything said twice.
    """
    sequences = dictionary()[pairs[0][0]].qualifiers or ()
    chosen = [sequence for sequence in sequences if {ai for ai, _ in pairs[1:]} <= set(sequence)]
    for parameter in re.split("[&;]", query):
        ai, _, value = parameter.partition("=")
        if not ai.isdecimal():
            continue
        entry = dictionary().get(ai)
        taken = any(ai == other for other, _ in pairs) or any(ai in sequence for sequence in chosen)
        if entry is None or not entry.link_attribute or taken:
            raise MalformedIdentifier(text, f"({ai}) may not stand in the query of this link")
        pairs = [*pairs, (ai, _decoded(text, value.replace("+", " ")))]
    return pairs


def _decoded(text: str, value: str) -> str:
    if not value:
        raise MalformedIdentifier(text, "a value is empty")
    return unquote(value)
