"""Every route says whom it is for, and asks them for it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.auth import actor_of
from api.command import COMMANDS
from api.openapi import document
from tests.api.story import OPERATOR, People, uuid7


def test_every_route_names_its_actor(app: FastAPI) -> None:
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    assert len(routes) > 20
    assert [route.path for route in routes if actor_of(route) is None] == []


def test_a_route_without_an_actor_would_be_found() -> None:
    app = FastAPI()

    @app.get("/open")
    async def opened() -> None: ...

    assert [actor_of(route) for route in app.routes if isinstance(route, APIRoute)] == [None]


def test_no_other_kind_of_route_goes_round_the_actors(app: FastAPI) -> None:
    others = {type(route).__name__ for route in app.routes if not isinstance(route, APIRoute)}
    assert others == {"CommandRoute"}


def test_what_is_not_for_anyone_asks_for_a_token(app: FastAPI, client: TestClient) -> None:
    described = document(app)["paths"]
    guarded = 0
    for path, item in described.items():
        for method, operation in item.items():
            if operation["x-actor"] == "Anyone":
                continue
            address = path.replace("{region}", "yunfu")
            for name in ("handover", "shipment", "sale", "receipt", "hold", "sscc", "serial", "command_id"):
                address = address.replace(f"{{{name}}}", str(uuid7()))
            answer = client.request(method, address, headers={"Content-Type": "application/json"})
            assert answer.status_code == 401, (method, address, answer.text)
            guarded += 1
    assert guarded >= len(COMMANDS) + 15


@pytest.mark.parametrize(("who", "allowed"), [("grower", False), ("inspector", False), ("admin", True)])
def test_a_role_that_may_not_is_told_so(people: People, who: str, allowed: bool) -> None:
    answer = people.send(who, "commons", "products", {})
    assert answer.status_code == (422 if allowed else 403)


def test_an_inspector_sells_nothing(people: People) -> None:
    assert people.send("inspector", "yunfu", "sales", {}).json()["type"] == "/problems/wrong-role"


def test_the_operator_is_no_party_of_the_chain(people: People) -> None:
    assert OPERATOR not in (people.parties["packer"], people.parties["market"])
