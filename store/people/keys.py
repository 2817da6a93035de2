"""One secret, and from it a key for each purpose: look-up marks, codes at rest, refresh tokens, sealed secrets."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.errors import VaultKeyWrong
from store.secret import Secret

_NONCE_BYTES: Final = 12


class Keys:
    """What `SUYUAN_PEOPLE_KEY` gives. A mark of one purpose says nothing about a mark of another."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret.reveal()

    def mark(self, purpose: str, *parts: str | bytes) -> bytes:
        """HMAC-SHA256 over `parts`, each with its length before it, so that no two lists of parts meet."""
        whole = b"".join(
            len(part).to_bytes(4) + part for part in (one.encode() if isinstance(one, str) else one for one in parts)
        )
        return hmac.digest(self._key(purpose), whole, "sha256")

    def seal(self, purpose: str, content: bytes, bound: str) -> bytes:
        """AES-256-GCM; what is sealed cannot be moved to another `bound` (a person's id)."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._key(purpose)).encrypt(nonce, content, bound.encode())

    def unseal(self, purpose: str, sealed: bytes, bound: str) -> bytes:
        """Raises VaultKeyWrong."""
        try:
            return AESGCM(self._key(purpose)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound.encode())
        except InvalidTag as error:
            message = "a person's secret cannot be read: is SUYUAN_PEOPLE_KEY the key that it was written with?"
            raise VaultKeyWrong(message) from error

    def _key(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, f"suyuan people 1|{purpose}".encode(), "sha256")


def digest(token: str) -> bytes:
    """How tokens of at least 128 random bits rest: SHA-256, for nobody can guess them."""
    return sha256(token.encode()).digest()
