"""Ledger: how movements of one lot at one site add up, in whatever order they arrived."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from domain.values import ZERO, total


@dataclass(frozen=True, slots=True, order=True)
class Movement:
    """What one fact did: in (positive) or out (negative), of `unit` or loose; a count is absolute."""

    at: datetime
    fact: UUID
    quantity: Decimal
    counted: bool = False
    unit: str = ""


class Ledger:
    """On hand is the sum of movements in order of (at, fact) since the last count, after corrections (D6).

    What is packed adds up by unit, whichever of packing and leaving arrived first.
    """

    __slots__ = ("corrections", "movements", "on_hand", "packed")

    def __init__(self) -> None:
        self.movements: list[Movement] = []
        self.corrections: dict[tuple[UUID, str], Decimal | None] = {}
        self.packed: dict[str, Decimal] = {}
        self.on_hand = ZERO

    def __copy__(self) -> Self:
        new = self.__class__()
        new.movements, new.corrections = self.movements.copy(), self.corrections.copy()
        new.packed, new.on_hand = self.packed.copy(), self.on_hand
        return new

    @property
    def loose(self) -> Decimal:
        return self.on_hand - total(quantity for quantity in self.packed.values() if quantity > 0)

    @property
    def deficit(self) -> Decimal:
        """How much more left, or was packed, than ever came; zero when all adds up."""
        return max(ZERO, -self.on_hand, -self.loose)

    def in_unit(self, unit: str) -> Decimal:
        return self.packed.get(unit, ZERO)

    def until_count(self, at: datetime, fact: UUID) -> Decimal:
        """What was on hand just before the first count after (at, fact); without such a count, what is on hand now.

        A count is absolute, so what is said to have left before it does not show in what is on hand after it.
        """
        on_hand = ZERO
        for movement in self.movements:
            if movement.counted and (movement.at, movement.fact) > (at, fact):
                effective = self._effective(movement)
                if effective is not None:
                    return on_hand
            quantity = self._effective(movement)
            if quantity is not None:
                on_hand = quantity if movement.counted else on_hand + quantity
        return self.on_hand

    def knows(self, fact: UUID, unit: str) -> bool:
        return any((movement.fact, movement.unit) == (fact, unit) for movement in self.movements)

    def move(self, movement: Movement) -> None:
        late = bool(self.movements) and movement < self.movements[-1]
        insort(self.movements, movement)
        if late or movement.counted or (movement.fact, movement.unit) in self.corrections:
            self._add_up()
        else:
            self.on_hand += movement.quantity
        if movement.unit:
            self.pack(movement.unit, self._effective(movement) or ZERO)

    def pack(self, unit: str, change: Decimal) -> None:
        self.packed[unit] = self.packed.get(unit, ZERO) + change
        if not self.packed[unit]:
            del self.packed[unit]

    def correct(self, fact: UUID, unit: str, quantity: Decimal | None) -> None:
        """The whole quantity of what `fact` moved; None: it did not happen. The latest correction holds."""
        moved = [one for one in self.movements if (one.fact, one.unit) == (fact, unit)]
        before = [self._effective(movement) or ZERO for movement in moved]
        self.corrections[fact, unit] = quantity
        for movement, was in zip(moved, before, strict=True):
            if unit:
                self.pack(unit, (self._effective(movement) or ZERO) - was)
        self._add_up()

    def _add_up(self) -> None:
        self.on_hand = ZERO
        for movement in self.movements:
            quantity = self._effective(movement)
            if quantity is not None:
                self.on_hand = quantity if movement.counted else self.on_hand + quantity

    def _effective(self, movement: Movement) -> Decimal | None:
        """The quantity that counts after corrections, signed; None when the fact was voided."""
        corrected = self.corrections.get((movement.fact, movement.unit), abs(movement.quantity))
        return -corrected if corrected is not None and movement.quantity < 0 else corrected
