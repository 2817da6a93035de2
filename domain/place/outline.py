"""The outline of a plot, a pond or a county: a closed ring of points in WGS-84, the last joined to the first."""

from collections.abc import Sequence
from typing import NamedTuple, cast

from geographiclib.geodesic import Geodesic  # pyright: ignore[reportMissingTypeStubs]

from domain.place.datum import within
from domain.place.position import Located, PlaceRefused

MOST_CORNERS = 500


class Point(NamedTuple):
    """Degrees in WGS-84. Latitude first, as people say it; GeoJSON has longitude first."""

    lat: float
    lon: float


Outline = tuple[Point, ...]


class BadOutline(PlaceRefused):
    """The corners make no area: too few, too many, or edges that cross."""


def outline(corners: Sequence[Located]) -> Outline:
    """The ring of `corners`, at least 3 different ones; a repeated last corner is dropped. Raises BadOutline.

    Edges may not cross or touch (EU 2023/1115 asks the same of a plot).
    """
    ring = tuple(Point(float(corner.lat), float(corner.lon)) for corner in corners)
    ring = ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
    if not 3 <= len(ring) <= MOST_CORNERS:
        raise BadOutline(f"an outline has 3 to {MOST_CORNERS} corners")
    if len(set(ring)) < len(ring):
        raise BadOutline("an outline passes each corner once")
    edges = list(zip(ring, ring[1:] + ring[:1], strict=True))
    for place, edge in enumerate(edges):
        for other in edges[place + 2 : len(edges) - (place == 0)]:
            if _cross(*edge, *other):
                raise BadOutline("the edges of an outline may not cross")
    if area_m2(ring) < 1:
        raise BadOutline("an outline encloses an area")
    return ring


def contains(ring: Outline, point: Located) -> bool:
    """Whether a point lies inside; on the edge itself either answer may come. No ring crosses the 180th meridian."""
    return within(ring, float(point.lat), float(point.lon))


def area_m2(ring: Outline) -> float:
    """Square metres on the ellipsoid (geographiclib); one mu 亩 is 2000/3 of them."""
    polygon = Geodesic.WGS84.Polygon()  # pyright: ignore[reportUnknownMemberType]
    for corner in ring:
        polygon.AddPoint(corner.lat, corner.lon)  # pyright: ignore[reportUnknownMemberType]
    return abs(cast("float", polygon.Compute()[2]))  # pyright: ignore[reportUnknownMemberType]


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    if max(a.lat, b.lat) < min(c.lat, d.lat) or max(c.lat, d.lat) < min(a.lat, b.lat):
        return False
    sides = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    return sides[0] * sides[1] <= 0 and sides[2] * sides[3] <= 0 and any(sides)


def _side(a: Point, b: Point, point: Point) -> int:
    """On which side of the line from a to b the point lies: -1, 0 or 1."""
    cross = (b.lon - a.lon) * (point.lat - a.lat) - (b.lat - a.lat) * (point.lon - a.lon)
    return (cross > 0) - (cross < 0)
