"""The database goes and comes back under the API: clear refusals, reads that go on, nothing acknowledged is lost."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from starlette.testclient import TestClient

from api.main import create_app
from projections.catalogue import PROJECTIONS
from projections.tables import ensure_tables
from store.embedded import EmbeddedServer
from store.migrate import migrate
from store.settings import COMMONS, REGIONS, from_environment
from tests.api.story import Answer, People, kg, uuid7


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    data = Path(tempfile.mkdtemp(prefix="suyuan-outage-"))
    data.chmod(0o755)
    server = EmbeddedServer(data)
    migrate(server.start(), (*REGIONS, COMMONS))
    yield server
    server.stop()
    shutil.rmtree(data)


@pytest.fixture(scope="module")
def people(server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    app = create_app(from_environment({"SUYUAN_DATA": str(tmp_path_factory.mktemp("data"))}), server.conninfo)
    ensure_tables(app.state.regions.datastore, app.state.regions, PROJECTIONS)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield People(client, app.state.regions)


def harvest(people: People, command_id: object = None) -> Answer:
    body = {"lot": people.lot(), "site": people.plot, "amount": kg(1)}
    return people.send("grower", "yunfu", "harvests", body, command_id=str(command_id or uuid7()))


def healed(people: People, seconds: float = 15) -> Answer:
    deadline = time.monotonic() + seconds
    while (answer := harvest(people)).status_code != 201:
        assert answer.status_code in (503, 507), answer.text
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.1)
    return answer


def test_a_database_that_is_down_is_a_503_and_what_was_acknowledged_is_there_afterwards(
    people: People, server: EmbeddedServer
) -> None:
    acknowledged = [harvest(people).json() for _ in range(20)]
    server.stop()
    refused = harvest(people)
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/store-unavailable")
    assert int(refused.headers["retry-after"]) > 0
    assert people.client.get("/livez").status_code == 200
    ready = people.client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    for path in ("/v1/yunfu/lots", "/v1/trace?id=01/09520000000011/10/A1", "/metrics"):
        answer = people.client.get(path, headers=people.token("admin"))
        assert answer.status_code == 503, (path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    server.start()
    healed(people)
    for one in acknowledged:
        assert people.get("grower", f"/v1/yunfu/commands/{one['id']}").json()["position"] == one["position"]


def test_a_server_that_stops_under_writing_phones_loses_nothing_that_was_acknowledged(
    people: People, server: EmbeddedServer
) -> None:
    acknowledged: dict[str, int] = {}
    answers: list[int] = []

    def phone() -> None:
        for _ in range(40):
            answer = harvest(people)
            answers.append(answer.status_code)
            if answer.status_code == 201:
                acknowledged[answer.json()["id"]] = answer.json()["position"]

    phones = [Thread(target=phone) for _ in range(4)]
    for one in phones:
        one.start()
    while len(acknowledged) < 10:
        time.sleep(0.01)
    server.stop()
    server.start()
    for one in phones:
        one.join()
    healed(people)
    assert set(answers) <= {201, 503}
    for command_id, position in acknowledged.items():
        assert people.get("grower", f"/v1/yunfu/commands/{command_id}").json()["position"] == position


def test_a_database_that_cannot_write_is_a_507_and_is_read(people: People, server: EmbeddedServer) -> None:
    done = harvest(people).json()
    altering(server, "SET default_transaction_read_only = on")
    try:
        refused = until(lambda: harvest(people), 507)
        assert refused.json()["type"] == "/problems/store-full"
        assert refused.headers["retry-after"] == "60"
        until(lambda: people.get("grower", f"/v1/yunfu/commands/{done['id']}"), 200)
        until(lambda: people.client.get("/readyz"), 200)
        assert harvest(people).status_code == 507
    finally:
        altering(server, "RESET default_transaction_read_only")
    healed(people)


def until(send: Callable[[], Answer], status: int) -> Answer:
    deadline = time.monotonic() + 10
    while (answer := send()).status_code != status:
        assert answer.status_code in (201, 503), answer.text
        assert time.monotonic() < deadline, answer.text
    return answer


def altering(server: EmbeddedServer, what: str) -> None:
    """Change the database for new sessions, and end the present ones."""
    with psycopg.connect(server.conninfo, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        connection.execute(f"ALTER DATABASE postgres {what}".encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
