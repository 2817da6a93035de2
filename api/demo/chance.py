"""Chance with a fixed seed: the same keys, codes and quantities on every machine and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final, TypeVar
from uuid import UUID

from domain.gs1 import mint_gln, mint_gtin, mint_pgln, mint_sscc
from domain.lot_code import ALPHABET, RANDOM_BITS, mint_lot_code
from store.settings import EXAMPLE_PREFIX

SEED: Final = "suyuan demo season 2026"
SERIAL_LENGTH: Final = 12
"""Characters of a label's serial after the four of its roll (60 bits)."""
T = TypeVar("T")


class Chance:
    """One sequence of chance, named, so that what is drawn for one thing does not move what is drawn for another."""

    def __init__(self, *name: object) -> None:
        self.random = Random("|".join((SEED, *map(str, name))))

    def command(self, at: datetime) -> UUID:
        """A UUIDv7 (RFC 9562) of that millisecond."""
        bits = self.random.getrandbits(74)
        milliseconds = int(at.timestamp() * 1000)
        return UUID(int=milliseconds << 80 | 7 << 76 | bits >> 62 << 64 | 2 << 62 | bits & (1 << 62) - 1)

    def lot(self, product: str, day: date) -> str:
        """A new lot's canonical path."""
        return f"01/{product}/10/{mint_lot_code(day, self.random.getrandbits(RANDOM_BITS))}"

    def serials(self, count: int) -> tuple[str, ...]:
        """The labels of one new roll."""
        roll = self._text(4)
        return tuple(sorted(roll + self._text(SERIAL_LENGTH) for _ in range(count)))

    def sha256(self) -> str:
        """The hash of a photo that nobody took."""
        return f"{self.random.getrandbits(256):064x}"

    def digits(self, count: int) -> str:
        return f"{self.random.randrange(10**count):0{count}d}"

    def pick(self, some: Sequence[T]) -> T:
        return some[self.random.randrange(len(some))]

    def some(self, of: Sequence[T], count: int) -> list[T]:
        """`count` different ones, or all when there are fewer."""
        return self.random.sample(of, min(count, len(of)))

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    def whole(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def between(self, low: Decimal | str, high: Decimal | str, places: str = "0.001") -> Decimal:
        """A decimal number between two others."""
        low, high = Decimal(low), Decimal(high)
        return (low + (high - low) * self.random.randrange(10_001) / 10_000).quantize(Decimal(places))

    def minutes(self, low: int, high: int) -> timedelta:
        return timedelta(minutes=self.whole(low, high), seconds=self.whole(0, 59))

    def _text(self, length: int) -> str:
        return "".join(self.pick(ALPHABET) for _ in range(length))


class Keys:
    """GS1 keys under the prefix that is kept for examples, each given once."""

    def __init__(self) -> None:
        self._chance = Chance("keys")
        self._taken: set[str] = set()

    def party(self) -> str:
        seed = self._seed()
        return self._first(str(mint_pgln(EXAMPLE_PREFIX, seed, attempt)) for attempt in range(1000))

    def site(self) -> str:
        seed = self._seed()
        return self._first(str(mint_gln(EXAMPLE_PREFIX, seed, attempt)) for attempt in range(1000))

    def unit(self, extension: int) -> str:
        return self._first(
            str(mint_sscc(EXAMPLE_PREFIX, extension, self._chance.random.getrandbits(64))) for _ in range(1000)
        )

    def _seed(self) -> UUID:
        return UUID(int=self._chance.random.getrandbits(128))

    def _first(self, keys: Iterator[str]) -> str:
        key = next(key for key in keys if key not in self._taken)
        self._taken.add(key)
        return key


def product_key(item: int) -> str:
    """The GTIN of an item reference of the demo."""
    return str(mint_gtin(EXAMPLE_PREFIX, 0, item))
