"""AES-256-GCM, each ciphertext bound to its region and name, so that it cannot be moved to another."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.errors import VaultKeyWrong

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


def seal(key: bytes, content: bytes, region: str, name: str) -> bytes:
    """Nonce and ciphertext. `name`: the subject of a key, or the reference of an entry."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, _bound(region, name))


def unseal(key: bytes, sealed: bytes, region: str, name: str) -> bytes:
    """The content. Raises VaultKeyWrong."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(region, name))
    except InvalidTag as error:
        message = "a vault entry cannot be read: is SUYUAN_VAULT_KEY the key that it was written with?"
        raise VaultKeyWrong(message) from error


def _bound(region: str, name: str) -> bytes:
    return f"suyuan vault 1|{region}|{name}".encode()
