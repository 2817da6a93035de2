"""Only pages of our own host make a browser change something; after signing in nobody is led elsewhere."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.door.way_back import way_back
from tests.api.forms import FORMS
from tests.api.story import Answer, People

OWN = {"Origin": "http://testserver"}
COOKIE = {"Cookie": "suyuan_admin=sy_whatever"}
FOREIGN = [
    {},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver:81"},
    {**OWN, "Sec-Fetch-Site": "cross-site"},
    {**OWN, "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/v1/people/codes", "/v1/yunfu/harvests", "/admin/sign-out"])
def test_what_leans_on_a_cookie_comes_from_a_page_of_ours(
    client: TestClient, path: str, headers: dict[str, str]
) -> None:
    answer = client.post(path, json={"phone": "13900000001"}, headers=COOKIE | headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/foreign-page")


@pytest.mark.parametrize("headers", [OWN, {"Sec-Fetch-Site": "same-origin"}, {**OWN, "Sec-Fetch-Site": "same-origin"}])
def test_a_page_of_ours_may(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/v1/yunfu/harvests", json={}, headers=COOKIE | headers).status_code == 401


def test_programs_have_no_cookies_and_need_no_page(client: TestClient, people: People) -> None:
    form = FORMS["record_harvest"](people)
    assert people.send(form.who, form.region, form.path, form.body, headers=COOKIE).status_code == 201
    assert client.post("/v1/yunfu/harvests", json={}).status_code == 401


def test_looking_changes_nothing_and_may_come_from_anywhere(client: TestClient) -> None:
    assert client.get("/docs", headers=COOKIE | {"Sec-Fetch-Site": "cross-site"}).status_code == 200


TRICKS = [
    "",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%2F/evil.example",
    "/%2fevil.example",
    "/%5Cevil.example",
    "/..//evil.example",
    "/./\\evil.example",
    "/people/../../x",
    "/.",
    "/people//evil.example",
    "/\tevil",
    "/\n/evil.example",
    "/people\r\nSet-Cookie: a=b",
    "/\x00",
    "/@evil.example",
    "/people@evil.example",
    "http://testserver@evil.example/",
    "people",
    "?x=1",
    "/people#//evil.example",
    "/people?next=//evil.example",
    "/people;evil",
    " /people",
    "/people ",
    "／／evil.example",
    "/" + "a" * 600,
]


@pytest.mark.parametrize("asked", TRICKS)
def test_a_trick_leads_home(asked: str) -> None:
    assert way_back(asked, "/people") == "/people"


@pytest.mark.parametrize(
    "asked", ["/", "/people", "/people/", "/people/devices?lang=zh-CN", "/views?from_day=2026-07-01"]
)
def test_a_path_of_ours_is_kept(asked: str) -> None:
    assert way_back(asked, "/elsewhere") == asked


@given(st.text(alphabet="/\\.:@%?#a1\t\n2fF ", max_size=12))
def test_whatever_is_asked_stays_on_this_host(asked: str) -> None:
    led = urlsplit(urljoin("https://sy.example.cn/admin", way_back(asked, "/people").replace("\\", "/")))
    assert (led.scheme, led.netloc) == ("https", "sy.example.cn")
    assert ".." not in led.path


def test_the_page_to_sign_in_leads_on_to_paths_of_ours_alone(client: TestClient) -> None:
    def asked(to: str) -> Answer:
        return client.get("/people/sign-in", params={"to": to}, follow_redirects=False)

    assert asked("/people/members").status_code == 200
    for trick in TRICKS[1:]:
        answer = asked(trick)
        assert (answer.status_code, answer.headers["location"]) == (303, "/people/sign-in"), trick
