"""Positions, datums, distances, outlines, counties and the regions they belong to."""

from decimal import Decimal
from hashlib import sha256
from math import inf, nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.place import (
    BadOutline,
    NoPosition,
    Place,
    Point,
    UnknownCounty,
    UnknownDatum,
    area_m2,
    contains,
    counties,
    county,
    distance_km,
    gcj02_from_wgs84,
    outline,
    outlines,
    region_of,
    wgs84_from_gcj02,
)
from domain.place.county import DATA
from domain.place.datum import HONG_KONG, MACAU, within

PILOT_CITIES = ("4453", "4408", "4409", "4412", "4417")

SEATS = (Path(__file__).parent.parent / "golden" / "places" / "seats.csv").read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("row", SEATS)
def test_a_seat_of_government_is_where_it_should_be(row: str):
    code, name, gcj_lon, gcj_lat, wgs_lon, wgs_lat = row.split(",")
    known = county(code)
    assert known.name_zh == name
    assert float(known.place.lat) == pytest.approx(float(wgs_lat), abs=0.00001)
    assert float(known.place.lon) == pytest.approx(float(wgs_lon), abs=0.00001)
    read = Place.read(gcj_lat, gcj_lon, datum="GCJ-02")
    assert distance_km(read, known.place) < 0.001


mainland = st.tuples(st.floats(23.0, 26.0), st.floats(109.5, 117.0))


@given(mainland)
def test_the_datums_convert_back_within_a_centimetre(point: tuple[float, float]):
    shifted = gcj02_from_wgs84(*point)
    assert 0.1 < distance_km(Point(*point), Point(*shifted)) < 0.9
    assert distance_km(Point(*wgs84_from_gcj02(*shifted)), Point(*point)) < 0.00001


@pytest.mark.parametrize(
    "point",
    [
        (22.3330, 114.1530),  # Cheung Sha Wan wholesale market
        (22.3110, 114.1690),  # Yau Ma Tei fruit market
        (22.4970, 114.1280),  # Sheung Shui
        (22.1987, 113.5439),  # Macau
        (22.1170, 113.5600),  # Coloane
    ],
)
def test_hong_kong_and_macau_are_not_shifted(point: tuple[float, float]):
    assert gcj02_from_wgs84(*point) == wgs84_from_gcj02(*point) == point


@pytest.mark.parametrize(
    "point",
    [
        (22.6800, 114.1180),  # Shenzhen's wholesale market at Pinghu
        (22.5430, 114.1230),  # Luohu
        (22.5030, 113.9440),  # Shenzhen Bay port
        (22.2270, 113.5480),  # Gongbei
        (22.1300, 113.5250),  # Hengqin
    ],
)
def test_their_neighbours_are_shifted_and_come_back(point: tuple[float, float]):
    assert gcj02_from_wgs84(*point) != point
    assert distance_km(Point(*wgs84_from_gcj02(*gcj02_from_wgs84(*point))), Point(*point)) < 0.001


def test_abroad_nothing_is_shifted():
    assert gcj02_from_wgs84(48.2, 16.4) == wgs84_from_gcj02(48.2, 16.4) == (48.2, 16.4)


def test_the_coarse_borders_are_proper_rings():
    for border, inside in ((HONG_KONG, (22.35, 114.15)), (MACAU, (22.19, 113.545))):
        assert outline([Point(*corner) for corner in border])
        assert within(border, *inside)


def test_a_place_keeps_what_the_phone_claimed_and_stores_wgs84():
    place = Place.read(22.915094, 112.044491, 12.2, "gcj02")
    assert place == Place(Decimal("22.917763"), Decimal("112.039183"), 13, "GCJ-02")
    assert Place.read("22.917763", Decimal("112.039183")) == Place(Decimal("22.917763"), Decimal("112.039183"))
    assert place.in_gcj02() == pytest.approx((22.915094, 112.044491), abs=0.000002)


@pytest.mark.parametrize("datum", ["WGS-84", "WGS84", "wgs84", "GCJ-02", "gcj02"])
def test_a_datum_is_known_by_its_usual_spellings(datum: str):
    assert Place.read(23, 113, datum=datum)


@pytest.mark.parametrize("datum", ["BD-09", "bd09", "CGCS2000", "", "x" * 1000])
def test_another_datum_is_refused_rather_than_guessed(datum: str):
    with pytest.raises(UnknownDatum) as refusal:
        Place.read(23, 113, datum=datum)
    assert refusal.value.datum == datum


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (0, 0),
        ("0.0", "-0.0"),
        (90.1, 0),
        (0, 180.1),
        (nan, 113),
        (23, inf),
        ("", "113"),
        ("23°N", "113"),
        ("1e400", "113"),
        (True, 113),
        pytest.param(10**5000, 113, id="huge"),
        ("2" * 50, "113"),
    ],
)
def test_what_is_no_position_is_refused(lat: str | float, lon: str | float):
    with pytest.raises(NoPosition):
        Place.read(lat, lon)


@pytest.mark.parametrize("accuracy", [-1, nan, inf, 100_001, True])
def test_an_accuracy_beyond_sense_is_refused(accuracy: float):
    with pytest.raises(NoPosition):
        Place.read(23, 113, accuracy)


@pytest.mark.parametrize(("code", "kilometres"), [("440825", 448), ("440981", 282), ("445322", 174), ("441284", 54)])
def test_distances_to_the_market_in_guangzhou(code: str, kilometres: int):
    assert distance_km(county(code).place, Place.read(23.187, 113.234)) == pytest.approx(kilometres, abs=3)


SQUARE = [Point(22.0, 112.0), Point(22.0, 112.01), Point(22.01, 112.01), Point(22.01, 112.0)]


def test_an_outline_knows_its_area_and_what_lies_in_it():
    ring = outline([*SQUARE, SQUARE[0]])
    assert ring == tuple(SQUARE)
    assert area_m2(ring) == pytest.approx(1_143_500, rel=0.002)
    assert area_m2(outline(SQUARE[::-1])) == pytest.approx(area_m2(ring))
    assert contains(ring, Place.read(22.005, 112.005))
    assert not contains(ring, Place.read(22.005, 112.015))


def test_a_point_in_the_bay_of_a_horseshoe_is_outside():
    south = [(22.0, 112.0), (22.0, 112.3), (22.3, 112.3), (22.3, 112.2)]
    north = [(22.1, 112.2), (22.1, 112.1), (22.3, 112.1), (22.3, 112.0)]
    horseshoe = outline([Point(*corner) for corner in south + north])
    assert not contains(horseshoe, Point(22.2, 112.15))
    assert contains(horseshoe, Point(22.2, 112.05))


@given(st.floats(22.0001, 22.0099), st.floats(112.0001, 112.0099), st.integers(0, 3))
def test_inside_does_not_depend_on_where_the_ring_begins(lat: float, lon: float, start: int):
    assert contains(outline(SQUARE[start:] + SQUARE[:start]), Point(lat, lon))


@pytest.mark.parametrize(
    "corners",
    [
        [],
        SQUARE[:2],
        [SQUARE[0], SQUARE[1], SQUARE[0]],
        [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]],
        [Point(22, 112), Point(22.1, 112), Point(22.2, 112)],
        [*SQUARE, SQUARE[1]],
        [Point(22 + place / 1000, 112) for place in range(501)],
    ],
)
def test_corners_that_make_no_area_are_refused(corners: list[Point]):
    with pytest.raises(BadOutline):
        outline(corners)


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("445322", "yunfu"),
        ("440825", "zhanjiang"),
        ("440981", "maoming"),
        ("441226", "zhaoqing"),
        ("441721", "yangjiang"),
        ("440111", "guangzhou"),
        ("440307", "shenzhen"),
        ("445300", "yunfu"),
        ("441900", "elsewhere"),
        ("810000", "elsewhere"),
        ("110105", "elsewhere"),
    ],
)
def test_a_county_belongs_to_the_region_of_its_prefecture(code: str, region: str):
    assert region_of(code) == region


@pytest.mark.parametrize("code", ["", "44532", "4453222", "44532x", "４４５３２２"])
def test_what_is_no_code_has_no_region(code: str):
    with pytest.raises(UnknownCounty):
        region_of(code)


def test_an_unknown_county_is_refused():
    with pytest.raises(UnknownCounty) as refusal:
        county("449999")
    assert refusal.value.code == "449999"


def test_every_county_has_names_a_prefecture_and_a_seat_in_the_south():
    assert len(counties()) == 145
    for code, known in counties().items():
        assert known.code == code
        assert known.name_zh
        assert known.name_en
        assert known.prefecture in counties()
        assert 20 < known.place.lat < 26
        assert 109 < known.place.lon < 118
    assert (county("445322").name_en, county("445322").prefecture) == ("Yunan", "445300")
    assert county("810000").name_en == "Hong Kong"


def test_every_county_of_the_pilot_cities_is_drawn_around_its_seat():
    drawn = {code for code in counties() if code[:4] in PILOT_CITIES and not code.endswith("00")}
    assert outlines().keys() == drawn
    for code, rings in outlines().items():
        assert any(contains(ring, county(code).place) for ring in rings), code


def test_the_drawings_are_small_and_have_the_right_size():
    assert (DATA / "outlines.json").stat().st_size < 100_000
    gaozhou = sum(area_m2(ring) for ring in outlines()["440981"]) / 1e6
    assert gaozhou == pytest.approx(3276, rel=0.01)


def test_the_data_is_what_was_vendored():
    for line in (DATA / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert sha256((DATA / name).read_bytes()).hexdigest() == digest, name
