"""One working day of one packhouse, and what passes from one step of it to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from api.demo.cast import Business, Cast, Grower
from api.demo.chance import Chance
from api.demo.crops import Crop
from api.demo.plan import ONLINE, Command, How, Plan
from domain.act import SHANGHAI


class Share(NamedTuple):
    """So much of a lot, loose or in a unit."""

    lot: str
    quantity: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be special about a day: discrepancies by kind, and what a visitor shall find."""

    troubles: frozenset[str] = frozenset()
    market: str = ""
    """Where the goods go; when empty, to the crop's markets in turn."""
    proof: str = ""
    merged: bool = False
    made: bool = False
    held: str = ""
    """'kept': a hold on the stall's goods that still stands; 'released': one that ended."""
    cartons: bool = False
    shared_code: bool = False
    """Two growers' phones minted the same lot code."""


@dataclass(slots=True)
class Day:
    """A day's work; `at` moves on as it goes."""

    plan: Plan
    cast: Cast
    crop: Crop
    number: int
    """Which of the crop's working days this is; the packhouses take turns."""
    chance: Chance
    at: datetime
    wish: Wish
    lots: dict[str, str] = field(default_factory=dict)
    """Lots and units that a label may show, by what they are: harvested, graded, made, pallet ..."""
    pallets: dict[str, str] = field(default_factory=dict)
    """On which pallet each packed unit of this day stands; a pallet stands on itself."""

    @classmethod
    def begin(cls, plan: Plan, cast: Cast, crop: Crop, number: int, day: date, wish: Wish) -> Day:
        chance = Chance(crop.key, day)
        return cls(plan, cast, crop, number, chance, datetime.combine(day, time(5, 20), SHANGHAI), wish)

    @property
    def packhouse(self) -> Business:
        return self.cast.packhouses[self.crop.key][self.number % self.crop.packhouses]

    @property
    def growers(self) -> list[Grower]:
        """The members of the packhouse."""
        return self.cast.growers[self.crop.key][self.number % self.crop.packhouses :: self.crop.packhouses]

    def pass_minutes(self, low: int, high: int) -> datetime:
        self.at += self.chance.minutes(low, high)
        return self.at

    def pass_days(self, days: int, hour: int) -> datetime:
        """To the hour of a later day."""
        then = datetime.combine(self.at.date() + timedelta(days=days), time(hour), SHANGHAI)
        self.at = then + self.chance.minutes(0, 40)
        return self.at

    def at_packhouse(self, command: Command, how: How = ONLINE, /, **values: object) -> UUID:
        """The packhouse gives a command about its own site, now."""
        house = self.packhouse
        return self.plan.tell(house.region, house.party, self.at, command, how, site=house.site, **values)

    def planted(self, kind: str) -> bool:
        """Whether a discrepancy of this kind was planted already."""
        return any(one.kind == kind for one in self.plan.planted)
