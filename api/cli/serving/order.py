"""What a child process is told at its start, and how it learns that its supervisor is gone."""

from __future__ import annotations

import os
import signal
import sys
from threading import Thread, Timer
from typing import Final

import msgspec

LAST_BREATH: Final = 3.0
"""Seconds that a child has to end by itself when its supervisor was killed."""


class Order(msgspec.Struct, frozen=True):
    """Where the database is. It goes through a pipe: an address may hold a password, and any user sees arguments."""

    conninfo: str


def receive() -> Order:
    """The order, from standard input, as soon as the supervisor gives it; from then on its end is noticed.

    The pipe closes when the supervisor ends, however it ends: then this process is asked to stop like by a person,
    and is ended when it does not.
    """
    line = sys.stdin.buffer.readline()
    if not line:
        raise SystemExit(0)
    Thread(target=_leave_with_supervisor, name="supervisor", daemon=True).start()
    return msgspec.json.decode(line, type=Order)


def _leave_with_supervisor() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        continue
    last = Timer(LAST_BREATH, os._exit, [1])
    last.daemon = True
    last.start()
    os.kill(os.getpid(), signal.SIGTERM)
