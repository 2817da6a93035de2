"""What the public may see: no sum that fewer than five parties made, nor anything from which it could be worked out.

The method has one rule. There is one fixed grid for everybody: calendar month, product, county of origin and city (or
packhouse county) of destination for movements; county and product for what is kept. A cell of the grid is shown when at
least five different parties gave to it. Every other public number, however it is grouped, filtered or totalled, adds up
shown cells and nothing else. So nothing that is published depends on a hidden cell, and no difference of totals, of
filters or of days can give one away; the price is that totals leave the hidden cells out, and the page says how many.
Days are widened to whole months, because a day more would otherwise be a difference of one party's goods.

Not covered: somebody who asks every minute sees a shown cell of the running month grow by single shipments.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, TypeVar

FEWEST: Final = 5
"""Parties that a public sum must have (design D11)."""

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks: the public, or an official, who sees every cell that touches the `area` (a county prefix; all: '')."""

    full: bool = False
    area: str = ""


PUBLIC: Final = Sight()


class Period(NamedTuple):
    """Days in Asia/Shanghai, both included."""

    first: date
    last: date


def period(first: date, last: date, sight: Sight) -> Period:
    """The days that are looked at: for the public, whole months."""
    if sight.full:
        return Period(first, last)
    return Period(first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1]))


def shown(
    cells: Iterable[C], sight: Sight, parties: Callable[[C], int], places: Callable[[C], tuple[str, ...]]
) -> tuple[list[C], int]:
    """The cells that `sight` may see, and how many it may not. `parties` of a cell are those who gave to it."""
    every = list(cells)
    if sight.full:
        seen = [cell for cell in every if any(place.startswith(sight.area) for place in places(cell))]
        return seen, 0
    seen = [cell for cell in every if parties(cell) >= FEWEST]
    return seen, len(every) - len(seen)
