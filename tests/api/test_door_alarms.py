"""Tokens that are tried out stop themselves; what was tried too often is told to administrators and to Prometheus."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count
from time import monotonic

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.auth import issue_token
from api.door.alarms import Alarm, Alarms
from api.door.keeper import ADDRESS, FAILED_SIGN_INS, MISSING_IDS, WRONG_TOKEN
from api.door.visitor import Visitor
from tests.api.story import People

pytestmark = pytest.mark.usefixtures("followers")
ME = "/v1/yunfu/parties/me"


_days = count(1)


@pytest.fixture(autouse=True)
def _another_day(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """By which all that was counted before is paid back."""
    today = monotonic() + next(_days) * 86_400
    monkeypatch.setattr(app.state.keeper, "_clock", lambda: today)


def found(app: FastAPI, kind: str) -> list[Alarm]:
    return [one for one in app.state.keeper.alarms.recent() if one.kind == kind]


def ring(app: FastAPI, kind: str, who: str = "203.0.113.9", times: int = 3) -> None:
    alarms: Alarms = app.state.keeper.alarms
    for _ in range(times):
        alarms.ring(kind, who)  # pyright: ignore[reportArgumentType]


def test_wrong_tokens_stop_themselves_and_nobody_who_has_a_right_one(client: TestClient, people: People) -> None:
    good = people.token("packer")
    assert client.get(ME, headers=good).status_code == 200
    wrong = Counter(
        client.get(ME, headers={"Authorization": f"Bearer sy_{number}"}).status_code
        for number in range(int(ADDRESS.most / WRONG_TOKEN))
    )
    assert wrong[429] > 0
    assert client.get(ME, headers=good).status_code == 200
    refused = client.get("/docs", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["title"]) == (429, "Too many attempts. Wait a while, then try again.")
    assert int(refused.headers["retry-after"]) >= 1
    assert client.get("/livez").status_code == 200


def test_failed_sign_ins_of_one_address_are_noticed(client: TestClient, app: FastAPI) -> None:
    for number in range(FAILED_SIGN_INS.most + 1):
        client.post("/v1/people/client-tokens", json={"key": f"syk_{number}"})
    assert [one.times for one in found(app, "sign_ins")] == [1]


def test_a_token_that_asks_for_what_is_not_its_own_is_noticed_and_answered(app: FastAPI) -> None:
    keeper = app.state.keeper
    for _ in range(MISSING_IDS.most + 1):
        keeper.answered(Visitor(7, "203.0.113.9", (b"", b"")), "/v1/yunfu/sales/1", 404)
    assert [one.times for one in found(app, "ids")] == [1]
    assert keeper.admit(Visitor(7, "203.0.113.9", (b"", b"")), "/v1/yunfu/sales/1") == 0


def test_the_administrator_sees_marks_and_no_addresses(app: FastAPI, people: People) -> None:
    ring(app, "codes", "203.0.113.77")
    ring(app, "product", people.product, 1)
    told = people.get("admin", "/v1/admin/overview").json()["alarms"]
    assert [(one["kind"], one["times"]) for one in told][:2] == [("product", 1), ("codes", 3)]
    assert told[0]["who"] == people.product
    for lang, words in (("en", f"Somebody tries doors: {len(told)}"), ("zh-CN", f"有人在反复试探：{len(told)}")):
        page = people.client.get("/admin", headers={**people.token("admin"), "Accept-Language": lang}).text
        assert words in page
        assert told[1]["who"] in page
        assert "203.0.113" not in page


def test_a_city_is_not_told_of_the_platforms_doors(app: FastAPI, people: People) -> None:
    ring(app, "codes")
    people.tokens["city"] = issue_token(
        people.regions.settings,
        people.regions.datastore,
        person="person-city",
        party=people.parties["admin"],
        party_region="commons",
        role="administrator",
        jurisdiction="4453",
    )
    assert people.get("city", "/v1/admin/overview").json()["alarms"] == []


def test_a_mark_is_the_same_for_a_day_and_no_longer(app: FastAPI) -> None:
    keys, now = app.state.door.keys, [datetime(2026, 7, 1, 12, tzinfo=UTC)]
    alarms = Alarms(keys, lambda: now[0])
    alarms.ring("codes", "203.0.113.9")
    now[0] += timedelta(hours=2)
    alarms.ring("codes", "203.0.113.9")
    assert [one.times for one in alarms.recent()] == [2]
    now[0] += timedelta(hours=14)
    alarms.ring("codes", "203.0.113.9")
    assert len({one.who for one in alarms.recent()}) == 2
    now[0] += timedelta(days=2)
    assert alarms.recent() == []


def test_only_so_many_alarms_are_kept(app: FastAPI) -> None:
    for number in range(500):
        ring(app, "codes", f"203.0.113.{number}", 1)
    assert len(app.state.keeper.alarms.recent()) == 200


def test_prometheus_is_told_how_often(app: FastAPI, client: TestClient) -> None:
    keeper = app.state.keeper
    assert client.get("/01/09521234000006/10/260701A1").status_code == 404
    ring(app, "codes")
    lines = client.get("/metrics").text.splitlines()
    assert keeper.unknown_codes > 0
    assert f"suyuan_door_unknown_codes_total {keeper.unknown_codes}" in lines
    assert f'suyuan_door_alarms_total{{kind="codes"}} {keeper.alarms.times["codes"]}' in lines
