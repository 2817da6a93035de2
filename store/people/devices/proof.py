"""Proofs: a device signs each refresh with the key that cannot leave it (as RFC 9449 does, with a key known before)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final, NamedTuple

import msgspec

from store.people.errors import ClockWrong, ProofRefused
from store.people.jose import signed

SKEW: Final = timedelta(minutes=10)
"""How far a phone's clock may be off; further, it is told the time and tries again."""
_MOST: Final = 2_000


class Proof(NamedTuple):
    """A compact JWS as it came, and the addresses that it may name: those by which this server is reached."""

    text: str
    method: str
    addresses: frozenset[str]


class Proved(NamedTuple):
    """What a good proof says: its id, and when it was made by the device's clock, in Unix seconds."""

    jti: str
    iat: int


class _Claims(msgspec.Struct):
    htm: str
    htu: str
    iat: int
    jti: str
    ath: str


_read: Final = msgspec.json.Decoder(_Claims).decode


def verify(proof: Proof, key: Mapping[str, str], token: str, now: datetime) -> Proved:
    """Of a proof that is by `key`, for this request and this token; it must be the first with its id.

    Raises ProofRefused, or ClockWrong when only the time does not fit.
    """
    claims = _claims(proof, key)
    about = compare_digest(claims.ath.encode(), hash_of(token).encode())
    if not about or claims.htm != proof.method or claims.htu not in proof.addresses or not 8 <= len(claims.jti) <= 100:
        raise ProofRefused
    if not -SKEW.total_seconds() <= now.timestamp() - claims.iat <= SKEW.total_seconds():
        raise ClockWrong(now.astimezone(UTC))
    return Proved(claims.jti, claims.iat)


def foreign(proof: Proof, key: Mapping[str, str]) -> bool:
    """Whether it is by another key, or cannot be read; a proof by `key` may still not fit."""
    try:
        _claims(proof, key)
    except ProofRefused:
        return True
    return False


def hash_of(token: str) -> str:
    """The claim `ath`: base64url of SHA-256 (RFC 9449 section 4.2)."""
    return urlsafe_b64encode(sha256(token.encode()).digest()).decode().rstrip("=")


def _claims(proof: Proof, key: Mapping[str, str]) -> _Claims:
    if len(proof.text) > _MOST:
        raise ProofRefused
    try:
        return _read(signed(proof.text, key, ["ES256"]))
    except (msgspec.MsgspecError, ValueError):
        raise ProofRefused from None
