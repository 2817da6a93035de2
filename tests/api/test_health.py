"""Alive, ready, measured: what supervisors, load balancers and Prometheus ask."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.api.story import People

LINE = re.compile(r'(# TYPE [a-z_]+ (gauge|counter)|[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? -?[0-9.]+)')


def test_the_process_is_alive(client: TestClient) -> None:
    assert client.get("/livez").text == "ok"


def test_it_is_not_ready_before_followers_have_made_the_tables_that_pages_are_read_from(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert "yunfu/public_page" in answer.json()["wanted"]
    assert answer.headers["retry-after"] == "2"


@pytest.mark.usefixtures("followers")
def test_readiness_says_what_lags_and_what_is_parked(people: People) -> None:
    people.harvest()
    with people.regions.datastore.connection() as connection:
        connection.execute("INSERT INTO yunfu.parked VALUES ('trace', 'live', 1, 'lot:harvested', 'a test', now())")
    told = people.client.get("/readyz").json()
    assert told["ready"] is True
    assert told["parked"] == {"yunfu/trace": 1}


@pytest.mark.usefixtures("followers")
def test_metrics_are_in_the_text_format_of_prometheus(people: People) -> None:
    answer = people.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert any(
        line.startswith('suyuan_follower_position{region="yunfu",projection="trace",build="live"}') for line in lines
    )
