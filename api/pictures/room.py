"""How many pictures may be on their way to one process, and of one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from store.errors import StoreBusy


class Room:
    """Belongs to one event loop. Slow phones fill it, so that one person alone must not."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._here: Counter[str] = Counter()

    @contextmanager
    def place(self, person: str) -> Generator[None]:
        """Raises StoreBusy when there is none."""
        if self._here.total() >= self._most or self._here[person] >= self._most_of_one:
            raise StoreBusy("more pictures come than are read soon")
        self._here[person] += 1
        try:
            yield
        finally:
            self._here[person] -= 1
            if not self._here[person]:
                del self._here[person]
