"""The application with messages that are read here, and a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from projections.worker import Worker
from tests.api.signing.phones import Clock, Outbox, Street
from tests.api.story import People


@pytest.fixture(scope="module")
def street(app: FastAPI, client: TestClient, people: People, followers: Worker) -> Iterator[Street]:
    assert followers
    before, outbox, clock = app.state.door, Outbox(), Clock()
    app.state.door = replace(before, sender=outbox, clock=clock)
    yield Street(client, people, outbox, clock)
    app.state.door = before
