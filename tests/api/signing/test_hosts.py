"""The host that a request names: believed while developing, never in production."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from fastapi import FastAPI
from starlette.requests import Request

from store.people.factors.passkeys import Site


def test_in_production_a_proof_and_a_passkey_belong_to_the_public_address_alone(app: FastAPI) -> None:
    regions = copy(app.state.regions)
    regions.settings = replace(regions.settings, profile="production", public_url="https://sy.example.cn")
    door = replace(app.state.door, regions=regions)
    asked = {"type": "http", "method": "POST", "scheme": "http", "server": ("127.0.0.1", 8000), "query_string": b""}
    request = Request(asked | {"path": "/v1/people/tokens", "headers": [(b"host", b"evil.example")]})
    assert door.addresses(request) == {"https://sy.example.cn/v1/people/tokens"}
    assert door.site(request) == Site("sy.example.cn", ["https://sy.example.cn"])
