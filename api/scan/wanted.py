"""What a request wants: HTML or JSON, in which language; decided once for each combination of headers."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Final, NamedTuple
from urllib.parse import parse_qs

from api.door.cookies import HOST
from scanner_app.words import LANGUAGES, choose

YEAR: Final = 365 * 24 * 3600
MOST: Final = 10_000
LONGEST: Final = 1_000
Choice = tuple[bytes, bytes, bytes, bytes]
"""Query, Accept, Accept-Language, Cookie."""


class Wanted(NamedTuple):
    """`asked` is the language of `?lang=`, which the answer sets as a cookie; empty when none was asked."""

    lang: str
    json: bool
    asked: str


def wanted(query: bytes, accept: bytes, accept_language: bytes, cookie: bytes) -> Wanted:
    """?lang= before the cookie before Accept-Language; JSON when Accept prefers it to HTML."""
    asked = parse_qs(query.decode("latin-1"), max_num_fields=50).get("lang", [""])[0] if b"lang=" in query else ""
    remembered = _cookie(cookie) if b"lang=" in cookie else ""
    lang = choose(asked, remembered, accept_language.decode("latin-1"))
    json = _weight(accept, "application/json") > _weight(accept, "text/html")
    return Wanted(lang, json, asked if asked == lang else "")


class Choices(dict[Choice, Wanted]):
    """What was decided, for headers such as browsers send: MOST of them, none longer than LONGEST bytes in all."""

    def __missing__(self, choice: Choice) -> Wanted:
        found = wanted(*choice)
        if sum(map(len, choice)) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[choice] = found
        return found


def language_cookie(lang: str, *, encrypted: bool) -> tuple[bytes, bytes]:
    """The header that remembers a language that was asked for."""
    assert lang in LANGUAGES
    name, secure = (f"{HOST}lang", "; Secure") if encrypted else ("lang", "")
    return b"set-cookie", f"{name}={lang}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}".encode()


def _cookie(header: bytes) -> str:
    try:
        jar = SimpleCookie(header.decode("latin-1"))
        found = jar.get(f"{HOST}lang") or jar.get("lang")
    except CookieError:
        return ""
    return found.value if found else ""


def _weight(accept: bytes, media_type: str) -> float:
    """How much a media type is wanted (RFC 9110 12.5.1): the most exact range counts, and among equals the earlier."""
    best, weight = -1, 0.0
    for place, one in enumerate(accept.decode("latin-1").split(",")[:30] if accept else ["*/*"]):
        kind, *parameters = (part.strip().lower() for part in one.split(";"))
        exactness = (kind == media_type) * 2 + (kind == media_type.split("/")[0] + "/*") or (0 if kind == "*/*" else -1)
        if exactness > best:
            best, weight = exactness, _quality(parameters) - place * 1e-6
    return weight


def _quality(parameters: list[str]) -> float:
    value = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    return float(value) if value.replace(".", "", 1).isdecimal() else 0.0
