"""Every answer, of every route and of none, tells a browser to guess nothing, run nothing inline, frame nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.command import COMMANDS
from api.main import create_app
from scanner_app.assets import assets
from store.settings import Settings
from tests.api.story import Answer, People

FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
ELSEWHERE = re.compile(r"unsafe|https?:|\*|blob:|strict-dynamic")
INLINE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
SCAN = (
    "/",
    "/favicon.ico",
    "/01/09521234000006",
    "/01/x",
    "/00/1",
    "/414/9521234000006",
    "/static/no.css",
    "/static/../x",
)
NOWHERE = ("/nowhere", "/v1/nowhere", "/v1/yunfu/nowhere", "//evil", "/%00")


def addresses(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and address of every route and command, with something in place of each parameter."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield from ((method, filled(route.path_format)) for method in route.methods or ())
    yield from (("POST", filled(f"/v1/yunfu{kind.path}")) for kind in COMMANDS.values())
    yield from ((method, path) for path in (*SCAN, *assets(), *NOWHERE) for method in ("GET", "HEAD", "POST"))


def filled(path: str) -> str:
    return re.sub(r"{\w+}", str(UUID(int=7)), path.replace("{region}", "yunfu").replace("{slug}", "malformed"))


def faults(answer: Answer) -> list[str]:
    """What is wrong with the headers of an answer, and with what stands in a page of it."""
    said = answer.headers
    policy = said.get("content-security-policy", "")
    wrong = [name for name, value in FIXED.items() if said.get(name) != value]
    wrong += [name for name in ("cache-control", "permissions-policy") if not said.get(name)]
    if said.get("referrer-policy") not in ("no-referrer", "same-origin"):
        wrong.append("referrer-policy")
    if not all(part in policy for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")):
        wrong.append(f"policy {policy}")
    if ELSEWHERE.search(policy) or "form-action" not in policy:
        wrong.append(f"policy {policy}")
    wrong += [name for name in said if name.startswith("access-control-")]
    if said.get("content-type", "").startswith("text/html"):
        hashes = [b64encode(sha256(style.encode()).digest()).decode() for style in INLINE.findall(answer.text)]
        wrong += [f"inline style {one}" for one in hashes if f"'sha256-{one}'" not in policy]
        wrong += re.findall(r"<[^>]+\sstyle=[^>]+>|<[^>]+\son\w+=[^>]+>|<script(?![^>]*\ssrc=)[^>]*>", answer.text)
    return wrong


@pytest.mark.usefixtures("followers")
@pytest.mark.parametrize("who", ["", "admin", "packer"])
def test_every_answer_has_every_header(app: FastAPI, client: TestClient, people: People, who: str) -> None:
    asked = list(addresses(app))
    assert len(asked) > 150
    client.cookies.clear()
    wrong = {
        (method, path): found
        for method, path in asked
        if (found := faults(client.request(method, path, headers=people.token(who), follow_redirects=False)))
    }
    assert wrong == {}


def test_what_does_not_say_how_long_it_is_kept_is_not_kept(people: People) -> None:
    for path in ("/v1/yunfu/lots", "/v1/yunfu/parties/me", "/v1/nowhere", "/admin", "/readyz"):
        assert "no-store" in people.get("packer", path).headers["cache-control"], path


@pytest.fixture(scope="module")
def public(settings: Settings, conninfo: str) -> Iterator[TestClient]:
    """The same application as the public meets it."""
    told = replace(settings, profile="production", public_url="https://sy.example.cn")
    with TestClient(
        create_app(told, conninfo), base_url="https://sy.example.cn", raise_server_exceptions=False
    ) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/01/09521234000006", "/admin", "/openapi.json", "/nowhere", "/static/no.css"])
def test_production_is_never_asked_unencrypted_again(client: TestClient, public: TestClient, path: str) -> None:
    told = public.get(path).headers["strict-transport-security"]
    assert told == "max-age=31536000; includeSubDomains"
    assert "strict-transport-security" not in client.get(path).headers


def test_the_cookie_of_the_language_is_bound_to_host_and_encryption(client: TestClient, public: TestClient) -> None:
    cookie = public.get("/?lang=en").headers["set-cookie"]
    assert cookie.startswith("__Host-lang=en; Path=/;")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert 'lang="en"' in public.get("/").text
    assert 'lang="en"' in public.get("/admin").text
    assert "Secure" not in client.get("/?lang=en").headers["set-cookie"]
