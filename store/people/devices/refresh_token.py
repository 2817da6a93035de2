"""Refresh tokens that can be told again: session and number, under a key of ours. Nothing of them is stored."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hmac import compare_digest
from typing import Final, NamedTuple
from uuid import UUID

from store.people.errors import TokenUnknown
from store.people.keys import Keys

_BYTES: Final = 16 + 8 + 32
LENGTH: Final = 75
"""Characters of a token."""


class RefreshToken(NamedTuple):
    """The `number`th of a session; the first is 1."""

    session: UUID
    number: int


def write_refresh_token(keys: Keys, token: RefreshToken) -> str:
    """base64url(session | number | HMAC), always the same for the same token."""
    head = token.session.bytes + token.number.to_bytes(8)
    return urlsafe_b64encode(head + keys.mark("refresh", head)).decode().rstrip("=")


def read_refresh_token(keys: Keys, text: str) -> RefreshToken:
    """Raises TokenUnknown for what is not ours."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4)) if len(text) == LENGTH else b""
    except (NotBase64, ValueError):
        raw = b""
    if len(raw) != _BYTES or not compare_digest(raw[24:], keys.mark("refresh", raw[:24])):
        raise TokenUnknown
    return RefreshToken(UUID(bytes=raw[:16]), int.from_bytes(raw[16:24]))
