"""How a code reaches a phone: through a message gateway over HTTP, or, while developing, on the console."""

from __future__ import annotations

import sys
from typing import Protocol
from uuid import UUID

from store.settings import Settings


class NotSent(Exception):
    """The message could not be sent. Try again in a moment."""


class Sender(Protocol):
    """Sends one text to one number (E.164). Raises NotSent."""

    def send(self, number: str, text: str, message: UUID) -> None: ...


class ConsoleSender:
    """For one machine while developing; the production profile refuses it."""

    def send(self, number: str, text: str, message: UUID) -> None:
        print(f"to {number}: {text}", file=sys.stderr, flush=True)


def sender_of(settings: Settings) -> Sender:
    """The gateway, where one is configured."""
    if settings.message_gateway:
        from api.signing.gateway import GatewaySender  # it brings httpx, which no start without one needs

        assert settings.message_key is not None
        return GatewaySender(settings.message_gateway, settings.message_key)
    return ConsoleSender()
