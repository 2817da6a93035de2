"""WGS-84 to and from GCJ-02, the shifted datum of Chinese maps.

Everything is stored in WGS-84. The published approximation of the shift is used forwards and inverted by iteration, to
well under a metre. BD-09, Baidu's second shift, is not read: no browser reports it, and its formula is a guess of a
guess; a caller that has it must ask Baidu's own interface for GCJ-02.
"""

from math import cos, degrees, fabs, pi, radians, sin, sqrt

_SEMI_MAJOR, _ECCENTRICITY_SQUARED = 6378245.0, 0.00669342162296594323
"""Krasovsky 1940, metres."""
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_STEPS = 4
"""Each step divides the error by about 1,000."""

HONG_KONG = (
    (22.150, 113.820), (22.400, 113.850), (22.430, 113.880), (22.470, 113.935), (22.490, 113.975), (22.503, 114.010),
    (22.502, 114.055), (22.514, 114.072), (22.530, 114.085), (22.533, 114.112), (22.536, 114.130), (22.552, 114.150),
    (22.560, 114.165), (22.557, 114.180), (22.546, 114.222), (22.556, 114.250), (22.570, 114.310), (22.560, 114.420),
    (22.440, 114.500), (22.150, 114.500),
)  # fmt: skip
"""Latitude and longitude, coarse: within about 500 m of the boundary on land, further out at sea."""
MACAU = (
    (22.216, 113.549), (22.213, 113.534), (22.196, 113.532), (22.170, 113.528), (22.152, 113.538), (22.140, 113.547),
    (22.105, 113.548), (22.075, 113.560), (22.075, 113.630), (22.190, 113.630), (22.213, 113.558),
)  # fmt: skip


def gcj02_from_wgs84(lat: float, lon: float) -> tuple[float, float]:
    """Where a Chinese map draws a point of the mainland; elsewhere, Hong Kong and Macau included, the point itself."""
    return shifted(lat, lon) if is_shifted(lat, lon) else (lat, lon)


def wgs84_from_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """The inverse. Along the borders of Hong Kong and Macau the mainland reading wins, for GCJ-02 was claimed."""
    candidate = unshifted(lat, lon)
    return candidate if is_shifted(*candidate) else (lat, lon)


def is_shifted(lat: float, lon: float) -> bool:
    """Whether GCJ-02 differs from WGS-84 here (a coarse box around China, without Hong Kong and Macau)."""
    inside = _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH
    return inside and not within(HONG_KONG, lat, lon) and not within(MACAU, lat, lon)


def within(corners: tuple[tuple[float, float], ...], lat: float, lon: float) -> bool:
    """Ray casting: whether a ray to the east crosses an odd number of edges. Corners are (latitude, longitude)."""
    inside = False
    for (lat1, lon1), (lat2, lon2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1):
            inside = not inside
    return inside


def shifted(lat: float, lon: float) -> tuple[float, float]:
    """The shift itself, wherever the point is."""
    x, y = lon - 105.0, lat - 35.0
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    parallel = radians(lat)
    flattening = 1.0 - _ECCENTRICITY_SQUARED * sin(parallel) ** 2
    metres_north = _SEMI_MAJOR * (1.0 - _ECCENTRICITY_SQUARED) / flattening**1.5
    metres_east = _SEMI_MAJOR / sqrt(flattening) * cos(parallel)
    return lat + degrees(north / metres_north), lon + degrees(east / metres_east)


def unshifted(lat: float, lon: float) -> tuple[float, float]:
    """The point whose shift is the given one."""
    found_lat, found_lon = lat, lon
    for _ in range(_STEPS):
        there_lat, there_lon = shifted(found_lat, found_lon)
        found_lat, found_lon = found_lat + lat - there_lat, found_lon + lon - there_lon
    return found_lat, found_lon
