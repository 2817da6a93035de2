"""Towns: official codes of nine digits, or of twelve down to the village; pages tell names, never codes."""

from __future__ import annotations

import pytest

from api.scan.text import town
from tests.api.following import catch_up
from tests.api.story import People


@pytest.mark.parametrize("code", ["445322104", "445322104208"])
def test_a_site_is_in_the_town_that_its_code_begins_with(people: People, code: str) -> None:
    body = {"kind": "packhouse", "county": "445322", "name": "新场", "town": code}
    site = people.made("packer", "yunfu", "sites", body)["site"]
    catch_up(people.regions)
    listed = people.get("packer", "/v1/yunfu/sites", limit=200).json()["items"]
    assert {one["site"]: one["town"] for one in listed}[site] == "445322104"


@pytest.mark.parametrize("code", ["4453221", "4453221042", "445322104208001", "建城镇"])
def test_other_codes_are_refused_at_their_field(people: People, code: str) -> None:
    answer = people.send("packer", "yunfu", "sites", {"kind": "plot", "county": "445322", "town": code})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/town"


def test_a_page_tells_no_code_of_a_town() -> None:
    assert town("建城镇") == "建城镇"
    assert town("445322104") is None
    assert town("") == ""
