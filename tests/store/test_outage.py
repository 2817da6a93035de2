"""The server dies, comes back, or cannot write: answers come quickly, nothing is lost, no restart is needed."""

import os
import signal
import tempfile
import time
from collections.abc import Callable, Generator
from pathlib import Path
from shutil import rmtree
from threading import Event, Thread
from typing import TypeVar
from uuid import UUID, uuid4

import psycopg
import pytest

from store.datastore import Datastore
from store.embedded import EmbeddedServer
from store.errors import CommitNotReplicated, RecordRepeated, StoreFull, StoreUnavailable
from store.migrate import migrate
from store.recorder import Recorder
from store.server.postmaster import holds, read_postmaster
from tests.store.making import Deed, event

T = TypeVar("T")


@pytest.fixture
def server() -> Generator[EmbeddedServer]:
    data = Path(tempfile.mkdtemp(prefix="suyuan-outage-"))
    data.chmod(0o755)
    server = EmbeddedServer(data)
    migrate(server.start(), ["yunfu", "commons"])
    yield server
    server.stop()
    rmtree(data)


@pytest.fixture
def recorder(server: EmbeddedServer) -> Generator[Recorder]:
    datastore = Datastore(server.conninfo)
    yield Recorder(datastore, "yunfu")
    datastore.close()


def patiently(attempt: Callable[[], T], seconds: float = 20) -> T:
    """What `attempt` gives once the store is there again."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except StoreUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def record(recorder: Recorder) -> int:
    return recorder.insert_events([event(uuid4())], act=Deed())[0]


def kill_another(server: EmbeddedServer, last: int) -> int:
    """Kill the server's main process once it is another than `last` and ready; returns its number."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        named = read_postmaster(server.cluster)
        if named is not None and named.pid != last and named.ready and holds(named.pid, server.cluster):
            os.kill(named.pid, signal.SIGKILL)
            return named.pid
        time.sleep(0.02)
    pytest.fail("the server was not started again")


def test_a_database_that_is_down_is_told_quickly_and_heals_by_itself(server: EmbeddedServer, recorder: Recorder):
    (first,) = recorder.insert_events([event(uuid4())], act=Deed())
    server.stop()
    for _ in range(2):
        started = time.monotonic()
        with pytest.raises(StoreUnavailable):
            recorder.insert_events([event(uuid4())], act=Deed())
        assert time.monotonic() - started < 3.5
    with pytest.raises(StoreUnavailable):
        recorder.select_facts(1, 10)
    server.start()
    patiently(lambda: record(recorder), 5)
    assert [fact.position for fact in recorder.select_facts(1, 10)] == [first, first + 1]


def test_connections_that_died_while_idle_are_not_used(server: EmbeddedServer, recorder: Recorder):
    recorder.insert_events([event(uuid4())], act=Deed())
    server.stop()
    server.start()
    recorder.insert_events([event(uuid4())], act=Deed())


def test_every_acknowledged_command_is_there_once_after_the_server_is_killed(
    server: EmbeddedServer, recorder: Recorder
):
    server.supervise()
    acknowledged: list[UUID] = []
    enough = Event()

    def write() -> None:
        while not enough.is_set():
            act, stream = Deed(), uuid4()
            while not enough.is_set():
                try:
                    recorder.insert_events([event(stream)], act=act)
                except StoreUnavailable:
                    time.sleep(0.02)
                except RecordRepeated:  # the first try was recorded, though it could not be told
                    acknowledged.append(act.id)
                    break
                else:
                    acknowledged.append(act.id)
                    break

    writers = [Thread(target=write, daemon=True) for _ in range(8)]
    for writer in writers:
        writer.start()
    killed = 0
    for _ in range(3):
        time.sleep(0.5)
        killed = kill_another(server, killed)
    enough.set()
    for writer in writers:
        writer.join()
    facts = patiently(lambda: recorder.select_facts(1, 1_000_000))
    recorded = [fact.command_id for fact in facts]
    assert len(acknowledged) > 8
    assert set(acknowledged) <= set(recorded)
    assert len(set(recorded)) == len(recorded)
    assert [fact.position for fact in facts] == list(range(1, len(facts) + 1))


def test_a_commit_that_no_standby_confirmed_is_a_failure(server: EmbeddedServer, recorder: Recorder):
    recorder.insert_events([event(uuid4())], act=Deed())
    with psycopg.connect(server.conninfo, autocommit=True) as admin:
        admin.execute("SET synchronous_commit = off")
        admin.execute("ALTER SYSTEM SET synchronous_standby_names = 'ghost'")
        admin.execute("SELECT pg_reload_conf()")
        time.sleep(0.2)
        cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query ~ 'append'"
        act, raised = Deed(), list[Exception]()

        def write() -> None:
            try:
                recorder.insert_events([event(uuid4())], act=act)
            except StoreUnavailable as error:
                raised.append(error)

        writer = Thread(target=write)
        writer.start()
        while writer.is_alive():
            admin.execute(cancel)
            time.sleep(0.02)
        assert [type(error) for error in raised] == [CommitNotReplicated]
        admin.execute("ALTER SYSTEM RESET synchronous_standby_names")
        admin.execute("SELECT pg_reload_conf()")
    with pytest.raises(RecordRepeated):
        recorder.insert_events([event(uuid4())], act=act)


def test_a_read_only_database_refuses_writes_and_is_read(server: EmbeddedServer, recorder: Recorder):
    (first,) = recorder.insert_events([event(uuid4())], act=Deed())

    def hang_up_after(*statements: str) -> None:
        with psycopg.connect(server.conninfo, autocommit=True) as connection:
            for statement in ("SET default_transaction_read_only = off", *statements):
                connection.execute(statement.encode())
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    hang_up_after("ALTER DATABASE postgres SET default_transaction_read_only = on")
    for _ in range(3):
        with pytest.raises(StoreFull):
            recorder.insert_events([event(uuid4())], act=Deed())
    assert recorder.select_facts(1, 10)[0].position == first
    hang_up_after("ALTER DATABASE postgres RESET default_transaction_read_only")
    assert list(recorder.insert_events([event(uuid4())], act=Deed())) == [first + 1]
