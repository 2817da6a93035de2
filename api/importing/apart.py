"""Read a file in a process of its own, whose memory and time end, whatever a hostile file makes its readers do."""

from __future__ import annotations

import resource
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from api.importing.reading import read_file
from api.importing.table import FileRefused, Sheet

MOST_MEMORY: Final = 2_000_000_000
"""Bytes of address space; a ledger of 100,000 rows takes a quarter."""
MOST_SECONDS: Final = 60
"""Of the processor; a ledger of 100,000 rows takes a third."""


def read_apart(path: Path, seconds: int = MOST_SECONDS) -> tuple[str, list[Sheet]]:
    """The file's SHA-256 and its sheets. Raises FileRefused, OSError."""
    with ProcessPoolExecutor(1, get_context("spawn"), _bound, (seconds,)) as reader:
        try:
            return reader.submit(_read, path).result()
        except (BrokenProcessPool, MemoryError) as error:
            raise FileRefused("too_costly", seconds=seconds) from error


def _bound(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(path: Path) -> tuple[str, list[Sheet]]:
    content, sheets = read_file(path)
    return sha256(content).hexdigest(), sheets
