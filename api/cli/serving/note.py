"""What the server that runs here serves at, left in the data folder for commands that are started without its settings.

The server holds a lock on its note for as long as it lives, however it ends: a note that nobody holds tells nothing.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Final

import msgspec

from store.settings import Settings

NAME: Final = "serving.json"
_WHICH: Final = ("host", "hostaddr", "port", "dbname")
PATIENCE: Final = 0.5
"""Seconds that whoever reads the note may hold it; a reader needs microseconds."""


class Note(msgspec.Struct, frozen=True):
    """`store`: which database it serves, without user and password; empty for the embedded server."""

    host: str
    port: int
    public_url: str
    store: str


@contextmanager
def noted(settings: Settings) -> Generator[None]:
    """Leave the note while serving. A second server on the same data leaves none, nor one that may not write there."""
    file = _held(settings.data)
    try:
        if file is not None:
            with suppress(OSError):  # a full disk keeps nobody from reading
                file.truncate(0)
                file.write(msgspec.json.encode(_note(settings)))
                file.flush()
        yield
    finally:
        if file is not None:
            file.truncate(0)
            file.close()


def as_served(settings: Settings) -> Settings:
    """`settings` with the address, port and public URL of the server that runs on the same store, when one does."""
    note = _read(settings.data)
    if note is None or note.store != _store(settings):
        return settings
    return replace(settings, host=note.host, port=note.port, public_url=note.public_url)


def _note(settings: Settings) -> Note:
    return Note(settings.host, settings.port, settings.public_url, _store(settings))


def _store(settings: Settings) -> str:
    """As the driver reads the address, whose password may hold what looks like the end of it."""
    if not settings.database_url:
        return ""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo  # a start should not wait for it

    said = conninfo_to_dict(settings.database_url)
    return make_conninfo("", **{name: said[name] for name in _WHICH if name in said})


def _held(data: Path) -> IO[bytes] | None:
    """The note, locked; None when another server holds it, or when it cannot be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = open(data / NAME, "ab", opener=partial(os.open, mode=0o600))  # noqa: SIM115  held, and ours alone
    except OSError:
        return None
    deadline = time.monotonic() + PATIENCE
    while not _locks(file, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            file.close()
            return None
        time.sleep(0.05)
    return file


def _read(data: Path) -> Note | None:
    try:
        with (data / NAME).open("rb") as file:
            if _locks(file, fcntl.LOCK_SH):  # nobody holds it: that server is gone
                return None
            return msgspec.json.decode(file.read(), type=Note)
    except (OSError, msgspec.DecodeError):
        return None


def _locks(file: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
