"""An authenticator in software (WebAuthn level 2, attestation `none`): what a phone's passkeys answer with."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from uuid import uuid4

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """Holds one passkey. `verifies`: it asks for a finger or a PIN, as it must."""

    def __init__(self, origin: str, *, verifies: bool = True, counts: bool = True) -> None:
        self.origin = origin
        self.flags = PRESENT | (VERIFIED if verifies else 0)
        self.counts = counts
        self.count = 0
        self.id = uuid4().bytes
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.user = b""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to navigator.credentials.create()."""
        numbers = self.private.public_key().public_numbers()
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        self.user = decoded(options["user"]["id"])
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + key
        told = self._told(options["rp"]["id"], self.flags | ATTESTED) + attested
        return self._answer(
            {
                "clientDataJSON": encoded(self._client("webauthn.create", options)),
                "attestationObject": encoded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})),
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to navigator.credentials.get()."""
        told, client = self._told(options["rpId"], self.flags), self._client("webauthn.get", options)
        signature = self.private.sign(told + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": encoded(client),
                "authenticatorData": encoded(told),
                "signature": encoded(signature),
                "userHandle": encoded(self.user),
            }
        )

    def _told(self, rp: str, flags: int) -> bytes:
        self.count += self.counts
        return sha256(rp.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": encoded(self.id), "rawId": encoded(self.id), "type": "public-key", "response": response}
