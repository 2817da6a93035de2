"""The administrators' page: for administrators alone, by header or by a cookie that only this page reads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.auth import issue_token
from api.importing.runs import remember
from projections.catalogue import PROJECTIONS
from projections.tables import ensure_tables
from tests.api.ledgers import MEMBERS, bring_in, workbook
from tests.api.story import People

ORIGIN = {"Origin": "http://testserver"}


@pytest.fixture(scope="module", autouse=True)
def tables(people: People) -> None:
    ensure_tables(people.regions.datastore, people.regions, PROJECTIONS)


@pytest.fixture
def browser(client: TestClient) -> Iterator[TestClient]:
    """A browser without cookies, that shows where it is sent."""
    client.cookies.clear()
    client.follow_redirects = False
    yield client
    client.cookies.clear()


def sign_in(browser: TestClient, token: str, headers: dict[str, str] = ORIGIN):
    return browser.post("/admin/sign-in", data={"token": token}, headers=headers)


def test_a_stranger_is_shown_a_form_and_nothing_else(browser: TestClient) -> None:
    answer = browser.get("/admin", headers={"Accept-Language": "en"})
    assert answer.status_code == 401
    assert 'action="/admin/sign-in"' in answer.text
    assert "Regions" not in answer.text


@pytest.mark.parametrize("who", ["grower", "inspector", "supervisor"])
def test_other_roles_are_not_let_in(browser: TestClient, people: People, who: str) -> None:
    assert browser.get("/admin", headers=people.token(who)).status_code == 401
    assert sign_in(browser, people.tokens[who]).status_code == 403
    assert browser.get("/v1/admin/overview", headers=people.token(who)).status_code == 403


def test_signing_in_sets_a_cookie_that_no_script_reads_and_no_other_site_sends(
    browser: TestClient, people: People
) -> None:
    answer = sign_in(browser, people.tokens["admin"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin")
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/;", "max-age=28800"))
    page = browser.get("/admin", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Yunfu" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert browser.post("/admin/sign-out", headers=ORIGIN).status_code == 303
    assert browser.get("/admin").status_code == 401


def test_the_cookie_of_a_page_that_came_encrypted_goes_back_only_so(browser: TestClient, people: People) -> None:
    form, headers = {"token": people.tokens["admin"]}, {"Origin": "https://testserver"}
    answer = browser.post("https://testserver/admin/sign-in", data=form, headers=headers)
    cookie = answer.headers["set-cookie"].lower()
    assert "; secure" in cookie
    assert cookie.startswith("__host-suyuan_admin=")
    assert "domain" not in cookie
    assert browser.get("https://testserver/admin").status_code == 200
    token = people.tokens["admin"]
    assert browser.get("https://testserver/admin", headers={"Cookie": f"suyuan_admin={token}"}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {**ORIGIN, "Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_of_another_site_is_not_read(browser: TestClient, people: People, headers: dict[str, str]) -> None:
    answer = sign_in(browser, people.tokens["admin"], headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert browser.post("/admin/sign-out", headers=headers).status_code == 403


@pytest.mark.parametrize("token", ["", "sy_wrong", "令牌", "x" * 1500])
def test_a_wrong_token_is_told_so(browser: TestClient, token: str) -> None:
    answer = sign_in(browser, token)
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)


def test_a_form_that_is_too_long_is_not_read(browser: TestClient) -> None:
    assert sign_in(browser, "x" * 10_000).status_code == 413


def test_the_cookie_opens_nothing_but_the_page(browser: TestClient, people: People) -> None:
    sign_in(browser, people.tokens["admin"])
    assert browser.get("/v1/admin/overview").status_code == 401


def test_the_overview_tells_regions_imports_and_exports(
    people: People, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = workbook(tmp_path_factory.mktemp("admin") / "m.xlsx", (*MEMBERS, ("坏行", "", "不存在县", "", "", "")))
    report = bring_in(people.regions, "members", path, people.parties["packer"])
    remember(people.regions.datastore, report, party=people.parties["packer"], person="tester")
    found = people.get("admin", "/v1/admin/overview").json()
    yunfu = next(one for one in found["regions"] if one["region"] == "yunfu")
    assert yunfu["facts"] == people.head("yunfu")
    assert (found["imports"][0]["rows"], found["imports"][0]["recorded"], found["imports"][0]["problems"]) == (4, 0, 1)
    assert found["profile"] == "development"
    page = people.client.get("/admin", headers={**people.token("admin"), "Accept-Language": "zh-CN"})
    assert page.status_code == 200
    assert all(text in page.text for text in ("云浮市", "成员", "没有搁置的记录", "演示" if found["marks"] else "系统"))


def test_an_administrator_of_a_city_sees_the_city_and_not_the_platform(people: People) -> None:
    people.tokens["city"] = issue_token(
        people.regions.settings,
        people.regions.datastore,
        person="person-city",
        party=people.parties["admin"],
        party_region="commons",
        role="administrator",
        jurisdiction="4453",
    )
    found = people.get("city", "/v1/admin/overview").json()
    assert [one["region"] for one in found["regions"]] == ["yunfu"]
    assert {one["region"] for one in found["standings"]} == {"yunfu"}
    assert (found["tokens"], found["disk"], found["profile"], found["public_url"]) == ({}, None, "", "")
    page = people.client.get("/admin", headers={**people.token("city"), "Accept-Language": "zh-CN"})
    assert page.status_code == 200
    assert "云浮市" in page.text
    assert "广州市" not in page.text
    assert "suyuan doctor" not in page.text
