"""The real application on a real PostgreSQL, with people at work in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.main import create_app
from projections.catalogue import PROJECTIONS
from projections.tables import ensure_tables
from projections.worker import Worker
from store.settings import Settings, from_environment
from tests.api.story import People


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return from_environment({"SUYUAN_DATA": str(tmp_path_factory.mktemp("data"))})


@pytest.fixture(scope="module")
def app(settings: Settings, conninfo: str) -> FastAPI:
    return create_app(settings, conninfo)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="module")
def people(app: FastAPI, client: TestClient) -> People:
    return People(client, app.state.regions)


@pytest.fixture(scope="module")
def followers(app: FastAPI, conninfo: str) -> Iterator[Worker]:
    """Every projection is followed in every region, from tables that are there when the first test begins."""
    regions = app.state.regions
    ensure_tables(regions.datastore, regions, PROJECTIONS)
    worker = Worker(conninfo, regions)
    worker.start()
    yield worker
    worker.stop()
