"""A device's public key as it comes over the wire: an ECDSA key on P-256 and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from joserfc.jwk import ECKey
from joserfc.util import urlsafe_b64decode

from store.people.errors import KeyRefused
from store.people.jose import UNREADABLE


class DeviceKey(NamedTuple):
    """`public`: the JWK with its four members alone; `thumbprint`: SHA-256 (RFC 7638)."""

    public: dict[str, str]
    thumbprint: bytes


def read_device_key(jwk: Mapping[str, object]) -> DeviceKey:
    """Raises KeyRefused for another curve, a point off it, or a private key, which must never leave the phone."""
    public = {name: value for name in ("kty", "crv", "x", "y") if isinstance(value := jwk.get(name), str)}
    if len(public) < 4 or public["kty"] != "EC" or public["crv"] != "P-256" or "d" in jwk:
        raise KeyRefused
    try:
        key = ECKey.import_key({**public})
        key.public_key.public_numbers()  # reads the point: it must be on the curve
        return DeviceKey(public, urlsafe_b64decode(key.thumbprint().encode()))
    except UNREADABLE:
        raise KeyRefused from None
