"""The schematic map (示意图): outlines of the five pilot cities, the cities that receive, and arrows by tonnes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import atan2, cos, hypot, pi, radians, sin
from typing import Final, NamedTuple

from markupsafe import Markup

from api.views.drawing.svg import element, path, picture, widest
from domain.place.county import counties, outlines

WIDTH: Final = 360
TEXT: Final = 13.0
"""Size of the letters, as views.css has it."""
WEST, EAST, SOUTH, NORTH = 109.25, 115.05, 20.1, 24.6
"""Degrees in WGS-84: the five cities, Guangzhou, Shenzhen and Hong Kong."""
ACROSS: Final = cos(radians((SOUTH + NORTH) / 2))
"""A degree of longitude is so many of latitude, in the middle of the map (equirectangular)."""
SCALE: Final = WIDTH / ((EAST - WEST) * ACROSS)
HEIGHT: Final = round((NORTH - SOUTH) * SCALE)
KM_A_DEGREE: Final = 111.2
FINE: Final = 1.2
"""Pixels by which a simplified outline may differ."""
CITIES: Final = ("445300", "440800", "440900", "441200", "441700")
SIDES: Final[Mapping[str, tuple[float, float, str]]] = {
    "440100": (5, -9, "start"),
    "440300": (4, -9, "middle"),
    "810000": (-2, 19, "middle"),
    "441200": (4, -9, "end"),
    "445300": (-8, 12, "end"),
    "441700": (6, 15, "start"),
    "440900": (-8, -4, "end"),
    "440800": (12, 14, "start"),
}
"""Where the name of a city stands beside its point: right, down, and which end of it is there."""
RECEIVERS: Final = ("440100", "440300", "810000")


class Arrow(NamedTuple):
    """Tonnes from a city to another, by the code of the prefecture."""

    source: str
    target: str
    tonnes: float


class Words(NamedTuple):
    city: Callable[[str], str]
    tonnes: Callable[[float], str]
    title: str
    description: str
    schematic: str


def schematic(arrows: Sequence[Arrow], words: Words, key: str) -> Markup:
    """Arrows between cities of the map; what goes elsewhere is in the tables alone.

    What comes from nowhere in particular has no arrow, but counts where it goes to.
    """
    seen = [arrow for arrow in arrows if arrow.source != arrow.target and {arrow.source, arrow.target} <= _known()]
    most = max((arrow.tonnes for arrow in seen), default=1.0)
    sent: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for arrow in arrows:
        if arrow.source != arrow.target and arrow.target in _known():
            sent[arrow.source] += arrow.tonnes  # pyright: ignore[reportArgumentType]
            got[arrow.target] += arrow.tonnes  # pyright: ignore[reportArgumentType]
    land = [element("path", d=_outline(city), class_="land") for city in CITIES]
    drawn = [_arrow(arrow, most, words) for arrow in sorted(seen, key=lambda arrow: -arrow.tonnes)]
    targets = sorted(set(RECEIVERS) | set(got) - set(CITIES))
    points = [_city(city, got[city], words) for city in targets]
    names = [_city(city, sent[city], words) for city in CITIES]
    note = element("text", words.schematic, x=WIDTH - 6, y=HEIGHT - 8, text_anchor="end", class_="q")
    parts = [*land, *drawn, *points, *names, _bar(), note]
    return picture(WIDTH, HEIGHT, words.title, words.description, parts, class_="map", key=key)


def _known() -> frozenset[str]:
    """Prefectures and other receivers that lie on the map."""
    return frozenset(
        code
        for code, county in counties().items()
        if code == county.prefecture and WEST < county.place.lon < EAST and SOUTH < county.place.lat < NORTH
    )


def _xy(lat: float, lon: float) -> tuple[float, float]:
    return (lon - WEST) * ACROSS * SCALE, (NORTH - lat) * SCALE


def _seat(city: str) -> tuple[float, float]:
    place = counties()[city].place
    return _xy(float(place.lat), float(place.lon))


@cache
def _outline(city: str) -> str:
    """The counties of a city as one shape: an edge that two of them share is inside and falls away."""
    edges: Counter[frozenset[tuple[float, float]]] = Counter()
    directed: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for code, rings in outlines().items():
        for ring in rings if code[:4] == city[:4] else ():
            corners = [(corner.lat, corner.lon) for corner in ring]
            for edge in zip(corners, corners[1:] + corners[:1], strict=True):
                edges[frozenset(edge)] += 1
                directed.append(edge)
    following: defaultdict[tuple[float, float], list[tuple[float, float]]] = defaultdict(list)
    for start, end in directed:
        if edges[frozenset((start, end))] == 1:
            following[start].append(end)
    parts: list[str] = []
    while following:
        start = next(iter(following))
        ring = [start]
        while ring[-1] in following and (len(ring) == 1 or ring[-1] != start):
            ends = following[ring[-1]]
            here = ring[-1]
            ring.append(ends.pop())
            if not ends:
                del following[here]
        points = _simple([_xy(*corner) for corner in ring])
        if len(points) > 3 and _area(points) > 6:
            parts.append("M" + "L".join(path(*point).replace(" ", ",") for point in points[:-1]) + "z")
    return "".join(parts)


def _simple(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Douglas and Peucker's: only corners that stand out by more than FINE."""
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    far = max(range(1, len(points) - 1), key=lambda number: _off(points[number], first, last))
    if _off(points[far], first, last) <= FINE:
        return [first, last]
    return _simple(points[: far + 1])[:-1] + _simple(points[far:])


def _off(point: tuple[float, float], first: tuple[float, float], last: tuple[float, float]) -> float:
    """Distance to the line, or to the point where the ring closes."""
    long = hypot(last[0] - first[0], last[1] - first[1])
    if not long:
        return hypot(point[0] - first[0], point[1] - first[1])
    across = (last[0] - first[0]) * (first[1] - point[1]) - (first[0] - point[0]) * (last[1] - first[1])
    return abs(across) / long


def _area(points: list[tuple[float, float]]) -> float:
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _arrow(arrow: Arrow, most: float, words: Words) -> Markup:
    """A bowed line as wide as its tonnes, and its head."""
    (x1, y1), (x2, y2) = _seat(arrow.source), _seat(arrow.target)
    wide = max(1.2, 11 * arrow.tonnes / most)
    long = hypot(x2 - x1, y2 - y1) or 1.0
    bow = 0.14 * long
    mx, my = (x1 + x2) / 2 + (y2 - y1) / long * bow, (y1 + y2) / 2 - (x2 - x1) / long * bow
    angle = atan2(y2 - my, x2 - mx)
    head = 5.0 + wide
    x2, y2 = x2 - 6 * cos(angle), y2 - 6 * sin(angle)
    bx, by = x2 - head * cos(angle), y2 - head * sin(angle)
    side = 3.0 + wide * 0.62
    wing = pi / 2
    tip = path(
        "M", x2, y2, "L", bx + side * cos(angle + wing), by + side * sin(angle + wing),
        "L", bx + side * cos(angle - wing), by + side * sin(angle - wing), "z",
    )  # fmt: skip
    title = element("title", f"{words.city(arrow.source)} → {words.city(arrow.target)}: {words.tonnes(arrow.tonnes)}")
    line = element(
        "path", d=path("M", x1, y1, "Q", mx, my, bx, by), class_="way", stroke_width=round(wide, 1)
    )  # fmt: skip
    return element("g", title, line, element("path", d=tip, class_="tip"))


def _city(city: str, tonnes: float, words: Words) -> Markup:
    """Its point, name and tonnes: what it sent, or of a receiver what it got."""
    x, y = _seat(city)
    right, down, anchor = SIDES.get(city, (8.0, 4.0, "start"))
    sends = city in CITIES
    dot = element("circle", cx=x, cy=y, r=3.5 if sends else 4.5, class_="from" if sends else "to")
    more = [element("tspan", " " + words.tonnes(tonnes), class_="q")] if tonnes else []
    long = widest(words.city(city) + (" " + words.tonnes(tonnes) if tonnes else ""), TEXT)
    if x + right + long * {"start": 1.0, "middle": 0.5, "end": 0.0}[anchor] > WIDTH - 2:
        x, right, anchor = WIDTH - 2.0, 0.0, "end"
    return dot + element("text", words.city(city), *more, x=x + right, y=y + down, text_anchor=anchor)


def _bar() -> Markup:
    long = 100 / KM_A_DEGREE * SCALE
    left, y = WIDTH - 12 - long, HEIGHT - 26
    line = element("path", d=path("M", left, y - 4, "v", 4, "h", long, "v", -4), class_="bar")
    return line + element("text", "100 km", x=left + long / 2, y=y - 6, text_anchor="middle", class_="q")
