"""The views over HTTP: the same numbers as JSON and as a page, for the public and for officials."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.auth import issue_token
from tests.api.views_season import CROPS, fill, season

YEAR = {"from_day": "2026-01-01", "to_day": "2026-12-31"}
Token = Callable[..., dict[str, str]]
FEW = {crop.product for crop in CROPS if crop.category in ("herb", "spice")}


@pytest.fixture(scope="module", autouse=True)
def _season(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        fill(connection, season(days=2))


@pytest.fixture(scope="module")
def token(app: FastAPI) -> Token:
    def made(role: str, party: str = "9521234000006", jurisdiction: str = "") -> dict[str, str]:
        regions = app.state.regions
        text = issue_token(
            regions.settings, regions.datastore, person=f"{role} {party}", party=party, party_region="commons",
            role=role, jurisdiction=jurisdiction,
        )  # fmt: skip
        return {"Authorization": f"Bearer {text}"}

    return made


def test_the_public_sees_sums_of_five_parties_or_more(client: TestClient) -> None:
    answer = client.get("/v1/flows", params=YEAR)
    assert answer.status_code == 200
    flows = answer.json()
    assert flows["full"] is False
    assert flows["lines"]
    assert min(line["parties"] for line in flows["lines"]) >= 5
    assert "*" in {line["product"] for line in flows["lines"]}
    assert not FEW & {line["product"] for line in flows["lines"] if line["stage"] == "shipped"}
    assert not FEW & {line["product"] for line in flows["kept"]}
    assert "public" in answer.headers["cache-control"]


def test_officials_see_all_and_what_they_see_is_not_kept(client: TestClient, token: Token) -> None:
    answer = client.get("/v1/flows", params=YEAR, headers=token("inspector"))
    flows = answer.json()
    assert flows["full"] is True
    assert flows["hidden"] == 0
    assert {line["product"] for line in flows["lines"] if line["stage"] == "shipped"} >= FEW
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Authorization"
    own = client.get("/v1/flows", params=YEAR, headers=token("inspector", jurisdiction="4409")).json()
    here = [line for line in own["lines"] if "4409" in (line["from_county"][:4], line["to_city"][:4])]
    assert {line["product"] for line in here} & FEW
    assert min(line["parties"] for line in own["lines"] if line not in here) >= 5  # what the public sees of elsewhere


def test_a_packer_sees_no_more_of_the_flows_than_anyone(client: TestClient, token: Token) -> None:
    public, packer = (client.get("/v1/flows", params=YEAR, headers=who).json() for who in ({}, token("packer")))
    assert public == packer


def test_filters_and_groups(client: TestClient) -> None:
    pineapple = CROPS[0].product
    flows = client.get(
        "/v1/flows", params=YEAR | {"product": pineapple, "to": "440111", "by": ["to_city", "month"]}
    ).json()
    shipped = [line for line in flows["lines"] if line["to_city"] == "440100"]
    assert shipped
    assert {line["product"] for line in flows["lines"]} == {pineapple}
    assert {line["month"] for line in shipped} <= {"2026-02", "2026-03", "2026-04", "2026-05"}
    assert {line["from_county"] for line in shipped} == {None}
    widened = client.get("/v1/flows", params={"from_day": "2026-03-09", "to_day": "2026-03-10"}).json()
    assert (widened["from_day"], widened["to_day"]) == ("2026-03-01", "2026-03-31")


@pytest.mark.parametrize(
    "asked",
    [
        {"from_day": "yesterday"},
        {"from_day": "0001-01-01"},
        {"from_day": "2026-05-01", "to_day": "2026-04-01"},
        {"from_day": "2010-01-01", "to_day": "2026-04-01"},
        {"product": "123"},
        {"from": "44%"},
        {"by": "colour"},
    ],
)
def test_what_cannot_be_asked_is_a_problem(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.get("/v1/flows", params=asked)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


class Page(HTMLParser):
    """The text, tags and picture titles of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_page_is_light_needs_no_script_and_names_its_pictures(client: TestClient, lang: str) -> None:
    answer = client.get("/views", params=YEAR | {"lang": lang})
    assert answer.status_code == 200
    assert len(answer.content) < 80_000
    page = Page(answer.text)
    tags = [tag for tag, _ in page.tags]
    assert "script" not in tags
    pictures = [attrs for tag, attrs in page.tags if tag == "svg" and attrs.get("role") == "img"]
    assert len(pictures) == 4
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    assert {attrs[name] for attrs in pictures for name in ("aria-labelledby", "aria-describedby")} <= ids
    shown = " ".join(page.text)
    assert ("示意图" if lang == "zh-CN" else "Schematic") in shown
    assert ("广州市" if lang == "zh-CN" else "Guangzhou") in shown
    assert "views." not in shown  # every word was found


def test_the_page_and_the_json_say_the_same(client: TestClient) -> None:
    flows = client.get("/v1/flows", params=YEAR | {"by": "stage"}).json()
    for stage, word in (("collected", "收购集货"), ("shipped", "外运")):
        tonnes = sum(
            float(line["quantity"]) / 1000 for line in flows["lines"] if line["stage"] == stage and line["unit"] == "kg"
        )
        html = client.get("/views", params=YEAR | {"lang": "zh-CN"}).text
        told = re.search(f"<dt>{word}</dt><dd>([0-9,]+) 吨", html)
        assert told
        assert int(told[1].replace(",", "")) == pytest.approx(tonnes, abs=0.51)


def test_the_page_names_no_product_that_too_few_ship(client: TestClient) -> None:
    html = client.get("/views", params=YEAR | {"lang": "zh-CN"}).text
    tables = html.split("</form>")[1].split("收购集货：从哪里到哪里")[0]
    assert "徐闻菠萝" in tables
    assert "春砂仁" not in tables


@pytest.mark.parametrize("asked", [{}, {"product": "", "city": "", "from_day": "", "to_day": ""}, {"city": "440900"}])
def test_the_form_may_be_sent_as_it_stands(client: TestClient, asked: dict[str, str]) -> None:
    assert client.get("/views", params=asked).status_code == 200


def test_a_product_that_nobody_ships_gets_a_page_that_says_so(client: TestClient) -> None:
    html = client.get("/views", params={"product": "09520000000998", "lang": "zh-CN"}).text
    assert "没有可以显示的数据" in html
    assert 'role="img"' not in html


def test_another_language_keeps_the_filter(client: TestClient) -> None:
    html = client.get("/views", params={"city": "440900", "lang": "zh-CN"}).text
    assert 'href="?city=440900&amp;lang=en"' in html


def test_balances_come_in_pages_that_add_up(client: TestClient, token: Token) -> None:
    whole = client.get("/v1/balance", params={"by": "county"}, headers=token("inspector")).json()
    assert whole["next"] is None
    lines: list[Any] = []
    after = ""
    while after is not None:
        page = client.get(
            "/v1/balance", params={"by": "county", "limit": 3, "page": after}, headers=token("inspector")
        ).json()
        lines += page["items"]
        after = page["next"]
    assert lines == whole["items"]
    for line in lines:
        came = sum(
            float(line[name])
            for name in ("harvested", "received", "accepted", "produced", "taken_back", "found", "bought")
        )
        went = sum(
            float(line[name])
            for name in ("consumed", "dispatched", "handed_over", "sold", "destroyed", "given_back", "traded")
        )
        assert came - went + float(line["variance"]) == pytest.approx(float(line["on_hand"]))


def test_balances_are_of_ones_own_or_ones_area(client: TestClient, token: Token) -> None:
    inspector = client.get("/v1/balance", params={"by": "county"}, headers=token("inspector", jurisdiction="4409"))
    assert {line["county"][:4] for line in inspector.json()["items"]} == {"4409"}
    outside = client.get("/v1/balance", params={"county": "4408"}, headers=token("inspector", jurisdiction="4409"))
    assert outside.status_code == 403
    assert client.get("/v1/balance", headers=token("packer")).json()["items"] == []
    other = client.get("/v1/balance", params={"party": "9521234000013"}, headers=token("packer"))
    assert other.status_code == 404
    assert client.get("/v1/balance").status_code == 401


def test_a_deal_is_no_total(client: TestClient, token: Token) -> None:
    for by in ("site", "lot"):
        lines = client.get("/v1/balance", params={"by": by}, headers=token("inspector")).json()["items"]
        assert {(line["sold"], line["traded"]) for line in lines} == {(None, None)}
    sums = client.get("/v1/balance", params={"by": "product"}, headers=token("administrator")).json()["items"]
    assert {line["sold"] is None for line in sums} == {True}


def test_discrepancies_are_listed_page_by_page(client: TestClient, token: Token) -> None:
    who = token("inspector")
    kinds = {"kind": ["receipt_difference", "unmatched_dispatch"], "limit": 100}
    lines: list[Any] = []
    after = ""
    while after is not None:
        answer = client.get("/v1/discrepancies", params=kinds | {"page": after}, headers=who)
        assert answer.status_code == 200
        lines += answer.json()["items"]
        after = answer.json()["next"]
    assert {line["kind"] for line in lines} == {"receipt_difference", "unmatched_dispatch"}
    overdue = datetime.now(UTC) - timedelta(days=3)
    assert all(datetime.fromisoformat(line["at"]) < overdue for line in lines if line["kind"] == "unmatched_dispatch")
    assert [line["at"] for line in lines] == sorted((line["at"] for line in lines), reverse=True)
    assert len({(line["kind"], line["fact"], line["lot"]) for line in lines}) == len(lines)


def test_a_page_token_of_another_make_is_a_problem(client: TestClient, token: Token) -> None:
    for path in ("/v1/discrepancies", "/v1/balance"):
        for after in ("a", "\x00", "5pel", "eHg", "AA", "AAoA", "MjAyNi0wMS0wMQp4"):
            answer = client.get(path, params={"page": after}, headers=token("inspector"))
            assert answer.status_code in (200, 422), (path, after, answer.text)


def test_overdrawers_are_for_officials(client: TestClient, token: Token) -> None:
    assert client.get("/v1/overdrafts/devices", headers=token("packer")).status_code == 403
    assert client.get("/v1/overdrafts/devices", headers=token("inspector")).json() == {"items": []}
