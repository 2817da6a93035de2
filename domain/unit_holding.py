"""Who has a logistic unit, where, and what is in it: what its sightings say together, in whichever order they came."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID

from domain.values import ZERO, Line


class Sighting(NamedTuple):
    """One fact about a unit. Of a dispatch, `site` is where it left and `party` who has it since.

    Nested: put into `parent` at `site`, or taken out (empty); who did it is told by the parent's own facts.
    """

    at: datetime
    fact: UUID
    kind: Literal["packed", "unpacked", "dispatched", "received", "nested"]
    site: str
    party: str
    contents: tuple[Line, ...] = ()
    units: tuple[str, ...] = ()
    parent: str = ""


class Holding:
    """A unit in somebody's hands, after the sightings that count.

    A unit that holds something is packed, unpacked and sent by who has it, and by nobody while it is in transit; it is
    received from transit, or where nobody is known to have it. What others say of it is recorded and changes nothing.
    """

    __slots__ = ("known", "packed", "parent", "party", "received", "site", "units", "unpacked")

    def __init__(self, sightings: Iterable[Sighting] = ()) -> None:
        self.known = False
        self.site = ""
        self.party = ""
        self.parent = ""
        self.packed: dict[str, Decimal] = {}
        self.unpacked: dict[str, Decimal] = {}
        self.received: dict[str, Decimal] = {}
        self.units: dict[str, int] = {}
        for one in sorted(sightings, key=lambda one: (one.at, one.fact)):
            if self._counts(one):
                self._count(one)

    @property
    def in_transit(self) -> bool:
        return self.known and not self.site

    @property
    def contents(self) -> dict[str, Decimal]:
        """What was packed here (or, of a unit packed elsewhere, what it was received with) less what was unpacked."""
        came = self.packed or self.received
        left = {lot: quantity - self.unpacked.get(lot, ZERO) for lot, quantity in came.items()}
        return {lot: quantity for lot, quantity in left.items() if quantity}

    def _counts(self, one: Sighting) -> bool:
        if not self.known:
            return True
        match one.kind:
            case "dispatched" | "nested":
                return one.site == self.site
            case "received":
                return self.in_transit or self._free_for(one.party)
            case "packed":
                return not self.in_transit and self._free_for(one.party)
            case "unpacked":
                return not self.in_transit and one.party == self.party

    def _free_for(self, party: str) -> bool:
        return party == self.party or not (self.contents or self.units)

    def _count(self, one: Sighting) -> None:
        if one.kind == "nested":
            self.parent = one.parent
            return
        self.known = True
        self.site, self.party = "" if one.kind == "dispatched" else one.site, one.party
        match one.kind:
            case "packed":
                _add(self.packed, one.contents)
                self._nest(one.units, 1)
            case "unpacked":
                _add(self.unpacked, one.contents)
                self._nest(one.units, -1)
            case "received" if one.contents:
                self.received = {line.lot: line.quantity for line in one.contents}
            case _:
                pass

    def _nest(self, units: Collection[str], sign: int) -> None:
        for unit in units:
            self.units[unit] = self.units.get(unit, 0) + sign
            if not self.units[unit]:
                del self.units[unit]


def _add(to: dict[str, Decimal], contents: tuple[Line, ...]) -> None:
    for line in contents:
        to[line.lot] = to.get(line.lot, ZERO) + line.quantity
