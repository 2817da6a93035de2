"""Makes domain/data/counties.csv and outlines.json from the sources that domain/data/README.md names.

Run by hand, once per new source: `python -m tools.geodata FOLDER`. English names, and rows that the source lacks, are
kept from the counties.csv that is there.
"""

import csv
import json
import sys
from pathlib import Path

from domain.place.datum import unshifted

DATA = Path(__file__).parent.parent / "domain" / "data"
TOLERANCE = 0.003
"""Degrees, about 300 m: how far a simplified border may stray."""
SMALLEST = 0.0015
"""Square degrees, about 17 km2: smaller islands are left out of a drawing."""

Corner = tuple[float, float]


def main(folder: Path) -> None:
    write_counties(folder / "adcodes.csv", DATA / "counties.csv")
    rings = {code: some for path in sorted(folder.glob("*.geojson")) for code, some in read_rings(path).items()}
    outlines = {code: [simplified(ring) for ring in some] for code, some in sorted(rings.items())}
    text = json.dumps(outlines, separators=(",", ":"))
    (DATA / "outlines.json").write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")


def write_counties(source: Path, target: Path) -> None:
    """Seats of government in GCJ-02 become WGS-84; Hong Kong's and Macau's too, for the source shifts them as well."""
    with target.open(encoding="utf-8", newline="") as old:
        rows = {row["code"]: row for row in csv.DictReader(old)}
    with source.open(encoding="utf-8", newline="") as new:
        for row in csv.DictReader(new):
            if (code := row["adcode"][:6]) in rows:
                lat, lon = unshifted(float(row["latitude"]), float(row["longitude"]))
                rows[code] |= {"name_zh": row["name"], "lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["code", "name_zh", "name_en", "lat", "lon"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[code] for code in sorted(rows))


def read_rings(path: Path) -> dict[str, list[list[Corner]]]:
    """The outer rings of each county, longitude first, still in GCJ-02, largest first."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rings: dict[str, list[list[Corner]]] = {}
    for feature in features:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        outer = [[(lon, lat) for lon, lat in polygon[0][:-1]] for polygon in polygons]
        outer.sort(key=area, reverse=True)
        rings[str(feature["id"])] = outer[:1] + [ring for ring in outer[1:] if area(ring) >= SMALLEST]
    return rings


def simplified(ring: list[Corner]) -> list[list[float]]:
    """In WGS-84. Neighbours are simplified apart; gaps between them stay below the tolerance, a line on a map."""
    west, east = sorted((ring.index(min(ring)), ring.index(max(ring))))
    corners = douglas_peucker(ring[west : east + 1])[:-1] + douglas_peucker(ring[east:] + ring[: west + 1])[:-1]
    return [[round(lon, 3), round(lat, 3)] for lat, lon in (unshifted(lat, lon) for lon, lat in corners)]


def douglas_peucker(line: list[Corner]) -> list[Corner]:
    keep, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        start, end = waiting.pop()
        strays = [(stray(line[place], line[start], line[end]), place) for place in range(start + 1, end)]
        worst, place = max(strays, default=(0.0, 0))
        if worst > TOLERANCE:
            keep.add(place)
            waiting += [(start, place), (place, end)]
    return [line[place] for place in sorted(keep)]


def stray(point: Corner, start: Corner, end: Corner) -> float:
    """Distance in degrees from a point to the stretch between two others."""
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    offset = (point[0] - start[0], point[1] - start[1])
    share = min(1.0, max(0.0, (offset[0] * along[0] + offset[1] * along[1]) / length)) if length else 0.0
    return ((offset[0] - share * along[0]) ** 2 + (offset[1] - share * along[1]) ** 2) ** 0.5


def area(ring: list[Corner]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(lon1 * lat2 - lon2 * lat1 for (lon1, lat1), (lon2, lat2) in pairs)) / 2


if __name__ == "__main__":
    main(Path(sys.argv[1]))
