"""The description of the API is complete: a client generated from it does harvest to trace."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.command import COMMANDS
from api.openapi import document
from store.settings import Settings
from tests.api.story import CERTIFICATE, People, goods, kg, uuid7

GENERATOR = """
project_name_override: suyuan_client
package_name_override: suyuan_client
content_type_overrides:
    image/png: application/octet-stream
    image/jpeg: application/octet-stream
    image/webp: application/octet-stream
    image/svg+xml: application/octet-stream
    application/pdf: application/octet-stream
"""

pytestmark = pytest.mark.usefixtures("followers")


@pytest.fixture(scope="module")
def served(app: FastAPI, client: TestClient) -> Iterator[str]:
    """The same application behind a socket: a generated client speaks real HTTP."""
    assert client
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def generated(app: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(json.dumps(document(app)))
    (folder / "config.yml").write_text(GENERATOR)
    tools = Path(sys.executable).parent
    command = [tools / "openapi-python-client", "generate"]
    made = subprocess.run(
        [*command, "--path", "openapi.json", "--config", "config.yml", "--meta", "none", "--fail-on-warning"],
        cwd=folder,
        env=os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module("suyuan_client")
    sys.path.remove(str(folder))


def test_every_operation_has_an_id_a_tag_an_actor_and_a_problem(app: FastAPI) -> None:
    described = document(app)
    operations = [operation for item in described["paths"].values() for operation in item.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert {kind.name for kind in COMMANDS.values()} <= set(ids)
    for operation in operations:
        assert operation["tags"], operation
        assert operation["x-actor"], operation
        assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_every_reference_leads_somewhere(app: FastAPI) -> None:
    described = document(app)
    names = set(described["components"]["schemas"])
    text = json.dumps(described)
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= names


def test_the_docs_are_a_page_that_fetches_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert "/v1/{region}/harvests" in page.text
    assert "<script" not in page.text
    fetched = re.findall(r"""(?:href|src)=["']?([^"'> ]+)""", page.text)
    assert {where[0] for where in fetched} == {"/", "#", "?"}


def test_a_generated_client_does_harvest_to_trace(served: str, generated: Any, people: People) -> None:
    def call(operation: str, tag: str, who: str, body: dict[str, Any] | None = None, form: str = "", **how: Any) -> Any:
        module = importlib.import_module(f"suyuan_client.api.{tag}.{operation}")
        if body is not None:
            how |= {"body": getattr(importlib.import_module("suyuan_client.models"), form).from_dict(body)}
            how |= {"idempotency_key": str(uuid7())}
        with generated.AuthenticatedClient(base_url=served, token=people.tokens[who]) as client:
            answer = module.sync_detailed(client=client, **how)
        assert answer.status_code in (200, 201), answer.content
        return answer.parsed

    lot = people.lot()
    body = {"lot": lot, "site": people.plot, "amount": kg("62.5")}
    call("record_harvest", "harvests", "grower", body, "Harvest", region="yunfu")
    body = {"site": people.shed, "from_site": people.plot, "goods": [goods(lot, "62.5")], "proof": CERTIFICATE}
    call("receive_purchase", "purchases", "packer", body, "Purchase", region="yunfu")
    body = {"kind": "retail", "site": people.shed, "goods": [goods(lot, 2)]}
    sold = call("sell", "sales", "packer", body, "Retail", region="yunfu")
    traced = call("trace", "trace", "inspector", id=lot, at_least=f"yunfu:{sold.position}")
    assert {step.kind for step in traced.steps} >= {"harvested", "received", "sold"}
    stocks = call("list_stocks", "registers", "packer", region="yunfu", lot=lot, at_least=f"yunfu:{sold.position}")
    assert [stock.on_hand for stock in stocks.items] == ["60.500"]


def test_the_document_is_the_one_that_is_served(client: TestClient, app: FastAPI, settings: Settings) -> None:
    assert settings.profile == "development"
    assert client.get("/openapi.json").json() == document(app)
