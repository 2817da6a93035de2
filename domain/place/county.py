"""Counties by their GB/T 2260 code: name, seat, and the region whose store keeps their facts."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from domain.place.outline import Outline, Point
from domain.place.position import Place, PlaceRefused

DATA = Path(__file__).parent.parent / "data"
ELSEWHERE = "elsewhere"
REGION_OF_PREFECTURE = MappingProxyType(
    {
        "440100": "guangzhou",
        "440300": "shenzhen",
        "440800": "zhanjiang",
        "440900": "maoming",
        "441200": "zhaoqing",
        "441700": "yangjiang",
        "445300": "yunfu",
    }
)


class UnknownCounty(PlaceRefused):
    """No county of Guangdong, Hong Kong or Macau has this code. `code` is what was asked."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no county has the code {code[:20]!r}")
        self.code = code


@dataclass(frozen=True, slots=True)
class County:
    """A county, district or county-level city, or a prefecture itself; `place` is the seat of its government."""

    code: str
    name_zh: str
    name_en: str
    prefecture: str
    place: Place


def county(code: str) -> County:
    """Raises UnknownCounty."""
    found = counties().get(code)
    if found is None:
        raise UnknownCounty(code)
    return found


def region_of(code: str) -> str:
    """The region that a county, or any place of China, belongs to by its code of 6 digits. Raises UnknownCounty."""
    if len(code) != 6 or not (code.isascii() and code.isdecimal()):
        raise UnknownCounty(code)
    return REGION_OF_PREFECTURE.get(code[:4] + "00", ELSEWHERE)


@cache
def counties() -> Mapping[str, County]:
    """Every county and prefecture of Guangdong, with Hong Kong and Macau, by code."""
    with (DATA / "counties.csv").open(encoding="utf-8", newline="") as rows:
        return MappingProxyType({row["code"]: _county(row) for row in csv.DictReader(rows)})


def _county(row: dict[str, str]) -> County:
    place = Place(Decimal(row["lat"]), Decimal(row["lon"]))
    return County(row["code"], row["name_zh"], row["name_en"], row["code"][:4] + "00", place)


@cache
def outlines() -> Mapping[str, tuple[Outline, ...]]:
    """The counties of the five pilot cities as rings, largest first, by code.

    Schematic, not a survey map (示意图): simplified to about 300 m, small islands left out. Good for a
    drawing; never for deciding in which county a point lies.
    """
    rings: dict[str, list[list[tuple[float, float]]]] = json.loads((DATA / "outlines.json").read_text(encoding="utf-8"))
    return MappingProxyType(
        {code: tuple(tuple(Point(lat, lon) for lon, lat in ring) for ring in some) for code, some in rings.items()}
    )
