"""What the public may see: no sum that fewer than five parties made, nor anything from which it could be worked out.

All facts of a calendar month fall into cells of one fixed grid: product, county of origin, city of destination (or the
packhouse's county, where growers' goods are collected); county and product for what is kept. A cell has the parties of
each of its ends: those who gave and those who took; of what is kept, those who own it. A cell is published when each of
its ends has five or more: a market that buys alone from a hundred growers is seen by nobody. Cells of fewer are merged,
over fixed levels (one product, then all, between two cities; all origins to a city; everything), until a level has five
at each end; what even the last does not bring to five stays hidden. What is published is thus a partition: each piece
has five parties at each end, no piece overlaps another, and which pieces there are does not depend on what is asked.
Every answer, however grouped, filtered or totalled, adds up whole pieces. So no difference of answers, of days or of
filters can give away less than a piece. A filter takes the pieces that lie wholly inside it, and days are widened to
whole months.

Not covered: somebody who asks every minute sees a published piece of the running month grow by single shipments; and
somebody who knows that nothing else happened to goods may subtract sums of different kinds (collected less shipped).
Losses, waste and times are therefore told to the public as shares and hours, never as quantities.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Protocol, TypeVar

FEWEST: Final = 5
"""Parties that a public sum must have at each end (design D11)."""
MANY: Final = "*"
"""Stands for the product, county or city of a piece that was merged from several."""


class Cell(Protocol):
    """A sum of a grid: the parties of each of its ends, and the county or city codes that it touches. Hashable."""

    @property
    def ends(self) -> Sequence[Collection[str]]: ...

    @property
    def places(self) -> Sequence[str]: ...


C = TypeVar("C", bound=Cell)


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


def visible(
    cells: Iterable[C],
    sight: Sight,
    levels: Sequence[Callable[[C], C | None]],
    merge: Callable[[C, Sequence[C]], C],
) -> tuple[list[C], int]:
    """What `sight` may see of `cells`, and how many of them are hidden even in what was merged.

    A level gives the empty piece that a cell falls into there, or None when it may not be merged; `merge` fills one.
    """
    if sight.full:
        return [cell for cell in cells if any(place.startswith(sight.area) for place in cell.places)], 0
    shown: list[C] = []
    rest: list[C] = []
    for cell in cells:
        (shown if _many(cell) else rest).append(cell)
    for level in levels:
        fallen: defaultdict[C | None, list[C]] = defaultdict(list)
        for cell in rest:
            fallen[level(cell)].append(cell)
        rest = []
        for empty, some in fallen.items():
            piece = None if empty is None else merge(empty, some)
            if piece is not None and _many(piece):
                shown.append(piece)
            else:
                rest += some
    return shown, len(rest)


def beyond(published: Iterable[C], sight: Sight) -> list[C]:
    """Of what the public sees, the cells that do not touch the area of `sight`: an official sees no less than that.

    Cells touch the area too when they are of its whole city.
    """

    def touches(place: str) -> bool:
        return place.startswith(sight.area) or (place.endswith("00") and sight.area.startswith(place[:4]))

    return [cell for cell in published if not any(touches(place) for place in cell.places)]


def _many(cell: Cell) -> bool:
    return all(len(parties) >= FEWEST for parties in cell.ends)
