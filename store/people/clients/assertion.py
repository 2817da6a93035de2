"""Assertions: a partner system signs who it is (RFC 7523, `private_key_jwt`) with a key that only it has."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from store.connection import StoreConnection
from store.people.clients.clients import Client, find_client
from store.people.errors import ClockWrong, ProofRefused
from store.people.jose import signed, unsigned
from store.people.keys import Keys
from store.people.once import first_time

ALGORITHMS: Final = ("ES256", "PS256", "EdDSA", "Ed25519")
"""Signatures with a public key; whatever else a header names is refused."""
LONGEST: Final = timedelta(minutes=5)
SKEW: Final = timedelta(seconds=60)
_MOST: Final = 4_000


class _Claims(msgspec.Struct):
    iss: str
    sub: str
    aud: str | list[str]
    exp: int
    jti: str


_read: Final = msgspec.json.Decoder(_Claims).decode


def client_with_assertion(
    connection: StoreConnection, keys: Keys, assertion: str, audience: frozenset[str], now: datetime
) -> Client:
    """The client that signed it for one of `audience`; an assertion serves once, and for LONGEST at most.

    Raises ProofRefused, ClockWrong.
    """
    if len(assertion) > _MOST:
        raise ProofRefused
    client = find_client(connection, _read_claims(unsigned(assertion)).sub, now)
    if client is None or client.public_key is None:
        raise ProofRefused
    claims = _read_claims(signed(assertion, client.public_key, ALGORITHMS))
    named = {claims.aud} if isinstance(claims.aud, str) else set(claims.aud)
    if claims.iss != client.id or not named & audience or not 8 <= len(claims.jti) <= 100:
        raise ProofRefused
    left = timedelta(seconds=claims.exp - now.timestamp())
    if not -SKEW <= left <= LONGEST + SKEW:
        raise ClockWrong(now)
    until = now + LONGEST + 2 * SKEW
    if not first_time(connection, keys, "assertion", f"{client.id}|{claims.jti}", now=now, until=until):
        raise ProofRefused
    return client


def _read_claims(payload: bytes) -> _Claims:
    try:
        return _read(payload)
    except (msgspec.MsgspecError, ValueError):
        raise ProofRefused from None
