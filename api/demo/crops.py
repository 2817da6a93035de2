"""What grows, where, when, and what is made of it: the tables under `data/`, read once and typed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

from api.demo.chance import product_key
from domain.values import Pack, Yield

YEAR: Final = 2026
CITIES: Final = ("yunfu", "zhanjiang", "maoming", "zhaoqing", "yangjiang")


class Work(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step that loses or gains weight within limits; `source` says who says so, `verified` whether it was read."""

    step: str
    low: Decimal
    high: Decimal
    source: str
    verified: bool

    @property
    def limits(self) -> Yield:
        return Yield(self.step, self.low, self.high, self.source, self.verified)


class Made(Work, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A product that is made of a crop, by `share` of its packhouses' days, within `days`."""

    item: int
    name_zh: str
    name_en: str
    days: int
    share: float
    origin_mark: str
    packs: dict[str, Decimal]
    keeping_days: int
    repacked: bool = False
    labelled: bool = False

    @property
    def product(self) -> str:
        return product_key(self.item)


class Crop(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A crop (or flock, or pond) of one county. `days`: how many days its `packhouses` work in the demo, in turn.

    `area_mu`: from, to; `each`: quantities of one delivery where no cap per 亩 gives them; `entered`: the unit that
    growers think in; `box`: degrees east from, to and north from, to.
    """

    key: str
    item: int
    name_zh: str
    name_en: str
    category: str
    county: str
    towns: tuple[str, ...]
    origin_mark: str
    seasons: tuple[tuple[str, str], ...]
    packs: dict[str, Decimal]
    keeping_days: int
    area_mu: tuple[int, int]
    growers: int
    days: int
    markets: tuple[str, ...]
    entered: str
    source: str
    verified: bool
    packhouses: int = 1
    cap_per_mu: Decimal | None = None
    each: tuple[int, int] | None = None
    measure: Literal["kg", "piece"] = "kg"
    site: str = "plot"
    certificate: bool = True
    graded: bool = True
    box: tuple[Decimal, Decimal, Decimal, Decimal] | None = None
    treat: Work | None = None
    made: Made | None = None
    region: str = ""

    @property
    def product(self) -> str:
        return product_key(self.item)

    @property
    def months(self) -> tuple[int, ...]:
        """Of the season, in order; a season over New Year begins in autumn."""
        spans = [(int(begin[:2]), int(end[:2])) for begin, end in reversed(self.seasons)]
        months = tuple(dict.fromkeys(month for begin, end in spans for month in range(begin, end + 1)))
        return tuple(sorted(months)) if len(spans) < 2 or self.seasons[0][0] > "02" else months

    def working_days(self) -> list[date]:
        """`days` of them, evenly over the seasons."""
        spans = [(_day(begin), _day(end)) for begin, end in self.seasons]
        all_days = [begin + timedelta(days=n) for begin, end in spans for n in range((end - begin).days + 1)]
        return [all_days[number * len(all_days) // self.days] for number in range(self.days)]


class Market(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wholesale market; degrees in WGS-84."""

    key: str
    region: str
    county: str
    name: str
    lat: Decimal
    lon: Decimal
    stalls: int
    verified: bool


class Shops(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where shops lie, in turn, and how many."""

    region: str
    counties: tuple[str, ...]
    number: int


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    market: tuple[Market, ...]
    shops: tuple[Shops, ...]


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parts of invented names, separated by blanks."""

    surnames: str
    given: str
    brands: str


class _City(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    region: str
    crop: tuple[Crop, ...]


@cache
def crops() -> tuple[Crop, ...]:
    """Every crop of the five cities."""
    cities = [msgspec.toml.decode(_read(name), type=_City) for name in CITIES]
    return tuple(msgspec.structs.replace(crop, region=city.region) for city in cities for crop in city.crop)


@cache
def places() -> Places:
    return msgspec.toml.decode(_read("places"), type=Places)


@cache
def names() -> Names:
    return msgspec.toml.decode(_read("names"), type=Names)


def regions_needed() -> set[str]:
    """The regions in which the season plays."""
    return {*CITIES, *(market.region for market in places().market), *(shops.region for shops in places().shops)}


def packs_of(packs: dict[str, Decimal]) -> tuple[Pack, ...]:
    return tuple(Pack(name, kilograms.quantize(Decimal("0.001"))) for name, kilograms in packs.items())


def _read(name: str) -> bytes:
    return files("api.demo").joinpath("data", f"{name}.toml").read_bytes()


def _day(month_and_day: str) -> date:
    return date.fromisoformat(f"{YEAR}-{month_and_day}")
