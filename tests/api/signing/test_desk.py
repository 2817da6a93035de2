"""The administrators' desk through HTTP: opened by two factors shown just now, by a cookie that opens nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from tests.api.signing.phones import Phone, Street
from tests.api.signing.test_factors import register, with_passkey
from tests.api.story import Answer
from tests.store.people.authenticator import Authenticator

HOST = "http://testserver"
OWN = {"Origin": HOST}


@pytest.fixture
def browser(client: TestClient) -> Iterator[TestClient]:
    """A browser without cookies, that shows where it is sent."""
    client.cookies.clear()
    client.follow_redirects = False
    yield client
    client.cookies.clear()


@pytest.fixture
def production(street: Street) -> Iterator[None]:
    """The application behind TLS, as the public has it."""
    regions = street.people.regions
    before = regions.settings
    regions.settings = replace(before, profile="production", public_url="https://testserver")
    yield
    regions.settings = before


def administrator(street: Street, jurisdiction: str = "", host: str = HOST) -> Phone:
    """Signed in with a passkey just now."""
    phone, device = street.member("administrator", jurisdiction=jurisdiction), Authenticator(host)
    assert register(street, phone, device).status_code == 201
    phone.signed_in(with_passkey(street, phone, device))
    return phone


def enter(street: Street, phone: Phone, headers: dict[str, str] = OWN, host: str = HOST) -> Answer:
    return street.client.post(f"{host}/admin/sessions", headers={"Authorization": f"Bearer {phone.access}", **headers})


def test_the_desk_opens_by_a_cookie_that_no_script_reads(street: Street, browser: TestClient) -> None:
    answer = enter(street, administrator(street))
    assert (answer.status_code, answer.headers["cache-control"]) == (204, "no-store")
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("suyuan_desk=", "httponly", "samesite=strict", "path=/;", "max-age=28800"))
    page = browser.get("/admin", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Yunfu" in page.text
    assert browser.get("/v1/admin/overview").status_code == 401
    assert browser.get("/v1/people/devices").status_code == 401


def test_an_administrator_of_a_city_has_the_citys_desk(street: Street, browser: TestClient) -> None:
    assert enter(street, administrator(street, "4453")).status_code == 204
    page = browser.get("/admin", headers={"Accept-Language": "zh-CN"}).text
    assert ("云浮市" in page, "广州市" in page, "suyuan doctor" in page) == (True, False, False)


def test_in_production_the_cookie_is_bound_to_the_host_and_to_tls(
    street: Street, browser: TestClient, production: None
) -> None:
    host = "https://testserver"
    answer = enter(street, administrator(street, host=host), {"Origin": host}, host)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-suyuan_desk=")
    assert ("; secure" in cookie, "domain" in cookie) == (True, False)
    assert browser.get("https://testserver/admin").status_code == 200
    secret = cookie.partition("=")[2].partition(";")[0]
    browser.cookies.clear()
    assert browser.get("https://testserver/admin", headers={"Cookie": f"suyuan_desk={secret}"}).status_code == 401


def test_production_has_no_way_in_with_a_token(street: Street, browser: TestClient, production: None) -> None:
    token, own = street.people.tokens["admin"], {"Origin": "https://testserver"}
    page = browser.get("https://testserver/admin")
    assert ("/people/sign-in?to=/people/desk" in page.text, "token" in page.text) == (True, False)
    answer = browser.post("https://testserver/admin/sign-in", data={"token": token}, headers=own)
    assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)
    cookie = {"Cookie": f"__Host-suyuan_admin={token}"}
    assert browser.get("https://testserver/admin", headers=cookie).status_code == 401


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {**OWN, "Sec-Fetch-Site": "cross-site"}])
def test_another_sites_page_does_not_open_it(street: Street, browser: TestClient, headers: dict[str, str]) -> None:
    answer = enter(street, administrator(street), headers)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_a_token_of_the_command_line_opens_no_session(street: Street, browser: TestClient) -> None:
    headers = street.people.token("admin") | OWN
    answer = browser.post("/admin/sessions", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/second-factor-missing")


@pytest.mark.parametrize("role", ["grower", "supervisor"])
def test_others_are_not_let_in(street: Street, browser: TestClient, role: str) -> None:
    assert enter(street, street.member(role)).json()["type"] == "/problems/wrong-role"


def test_a_code_alone_does_not_open_it(street: Street, browser: TestClient) -> None:
    assert enter(street, street.member("administrator")).status_code == 403


def test_both_factors_must_have_been_shown_just_now(street: Street, browser: TestClient) -> None:
    phone = administrator(street)
    street.clock.turn(minutes=16)
    phone.signed_in(street.refresh(phone))
    answer = enter(street, phone)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/proved-too-long-ago")


def test_idleness_closes_it(street: Street, browser: TestClient) -> None:
    assert enter(street, administrator(street)).status_code == 204
    for _ in range(3):
        street.clock.turn(minutes=14)
        assert browser.get("/admin").status_code == 200
    street.clock.turn(minutes=15)
    assert browser.get("/admin").status_code == 401


def test_signing_out_of_the_desk_ends_it_and_the_session_behind(street: Street, browser: TestClient) -> None:
    phone = administrator(street)
    kept = enter(street, phone).headers["set-cookie"].partition(";")[0]
    left = browser.post("/admin/sign-out", headers=OWN)
    assert (left.status_code, left.headers["location"]) == (303, "/admin")
    assert "suyuan_desk" not in browser.cookies
    assert browser.get("/admin", headers={"Cookie": kept}).status_code == 401
    assert street.refresh(phone).json()["details"] == {"reason": "signed-out"}


def test_signing_out_of_an_idle_desk_ends_the_session_behind_too(street: Street, browser: TestClient) -> None:
    phone = administrator(street)
    assert enter(street, phone).status_code == 204
    street.clock.turn(minutes=20)
    assert browser.get("/admin").status_code == 401
    assert browser.post("/admin/sign-out", headers=OWN).status_code == 303
    assert street.refresh(phone).json()["details"] == {"reason": "signed-out"}


def test_signing_out_as_people_do_ends_the_desk(street: Street, browser: TestClient) -> None:
    phone = administrator(street)
    assert enter(street, phone).status_code == 204
    assert street.post("sessions/current", token=phone.access, method="DELETE").status_code == 204
    assert browser.get("/admin").status_code == 401


def test_the_desk_tells_who_may_come_in_and_who_looked(street: Street, browser: TestClient) -> None:
    people = street.people
    program = {"label": "江南市场系统", "role": "market", "scopes": ["read"]}
    assert street.post("clients", program, people.tokens["supervisor"]).status_code == 201
    street.invitation("inspector", jurisdiction="445322")
    people.get("inspector", "/v1/yunfu/lots")
    enter(street, administrator(street))
    page = browser.get("/admin", headers={"Accept-Language": "zh-CN"}).text
    assert all(text in page for text in ("江南市场系统", "445322", "农业监管员", "/people/members"))
    told = people.get("admin", "/v1/admin/overview").json()["people"]
    assert told["sessions"]["administrator"] >= 1
    assert [one["label"] for one in told["programs"]] == ["江南市场系统"]
    assert ("inspector", "445322", 0, 1) in [
        (one["role"], one["jurisdiction"], one["uses"], one["most_uses"]) for one in told["invitations"]
    ]
    assert {"what", "role", "basis", "owners"} <= told["looks"][0].keys()
