"""Signed texts of others (JWS), and what is raised for those that cannot be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from store.people.errors import ProofRefused

UNREADABLE: Final = (JoseError, ValueError, TypeError, LookupError, AttributeError)
"""The library's own errors, and those that escape it for keys and headers of other shapes than it expects."""


def signed(text: str, key: Mapping[str, Any], algorithms: Collection[str]) -> bytes:
    """What a compact JWS says, signed by `key` (a JWK) with one of `algorithms`. Raises ProofRefused."""
    try:
        return jws.deserialize_compact(text, import_key({**key}), algorithms=algorithms).payload
    except UNREADABLE:
        raise ProofRefused from None


def unsigned(text: str) -> bytes:
    """What it says before anybody looked at the signature: only good for finding the key. Raises ProofRefused."""
    try:
        return jws.extract_compact(text.encode()).payload
    except UNREADABLE:
        raise ProofRefused from None
