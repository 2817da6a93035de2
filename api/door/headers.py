"""What every answer tells a browser: guess nothing, run nothing that is not ours, frame nothing, tell nobody."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

Headers = list[tuple[bytes, bytes]]

PAGE_POLICY: Final = (
    b"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none';"
    b" base-uri 'none'"
)
"""Pages have style sheets and pictures in files of ours, and no script; a page that needs more says so itself."""
BARE_POLICY: Final = b"default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
"""For what is no page: data, labels, files."""
PRIVATE: Final = (b"cache-control", b"no-store")
"""What does not say how long it may be kept is not kept."""
EVERY: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(self), geolocation=(self), publickey-credentials-get=(self), publickey-credentials-create=(self),"
        b" microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
]
"""`camera` and `geolocation`: what a phone at work needs, if its owner agrees."""
ENCRYPTED_ONLY: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def of_profile(profile: str) -> Headers:
    """In production, that this host and all below it are never asked unencrypted."""
    return [ENCRYPTED_ONLY] if profile == "production" else []


def completed(said: Headers, more: Headers) -> Headers:
    """The headers of an answer with what every answer says, and `more`, wherever it did not say it itself."""
    told = dict(said)
    page = told.get(b"content-type", b"").startswith(b"text/html")
    return [*said, *_missing(tuple(told), page), *more]


@lru_cache(maxsize=1_000)
def _missing(names: tuple[bytes, ...], page: bool) -> Headers:
    """Of answers that have headers of these names: routes have few sets of them."""
    every = [*EVERY, (b"content-security-policy", PAGE_POLICY if page else BARE_POLICY), PRIVATE]
    return [one for one in every if one[0] not in names]
