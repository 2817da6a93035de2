"""Where callers wait for one writer, and how they are let through: a few at first, each of whom lets one more through.

Were all of a group woken at once, the system would put each of them in the writer's place on its processor, only to
find that the writer still holds Python's lock: two changes of thread for nothing, for every caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Final

ABREAST: Final = 2
"""Callers that are awake at once when a group is let through."""


class Turnstile:
    """One caller's place to wait. It opens once."""

    __slots__ = ("_closed", "_left", "_next")

    def __init__(self) -> None:
        self._closed = Lock()
        self._closed.acquire()
        self._left = False
        self._next: list[Turnstile] = []

    def wait(self, seconds: float) -> bool:
        """Return True once it is open, False when `seconds` have gone by; lets the next caller through in any case."""
        opened = False
        try:
            opened = self._closed.acquire(timeout=seconds)
        finally:
            self._left = True
            opened = opened or self._closed.acquire(blocking=False)
            if opened and (following := self._following()):
                following.open()
        return opened

    def before(self, other: Turnstile) -> None:
        """Let `other`'s caller through after this one's."""
        self._next.append(other)

    def open(self) -> None:
        """Let the caller through; when it has given up, perhaps without having noticed, the next one too."""
        opened: Turnstile | None = self
        while opened:
            opened._closed.release()
            opened = opened._following() if opened._left else None

    def _following(self) -> Turnstile | None:
        try:
            return self._next.pop()  # of caller and opener only one gets it
        except IndexError:
            return None


def open_all(turnstiles: Sequence[Turnstile]) -> None:
    """Let everybody through, ABREAST at a time."""
    for one, later in zip(turnstiles, turnstiles[ABREAST:], strict=False):
        one.before(later)
    for one in turnstiles[:ABREAST]:
        one.open()
