"""Child processes under supervision: started again when they die, stopped in order."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Final

import msgspec

from api.cli.console import Failed
from api.cli.serving.order import Order

log = logging.getLogger(__name__)

PATIENCE: Final = 15.0
"""Seconds that a child has to finish what it does before it is killed."""
STEADY: Final = 10.0
"""Seconds after which a child counts as running well."""
HASTY: Final = 5
"""Deaths in a row, each before STEADY, after which it is not worth to go on."""


class GaveUp(Failed):
    """A child dies again and again; its own last words are in the log."""


class Child:
    """One process that runs `api.cli.serving.{work}`. `keeps`: file descriptors that it inherits."""

    def __init__(self, work: str, *arguments: str, keeps: Sequence[int] = (), again: bool = True) -> None:
        self.work = work
        self._command = [sys.executable, "-P", "-m", "api.cli.serving.child", work, *arguments]
        self._keeps = tuple(keeps)
        self._again = again
        self._order: Order | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._since = 0.0
        self._deaths = 0
        self._not_before = 0.0

    @property
    def output(self) -> IO[bytes] | None:
        """What a child that is not started again says on its standard output."""
        return self._process.stdout if self._process else None

    def spawn(self) -> None:
        """Start it; it imports and waits for its order."""
        # A process group of its own: Ctrl-C reaches the supervisor alone, which stops everything in order.
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=None if self._again else subprocess.PIPE,
            pass_fds=self._keeps,
            process_group=0,
        )
        self._since = time.monotonic()
        if self._order is not None:
            self.tell(self._order)

    def tell(self, order: Order) -> None:
        """Give the order; the pipe stays open until this process ends or stops the child."""
        self._order = order
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(msgspec.json.encode(order) + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            log.debug("%s died before it was told what to do", self.work)

    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    def wait(self) -> int:
        """Wait for its end; how it ended: 0 well, above by itself, below by a signal."""
        assert self._process is not None
        return self._process.wait()

    def tend(self) -> None:
        """Start it again when it died, with pauses that grow. Raises GaveUp."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._not_before:
                self.spawn()
        elif self._again and self._process.poll() is not None:
            self._deaths = self._deaths + 1 if now - self._since < STEADY else 1
            if self._deaths >= HASTY:
                message = f"`{self.work}` ended {self._deaths} times in a row, at last with {self._process.returncode}"
                raise GaveUp(message)
            pause = 0.1 * 2 ** (self._deaths - 1)
            log.warning("%s ended with %s: again in %.1f s", self.work, self._process.returncode, pause)
            self._close()
            self._process, self._not_before = None, now + pause

    def ask_to_stop(self) -> None:
        """Send SIGTERM; `await_end` waits."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def await_end(self, patience: float = PATIENCE) -> None:
        """Wait until it has ended, then insist."""
        if self._process is None:
            return
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            log.error("%s does not stop: killed", self.work)
            self._process.kill()
            self._process.wait()
        self._close()

    def _close(self) -> None:
        """Its output, if it has one, is left to whoever reads it to the end."""
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
