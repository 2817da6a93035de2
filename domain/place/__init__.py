"""Where things are: points, datums, distances, outlines, counties and the regions they belong to."""

from domain.place.county import County, UnknownCounty, counties, county, outlines, region_of
from domain.place.datum import gcj02_from_wgs84, wgs84_from_gcj02
from domain.place.outline import BadOutline, Outline, Point, area_m2, contains, outline
from domain.place.position import Datum, Located, NoPosition, Place, PlaceRefused, UnknownDatum, distance_km

__all__ = [
    "BadOutline",
    "County",
    "Datum",
    "Located",
    "NoPosition",
    "Outline",
    "Place",
    "PlaceRefused",
    "Point",
    "UnknownCounty",
    "UnknownDatum",
    "area_m2",
    "contains",
    "counties",
    "county",
    "distance_km",
    "gcj02_from_wgs84",
    "outline",
    "outlines",
    "region_of",
    "wgs84_from_gcj02",
]
