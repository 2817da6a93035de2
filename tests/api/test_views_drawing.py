"""The pictures of the views: sizes keep their proportions, small places share one, what was told is escaped."""

from __future__ import annotations

import re

import pytest

from api.views.drawing import schematic, stream
from api.views.drawing.svg import element

WORDS = stream.Words(str, str, ("a", "b", "c"), lambda tonnes: f"{tonnes:g} t", "title", "more")
CITY = schematic.Words(str, lambda tonnes: f"{tonnes:g} t", "title", "more", "schematic")


def heights(picture: str) -> list[float]:
    return [float(height) for height in re.findall(r'height="([0-9.]+)" class="n"', picture)]


def test_bars_are_as_high_as_their_tonnes() -> None:
    bands = [stream.Band(0, "445322", "445322", "fruit", 30.0), stream.Band(1, "445322", "440100", "fruit", 10.0)]
    source, packhouse, city = heights(stream.stream(bands, stream.WIDE, WORDS, {"fruit": 1}, "k"))
    assert source == packhouse == pytest.approx(3 * city, rel=0.01)


def test_small_places_share_one_bar_and_nothing_is_lost() -> None:
    bands = [stream.Band(0, f"4453{number:02}", "445322", "fruit", float(number)) for number in range(1, 31)]
    picture = stream.stream(bands, stream.WIDE, WORDS, {"fruit": 1}, "k")
    assert len(heights(picture)) == stream.MOST + 1
    assert f"{sum(range(1, 31)):g} t" in picture


def test_a_name_is_never_markup() -> None:
    hostile = '<script>"&'
    picture = stream.stream([stream.Band(0, hostile, "x", hostile, 1.0)], stream.NARROW, WORDS, {hostile: 1}, "k")
    assert "<script" not in picture
    assert "&lt;script&gt;&#34;&amp;" in picture
    assert element("text", "a<b", x='"') == '<text x="&#34;">a&lt;b</text>'


def test_the_map_has_five_cities_and_draws_what_it_can_place() -> None:
    arrows = [
        schematic.Arrow("440800", "440100", 100.0),
        schematic.Arrow("440900", "810000", 50.0),
        schematic.Arrow("440900", "110100", 70.0),  # not on this map
        schematic.Arrow("440800", "440800", 9.0),  # stays in town
    ]
    picture = schematic.schematic(arrows, CITY, "m")
    assert picture.count('class="land"') == 5
    assert picture.count('class="way"') == 2
    assert "440800 100 t" in re.sub("<[^>]+>", "", picture)
    assert len(picture) < 12_000


def test_an_arrow_is_as_wide_as_its_tonnes() -> None:
    arrows = [schematic.Arrow("440800", "440100", 100.0), schematic.Arrow("441700", "440300", 50.0)]
    wide, narrow = re.findall(r'stroke-width="([0-9.]+)"', schematic.schematic(arrows, CITY, "m"))
    assert float(wide) == 2 * float(narrow)
