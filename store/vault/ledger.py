"""The ledger of erasures as a file beside the database: what no restore of a dump takes back.

One line an erasure: ids, a time and a reason; no personal value.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

NAME: Final = "erasures.jsonl"


class LedgerDamaged(Exception):
    """A line of the ledger cannot be read; the message says which."""


class Retained(msgspec.Struct, frozen=True):
    """What stays of an entry: these fields, because a law wants them until then; None: nobody asked for their end."""

    fields: tuple[str, ...]
    until: datetime | None


class Erasure(msgspec.Struct, frozen=True):
    """Everything of `subject` kept before `at` is gone, but for `retained`: region -> reference -> what."""

    id: UUID
    at: datetime
    subject: str
    basis: str
    by: str
    retained: dict[str, dict[UUID, Retained]] = {}


_decode: Final = msgspec.json.Decoder(Erasure).decode


class Ledger:
    """A file that grows at its end. Any number of processes may write."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def add(self, erasure: Erasure) -> None:
        """On the disk when this returns. A line that was cut off by a crash is closed first."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            os.write(file, (b"\n" if torn else b"") + msgspec.json.encode(erasure) + b"\n")
            os.fsync(file)
        finally:
            os.close(file)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def lines(self) -> list[Erasure]:
        """All of them. Raises LedgerDamaged with the number of a line that cannot be read."""
        if not self.path.exists():
            return []
        found: list[Erasure] = []
        for number, line in enumerate(self.path.read_bytes().splitlines(), 1):
            try:
                if line:
                    found.append(_decode(line))
            except msgspec.MsgspecError as error:
                message = f"{self.path}, line {number}, is no erasure: take the line out if it was cut off"
                raise LedgerDamaged(message) from error
        return found
