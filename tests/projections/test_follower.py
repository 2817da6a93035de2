"""Followers: every fact once, poison parked, one leader, and a lost connection is only a pause."""

import time
from collections.abc import Callable, Generator, Sequence
from datetime import timedelta

import psycopg
import pytest

from projections.crew import Crew
from projections.follower import Follower, Overtaken, follow
from projections.lease import Leases
from projections.log import Log
from projections.parking import parked, unpark
from projections.projection import Fact
from projections.tables import ensure_tables
from projections.worker import Worker
from store.datastore import Datastore
from store.errors import StoreError
from tests.projections.harvests import put_harvests
from tests.projections.tally import Tally

REGION = "yunfu"


@pytest.fixture
def store(datastore: Datastore, conninfo: str) -> Generator[Datastore]:
    """The module's store, emptied, as followers see it."""
    following = Datastore(conninfo)
    with following.transaction() as conn:
        conn.execute(f"TRUNCATE {REGION}.event, {REGION}.follower, {REGION}.lease, {REGION}.parked")
        conn.execute(f"UPDATE {REGION}.head SET position = 0")
        conn.execute(f"DROP TABLE IF EXISTS {REGION}.tally, {REGION}.tally_day")
    yield following
    following.close()


def rows(store: Datastore, sql: str) -> list[tuple]:
    with store.connection() as conn:
        return conn.execute(sql.encode()).fetchall()


def count(store: Datastore) -> int:
    return rows(store, f"SELECT count(*) FROM {REGION}.tally")[0][0]


def until(what: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def catch_up(store: Datastore, tally: Tally) -> Follower:
    ensure_tables(store, [REGION], [tally])
    follower, log = Follower(store, REGION, tally), Log(store, REGION)
    follower.locate()
    while follow(follower, log):
        pass
    return follower


def test_every_fact_is_projected_once_over_many_batches(store, datastore):
    put_harvests(datastore, REGION, 0, 4_500)
    assert catch_up(store, Tally()).position == 4_500
    assert count(store) == 4_500
    assert sum(lots for (lots,) in rows(store, f"SELECT lots FROM {REGION}.tally_day")) == 4_500


def test_a_poison_fact_is_parked_and_the_others_go_on(store, datastore):
    lots = put_harvests(datastore, REGION, 0, 1_000)
    catch_up(store, Tally(chokes_on={lots[0], lots[700]}))
    assert count(store) == 998
    assert [(one.position, one.topic, one.reason) for one in parked(store, REGION)] == [
        (1, "lot:harvested", "ValueError: cannot swallow 1"),
        (701, "lot:harvested", "ValueError: cannot swallow 701"),
    ]


def test_a_fact_of_an_unknown_topic_is_parked(store, datastore):
    put_harvests(datastore, REGION, 0, 3)
    with store.connection() as conn:
        conn.execute(f"UPDATE {REGION}.event SET topic = 'lot:teleported' WHERE notification_id = 2")
    catch_up(store, Tally())
    assert count(store) == 2
    assert [(one.position, one.topic) for one in parked(store, REGION)] == [(2, "lot:teleported")]


def test_a_fact_that_does_not_fit_its_class_is_parked(store, datastore):
    put_harvests(datastore, REGION, 0, 3)
    with store.connection() as conn:
        conn.execute(f"""UPDATE {REGION}.event SET state = '{{"fact":1}}' WHERE notification_id = 2""")
    catch_up(store, Tally())
    assert count(store) == 2
    assert "does not fit its class" in parked(store, REGION)[0].reason


def test_unpark_takes_what_can_be_taken_now(store, datastore):
    lots = put_harvests(datastore, REGION, 0, 10)
    tally = Tally(chokes_on={lots[3], lots[5]})
    catch_up(store, tally)
    tally.chokes_on = {lots[5]}
    taken, left = unpark(store, REGION, tally)
    assert taken == 1
    assert [one.position for one in left] == [6]
    assert count(store) == 9


def test_a_second_follower_at_the_same_position_fails_and_writes_nothing(store, datastore):
    put_harvests(datastore, REGION, 0, 10)
    tally, log = Tally(), Log(store, REGION)
    ensure_tables(store, [REGION], [tally])
    one, two = Follower(store, REGION, tally), Follower(store, REGION, tally)
    follow(one, log)
    with pytest.raises(Overtaken):
        follow(two, log)
    assert count(store) == 10


def test_a_follower_of_an_older_version_stops_at_newer_tables(store, datastore):
    put_harvests(datastore, REGION, 0, 10)
    ensure_tables(store, [REGION], [Tally(version=2)])
    with pytest.raises(Overtaken):
        follow(Follower(store, REGION, Tally(version=1)), Log(store, REGION))


def step(crew: Crew) -> None:
    for name in crew.keep():
        crew.step(name)


def test_only_one_of_two_workers_leads_and_the_other_takes_over(store, datastore):
    first = Crew(store, REGION, [Tally()], Leases(store, REGION, "first", timedelta(seconds=0.3)))
    second = Crew(store, REGION, [Tally()], Leases(store, REGION, "second", timedelta(seconds=0.3)))
    put_harvests(datastore, REGION, 0, 5)
    step(first)
    step(second)
    assert (first.leads, second.leads, count(store)) == ({"tally"}, set(), 5)
    put_harvests(datastore, REGION, 5, 5)  # the first says nothing any more
    until(lambda: bool(second.keep() or second.leads))
    step(second)
    assert count(store) == 10


class Broken(Tally):
    """Forgot a table."""

    def project(self, facts: Sequence[Fact], conn: psycopg.Connection, schema: str) -> None:
        conn.execute("INSERT INTO nowhere VALUES (1)")


def test_a_projection_that_the_store_fails_keeps_no_other_waiting(store, datastore, conninfo):
    broken = Broken(name="broken", tables=("broken",), ddl="CREATE TABLE {schema}.broken (position bigint)")
    worker = Worker(conninfo, [REGION], [broken, Tally()])
    worker.start()
    put_harvests(datastore, REGION, 0, 5)
    until(lambda: counted(store, 5))
    worker.stop()
    assert parked(store, REGION) == []  # a missing table is not the fact's fault
    with store.connection() as conn:
        conn.execute(f"DROP TABLE {REGION}.broken")


def test_a_worker_that_stops_hands_over_at_once(store):
    first = Crew(store, REGION, [Tally()], Leases(store, REGION, "first"))
    first.keep()
    first.stand_down()
    second = Crew(store, REGION, [Tally()], Leases(store, REGION, "second"))
    second.keep()
    assert second.leads == {"tally"}


@pytest.fixture
def worker(store: Datastore, conninfo: str) -> Generator[Worker]:
    made = Worker(conninfo, [REGION, "maoming"], [Tally()])
    made.start()
    yield made
    made.stop()


def test_a_worker_sees_what_is_recorded_while_it_runs(store, datastore, worker):
    for number in range(0, 200, 10):
        put_harvests(datastore, REGION, number, 10)
    until(lambda: counted(store, 200))


def test_a_worker_survives_the_loss_of_every_connection(store, datastore, worker, conninfo):
    put_harvests(datastore, REGION, 0, 10)
    until(lambda: counted(store, 10))
    for round in range(1, 4):
        with psycopg.connect(conninfo, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        until(lambda number=round * 10: recorded(datastore, number))
        until(lambda expected=(round + 1) * 10: counted(store, expected))
    assert parked(store, REGION) == []


def recorded(datastore: Datastore, first: int) -> bool:
    try:
        put_harvests(datastore, REGION, first, 10)
    except StoreError:
        return False
    return True


def counted(store: Datastore, expected: int) -> bool:
    try:
        return count(store) == expected
    except StoreError:
        return False
