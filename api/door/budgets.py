"""How much somebody may still do: a token bucket for each key, in memory that does not grow."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, NamedTuple

MOST: Final = 20_000
"""Keys of one generation; of two there are never more than twice as many."""
EXACT: Final = 1e-6
"""Seconds by which sums of times may be wrong."""


class Rate(NamedTuple):
    """`most` at once, and one more after every `every` seconds."""

    most: int
    every: float


class Budgets:
    """A bucket is one number: the time at which all that was spent is paid back (GCRA, ITU-T I.371).

    What is paid back need not be remembered. Keys live in two generations: when the young one is full, the old one is
    forgotten with all that was not asked for meanwhile, so no crowd of keys makes one that is in use forgotten soon.
    Times are seconds of one clock that never goes back.
    """

    def __init__(self, rate: Rate, most_keys: int = MOST) -> None:
        self._every = rate.every
        self._span = rate.most * rate.every
        self._most_keys = most_keys
        self._young: dict[Hashable, float] = {}
        self._old: dict[Hashable, float] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._young or key in self._old

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def spend(self, key: Hashable, now: float) -> float:
        """0 when one was there and is spent; else nothing is spent, and these are the seconds until it is there."""
        paid = self._paid_at(key, now) + self._every
        if paid - now > self._span + EXACT:
            return paid - now - self._span
        self._put(key, paid)
        return 0.0

    def wait(self, key: Hashable, now: float) -> float:
        """The seconds until one is there; nothing is spent."""
        wait = self._paid_at(key, now) + self._every - now - self._span
        return wait if wait > EXACT else 0.0

    def charge(self, key: Hashable, now: float, cost: float = 1.0) -> None:
        """Spend it, there or not (below 0: give it back); nobody owes more than as much again as a whole bucket."""
        self._put(key, min(self._paid_at(key, now) + cost * self._every, now + 2 * self._span))

    def spent(self, key: Hashable, now: float) -> float:
        """How many are not paid back yet."""
        return (self._paid_at(key, now) - now) / self._every

    def _paid_at(self, key: Hashable, now: float) -> float:
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key, now)
        return found if found > now else now

    def _put(self, key: Hashable, paid: float) -> None:
        self._young[key] = paid
        if len(self._young) > self._most_keys:
            self._old, self._young = self._young, {}
