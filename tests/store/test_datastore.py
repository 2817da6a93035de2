"""The connections of a process: the one used last is used next, nobody waits for one in vain, dead ones are seen."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest

from store import datastore as datastores
from store.connection import StoreConnection
from store.datastore import Datastore, WouldWait
from store.errors import StoreUnavailable
from store.recorder import Recorder
from store.writer import Writer
from tests.store.making import event, save


def backend(connection: StoreConnection) -> int:
    return connection.info.backend_pid


def end_others(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'"
        )


def test_the_connection_used_last_is_used_next(datastore: Datastore):
    used: set[int] = set()
    for _ in range(20):
        with datastore.connection() as connection:
            used.add(backend(connection))
    assert len(used) == 1


def test_the_connection_used_last_goes_back_to_the_pool_in_its_time(conninfo: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(datastores, "WARM", 0.0)
    made = Datastore(conninfo)
    made.pool.wait()
    used: set[int] = set()
    for _ in range(4):
        with made.connection() as connection:
            used.add(backend(connection))
    made.close()
    assert len(used) == 2  # the pool's, in turn


def test_no_connection_outlives_the_datastore(conninfo: str):
    made = Datastore(conninfo)
    with made.connection() as first:
        pass
    with made.connection() as last:
        made.close()
    assert first.closed
    assert last.closed


def test_a_connection_left_inside_a_transaction_is_not_handed_on(datastore: Datastore):
    with datastore.connection() as connection:
        connection.execute("BEGIN")
    with datastore.connection() as connection:
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_more_callers_than_connections_all_get_their_turn(conninfo: str):
    few = Datastore(conninfo, command_connections=2)
    together = Barrier(12)

    def call(_: int) -> int:
        together.wait()
        for _ in range(30):
            with few.connection() as connection:
                connection.execute("SELECT 1")
        return 1

    try:
        with ThreadPoolExecutor(12) as pool:
            assert sum(pool.map(call, range(12))) == 12
    finally:
        few.close()
    assert few.pool.closed


def test_neither_commands_nor_reads_see_connections_that_died_while_idle(conninfo: str):
    made = Datastore(conninfo)

    async def read() -> list[int]:
        await made.open_reads()
        try:
            await asyncio.gather(*(one() for _ in range(8)))  # several connections
            await asyncio.to_thread(end_others, conninfo)
            return await asyncio.gather(*(one() for _ in range(8)))
        finally:
            await made.close_reads()

    async def one() -> int:
        async with made.reading() as connection:
            cursor = await connection.execute("SELECT 7 FROM pg_sleep(0.05)")
            row = await cursor.fetchone()
        assert row is not None
        return row[0]

    try:
        assert asyncio.run(read()) == [7] * 8
        with made.connection():
            pass
        end_others(conninfo)
        with made.connection() as connection:
            connection.execute("SELECT 1")
    finally:
        made.close()


def test_saves_that_come_while_a_writer_closes_are_recorded_or_refused_at_once(datastore: Datastore):
    writer = Writer(datastore, "yunfu")
    together = Barrier(17)

    def append(_: int) -> tuple[int, int]:
        together.wait()
        recorded = refused = 0
        for _ in range(40):
            try:
                writer.append([save(uuid4(), 1)])
            except StoreUnavailable:
                refused += 1
            else:
                recorded += 1
        return recorded, refused

    before = Recorder(datastore, "yunfu").max_notification_id() or 0
    with ThreadPoolExecutor(16) as pool:
        answers = pool.map(append, range(16))
        together.wait()
        time.sleep(0.05)
        started = time.monotonic()
        writer.close()
        counts = list(answers)
    assert time.monotonic() - started < 10  # nobody waited for an answer that never came
    recorded = sum(one for one, _ in counts)
    assert recorded + sum(other for _, other in counts) == 16 * 40
    assert (Recorder(datastore, "yunfu").max_notification_id() or 0) - before == recorded
    with pytest.raises(StoreUnavailable):
        writer.append([save(uuid4(), 1)])


def test_an_error_that_is_not_the_stores_passes_as_it_is(datastore: Datastore):
    with pytest.raises(psycopg.DataError), datastore.connection() as connection:
        connection.execute("SELECT 1 / 0")
    assert Recorder(datastore, "yunfu").insert_events([event(uuid4())])


def test_work_at_hand_never_waits_for_the_database(datastore: Datastore):
    def look() -> int:
        with datastore.connection() as connection:
            return backend(connection)

    with pytest.raises(WouldWait):
        datastore.at_hand(look)
    assert datastore.at_hand(lambda: 7) == 7
    assert look()  # it was for that work alone
    with ThreadPoolExecutor(1) as other:
        assert datastore.at_hand(lambda: other.submit(look).result())  # and for this thread
