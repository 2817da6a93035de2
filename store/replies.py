"""Where tasks of an event loop wait for one writer: their loop is woken once for all of a group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Reply(NamedTuple, Generic[T]):
    """One task's answer to come."""

    among: Replies[T]
    answer: asyncio.Future[T]


class Replies(Generic[T]):
    """The tasks of one loop that wait for an answer, the longest first; one timer watches over all of them."""

    def __init__(self, patience: float, too_late: Callable[[], Exception]) -> None:
        """In the loop. Who has waited `patience` seconds is answered `too_late`."""
        self.loop = asyncio.get_running_loop()
        self._patience = patience
        self._too_late = too_late
        self._since: dict[asyncio.Future[T], float] = {}
        self._watched = False

    def expect(self) -> Reply[T]:
        """An answer to wait for. In the loop."""
        answer: asyncio.Future[T] = self.loop.create_future()
        self._since[answer] = self.loop.time()
        if not self._watched:
            self._watched = True
            self.loop.call_later(self._patience, self._watch)
        return Reply(self, answer)

    def drop(self, reply: Reply[T]) -> None:
        """Nobody waits for it any more. In the loop."""
        self._since.pop(reply.answer, None)
        reply.answer.cancel()

    def give(self, answers: Sequence[tuple[asyncio.Future[T], T | Exception]]) -> None:
        """Answer some of those who `expect` it. From any thread."""
        with suppress(RuntimeError):  # the loop was closed: nobody waits there
            self.loop.call_soon_threadsafe(self._give, answers)

    def _give(self, answers: Sequence[tuple[asyncio.Future[T], T | Exception]]) -> None:
        for expected, answer in answers:
            self._since.pop(expected, None)
            if expected.done():
                continue  # its task was cancelled, or it was told that it is too late
            if isinstance(answer, Exception):
                expected.set_exception(answer)
            else:
                expected.set_result(answer)

    def _watch(self) -> None:
        now = self.loop.time()
        for expected, since in list(self._since.items()):
            if since + self._patience > now:
                self.loop.call_later(since + self._patience - now, self._watch)
                return
            self._give([(expected, self._too_late())])
        self._watched = False
