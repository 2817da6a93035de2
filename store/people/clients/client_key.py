"""The public key of a partner's program, as a JWK: whatever it may sign assertions with, and nothing secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from joserfc.jwk import import_key
from joserfc.util import urlsafe_b64decode

from store.people.errors import KeyRefused
from store.people.jose import UNREADABLE

_MEMBERS: Final = {"EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "RSA": ("n", "e")}
_CURVES: Final = {"EC": "P-256", "OKP": "Ed25519"}
_BITS: Final = range(2048, 8193)


def read_client_key(jwk: Mapping[str, Any]) -> dict[str, str]:
    """Its public members alone: of ECDSA on P-256, Ed25519, or RSA from 2048 bits. Raises KeyRefused."""
    kind = jwk.get("kty")
    members = _MEMBERS.get(kind, ()) if isinstance(kind, str) else ()
    public = {name: value for name in ("kty", *members) if isinstance(value := jwk.get(name), str)}
    if not members or len(public) < len(members) + 1 or public.get("crv") != _CURVES.get(public["kty"]):
        raise KeyRefused
    if {"d", "k", "p"} & jwk.keys():
        raise KeyRefused
    try:
        if public["kty"] == "RSA" and int.from_bytes(urlsafe_b64decode(public["n"].encode())).bit_length() not in _BITS:
            raise KeyRefused
        _ = import_key({**public}).public_key  # reads the point or the numbers
    except UNREADABLE:
        raise KeyRefused from None
    return public
