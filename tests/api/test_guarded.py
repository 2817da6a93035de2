"""Planted markup stays text wherever it is shown, and no answer lets a browser guess, run or frame."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from projections.worker import Worker
from tests.api.story import People, goods, kg, wampee

PLANTED = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
MARKUP = re.compile(r"<script|<img src=x|<svg/onload")
LABEL = "/v1/yunfu/label-images?format=svg&id={lot}"
ADDRESSES = [
    "/{lot}",
    "/views",
    "/docs",
    "/admin",
    "/01/{planted}",
    "/problems/{planted}",
    LABEL,
    "/v1/flows",
    "/readyz",
]


@pytest.fixture(scope="module")
def lot(people: People, followers: Worker) -> str:
    """A lot of a product with a strange name, in the hands of an enterprise and at a site with strange names."""
    party = {"kind": "packhouse", "name": PLANTED, "county": "445322"}
    people.parties["stranger"] = people.made("admin", "commons", "parties", party)["party"]
    people._admit("stranger", "packer")  # pyright: ignore[reportPrivateUsage]
    names = {"name_zh": "黄皮<script>1</script>", "name_en": 'x"><svg/onload=1>'}
    product = people.made("admin", "commons", "products", wampee() | names)["product"]
    plot = people.made("stranger", "yunfu", "sites", {"kind": "plot", "county": "445322", "name": PLANTED})["site"]
    found = f"01/{product}/10/A%26B"
    body = {"lot": found, "site": plot, "amount": kg(9), "note": PLANTED}
    position = people.made("stranger", "yunfu", "harvests", body)["position"]
    sale = {"kind": "wholesale", "site": plot, "goods": [goods(found, 1)], "buyer": {"name": PLANTED}}
    people.made("stranger", "yunfu", "sales", sale)
    read = people.get("admin", "/v1/trace", id=found, at_least=f"yunfu:{position}")
    assert read.status_code == 200, read.text
    return found


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_what_was_planted_stays_text(client: TestClient, people: People, lot: str, address: str, lang: str) -> None:
    path = address.format(lot=lot, planted="%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    answer = client.get(path, headers=people.token("admin") | {"Accept": "text/html", "Accept-Language": lang})
    assert answer.status_code < 500, answer.text
    if answer.headers["content-type"].partition(";")[0] in ("text/html", "image/svg+xml"):
        assert not MARKUP.search(answer.text)
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script" not in policy


def test_a_problem_that_repeats_what_was_sent_is_no_page(client: TestClient, people: People) -> None:
    answer = client.get("/v1/<script>/lots", headers=people.token("packer"))
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
