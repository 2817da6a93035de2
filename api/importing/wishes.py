"""What a row asks for: commands, named so that the same row of the same ledger is the same command for ever."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

FORM: Final = 1
"""Raised when rows are named in another way; then old rows would be brought in again."""


class Wish(NamedTuple):
    """A command as a client would send it to /v1/{region}/`path`; `lane`: those of one touch the same streams."""

    row: int
    id: UUID
    path: str
    body: dict[str, Any]
    lane: str = ""


class Namer:
    """Makes command ids of version 7 from what a row says; the key keeps names from being guessed from ids."""

    def __init__(self, key: bytes, party: str) -> None:
        self._key = key
        self._party = party

    def id(self, kind: str, *parts: str, at: datetime | None = None) -> UUID:
        """`at`: when the fact happened; ids sort by it."""
        digest = self.digest(kind, *parts)
        milliseconds = int(at.timestamp() * 1000) if at else 946_684_800_000
        number = milliseconds << 80 | 7 << 76 | (digest >> 64 & 0xFFF) << 64 | 2 << 62 | digest & (1 << 62) - 1
        return UUID(int=number)

    def digest(self, kind: str, *parts: str) -> int:
        """256 bits."""
        content = "\0".join((f"import {FORM}", kind, self._party, *parts))
        return int.from_bytes(hmac.digest(self._key, content.encode(), "sha256"))
