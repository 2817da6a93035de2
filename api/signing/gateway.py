"""A message gateway over HTTP."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final
from uuid import UUID

import httpx
import msgspec

from api.signing.sender import NotSent
from store.secret import Secret

TIMEOUT: Final = httpx.Timeout(5.0, connect=2.0)
TRIES: Final = 2
"""A second try carries the same key, so a gateway that had sent it sends nothing twice."""


class GatewaySender:
    """POSTs {"number", "text"} as JSON to `url`, with an idempotency key, signed.

    `Suyuan-Signature: t=<Unix seconds>,v1=<hex>`: HMAC-SHA256 over "<t>.<key>.<body>" with SUYUAN_MESSAGE_KEY, so that
    the gateway knows who asks, and that nobody asks again later. Any 2xx means that it was taken.
    """

    def __init__(self, url: str, key: Secret) -> None:
        self._url = url
        self._key = key
        self._client = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    def send(self, number: str, text: str, message: UUID) -> None:
        body = msgspec.json.encode({"number": number, "text": text})
        for _ in range(TRIES):
            try:
                answer = self._client.post(self._url, content=body, headers=self._headers(message, body))
            except httpx.TransportError:
                continue
            if answer.is_success:
                return
            if answer.is_client_error:
                break
        raise NotSent

    def _headers(self, message: UUID, body: bytes) -> dict[str, str]:
        at = int(datetime.now().astimezone().timestamp())
        signed = hmac.digest(self._key.reveal(), f"{at}.{message}.".encode() + body, "sha256").hex()
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": str(message),
            "Suyuan-Signature": f"t={at},v1={signed}",
        }
