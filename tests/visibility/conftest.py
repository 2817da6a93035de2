"""The story of the matrix, told once to the real application on a real PostgreSQL."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.conftest import app, client, settings
from tests.visibility.story import Story
from tests.visibility.telling import Teller
from tests.visibility.writing import Writer

__all__ = ["app", "client", "settings"]


@pytest.fixture(scope="module")
def story(app: FastAPI, client: TestClient) -> Story:
    return Story(client, app.state.regions)


@pytest.fixture(scope="module")
def teller(story: Story) -> Teller:
    return Teller(story)


@pytest.fixture(scope="module")
def writer(story: Story) -> Writer:
    return Writer(story)
