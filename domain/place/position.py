"""Where something is: a point in WGS-84, with what the phone claimed about it."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, Protocol, Self, SupportsFloat, cast

from geopy.distance import geodesic  # pyright: ignore[reportMissingTypeStubs]

from domain.place.datum import gcj02_from_wgs84, wgs84_from_gcj02

Datum = Literal["WGS-84", "GCJ-02"]
MICRODEGREE = Decimal("0.000001")
"""Six decimals, 0.1 m: what EU 2023/1115 asks for and more than a phone knows."""
WORST_ACCURACY_M = 100_000
_DATUMS: dict[str, Datum] = {"wgs84": "WGS-84", "gcj02": "GCJ-02"}


class PlaceRefused(ValueError):
    """A position that cannot be taken: UnknownDatum, NoPosition. `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownDatum(PlaceRefused):
    """The position is in a datum that is not read here, as Baidu's BD-09. `datum` is the one claimed."""

    def __init__(self, datum: str) -> None:
        super().__init__(f"positions are read in WGS-84 or GCJ-02, not in {datum[:20]!r}")
        self.datum = datum


class NoPosition(PlaceRefused):
    """The numbers are no position on Earth, or the (0, 0) of a phone without a fix."""


class Located(Protocol):
    """Anything with a latitude and a longitude in degrees, WGS-84."""

    @property
    def lat(self) -> SupportsFloat: ...

    @property
    def lon(self) -> SupportsFloat: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A point in WGS-84, degrees with six decimals. `accuracy_m` is the phone's claim, None when it made none."""

    lat: Decimal
    lon: Decimal
    accuracy_m: int | None = None
    datum_claimed: Datum = "WGS-84"

    @classmethod
    def read(
        cls,
        lat: str | float | Decimal,
        lon: str | float | Decimal,
        accuracy_m: float | Decimal | None = None,
        datum: str = "WGS-84",
    ) -> Self:
        """From what a phone or a file says, in the datum that it claims. Raises UnknownDatum or NoPosition."""
        claimed = _DATUMS.get(datum.lower().replace("-", ""))
        if claimed is None:
            raise UnknownDatum(datum)
        north, east = _degrees(lat, 90), _degrees(lon, 180)
        if north == east == 0:
            raise NoPosition("0, 0 is what a phone without a fix says")
        if claimed == "GCJ-02":
            converted = wgs84_from_gcj02(float(north), float(east))
            north, east = _degrees(converted[0], 90), _degrees(converted[1], 180)
        return cls(north, east, _metres(accuracy_m), claimed)

    def in_gcj02(self) -> tuple[float, float]:
        """Latitude and longitude for a Chinese map."""
        return gcj02_from_wgs84(float(self.lat), float(self.lon))


def distance_km(here: Located, there: Located) -> float:
    """Kilometres along the geodesic on the WGS-84 ellipsoid (geopy, Karney 2013); takes about 0.1 ms."""
    ends = (float(here.lat), float(here.lon)), (float(there.lat), float(there.lon))
    return cast("float", geodesic(*ends).km)  # pyright: ignore[reportUnknownMemberType]


def _degrees(value: str | float | Decimal, most: int) -> Decimal:
    try:
        number = Decimal(str(value) if len(str(value)) <= 40 else "NaN")
    except (InvalidOperation, ValueError):
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite() or abs(number) > most:
        raise NoPosition(f"must be degrees between -{most} and {most}")
    return number.quantize(MICRODEGREE)


def _metres(accuracy: float | Decimal | None) -> int | None:
    """Whole metres, rounded up. A claim beyond all sense is refused rather than believed."""
    if accuracy is None:
        return None
    if isinstance(accuracy, bool) or not 0 <= accuracy <= WORST_ACCURACY_M:
        raise NoPosition(f"an accuracy is 0 to {WORST_ACCURACY_M} metres")
    return -int(-accuracy // 1)
