"""A rebuild: beside the live tables, compared, swapped while readers read."""

from collections.abc import Generator
from threading import Event, Thread

import pytest

from projections.follower import Follower, follow
from projections.lease import Leases
from projections.log import Log
from projections.rebuild import Rebuild, RebuildRunning, RebuildStopped
from projections.tables import ensure_tables, outdated
from projections.worker import Worker
from store.datastore import Datastore
from store.errors import StoreError
from tests.projections.harvests import put_harvests
from tests.projections.tally import Tally
from tests.projections.test_follower import REGION, catch_up, count, counted, rows, store, until

__all__ = ["store"]


def test_a_rebuild_gives_the_same_rows_and_says_so(store, datastore):
    put_harvests(datastore, REGION, 0, 2_500)
    catch_up(store, Tally())
    seen: list[tuple[int, int]] = []
    built = Rebuild(store, REGION, Tally()).run(lambda done, all: seen.append((done, all)))
    assert built.same
    assert (built.position, built.built["tally"].rows) == (2_500, 2_500)
    assert seen == [(2_000, 2_500), (2_500, 2_500), (2_500, 2_500)]
    assert rows(store, f"SELECT build, position FROM {REGION}.follower") == [("live", 2_500)]
    assert (
        rows(
            store,
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            f" WHERE nspname = '{REGION}__next'",
        )
        == []
    )


def test_a_rebuild_mends_rows_that_were_wrong(store, datastore):
    put_harvests(datastore, REGION, 0, 10)
    catch_up(store, Tally())
    with store.connection() as conn:
        conn.execute(f"DELETE FROM {REGION}.tally WHERE position = 5")
    built = Rebuild(store, REGION, Tally()).run()
    assert not built.same
    assert count(store) == 10


def test_a_rebuild_parks_for_itself_and_forgets_what_the_old_tables_parked(store, datastore):
    lots = put_harvests(datastore, REGION, 0, 10)
    catch_up(store, Tally(chokes_on={lots[2]}))
    Rebuild(store, REGION, Tally(chokes_on={lots[7]})).run()
    assert rows(store, f"SELECT build, position FROM {REGION}.parked") == [("live", 8)]


def test_a_new_version_is_swapped_in_with_other_tables(store, datastore):
    put_harvests(datastore, REGION, 0, 10)
    catch_up(store, Tally())
    newer = Tally(version=2, ddl=Tally().ddl.replace("lot text NOT NULL", "lot text NOT NULL, extra integer"))
    Rebuild(store, REGION, newer).run()
    with store.connection() as conn:
        assert not outdated(conn, REGION, newer)
    assert rows(store, f"SELECT count(*), count(extra) FROM {REGION}.tally") == [(10, 0)]


def test_a_second_rebuild_at_once_is_refused(store, datastore):
    put_harvests(datastore, REGION, 0, 10)
    catch_up(store, Tally())
    Leases(store, REGION, "somebody").hold(["tally/next"])
    with pytest.raises(RebuildRunning):
        Rebuild(store, REGION, Tally()).run()
    assert count(store) == 10


def test_a_rebuild_that_is_stopped_leaves_the_live_tables(store, datastore):
    put_harvests(datastore, REGION, 0, 5_000)
    catch_up(store, Tally())
    quit = Event()
    with pytest.raises(RebuildStopped):
        Rebuild(store, REGION, Tally()).run(lambda done, all: quit.set(), quit)
    assert count(store) == 5_000
    assert Rebuild(store, REGION, Tally()).run().same  # and the next one cleans up


@pytest.fixture
def writing(store: Datastore, datastore: Datastore, conninfo: str) -> Generator[list[int]]:
    """A worker follows while harvests arrive; the list counts them."""
    put_harvests(datastore, REGION, 0, 3_000)
    catch_up(store, Tally())
    total, quit = [3_000], Event()

    def write() -> None:
        while not quit.wait(0.005):
            put_harvests(datastore, REGION, total[0], 20)
            total[0] += 20

    worker, writer = Worker(conninfo, [REGION], [Tally()]), Thread(target=write, daemon=True)
    worker.start()
    writer.start()
    yield total
    quit.set()
    writer.join()
    until(lambda: counted(store, total[0]))  # nothing was lost or taken twice
    worker.stop()


def test_reads_go_on_during_rebuilds_under_load(store, datastore, writing, conninfo):
    reading, quit, errors, least = Datastore(conninfo), Event(), [], [3_000]

    def read() -> None:
        try:
            while not quit.is_set():
                with reading.connection() as conn:
                    found = conn.execute(
                        f"SELECT (SELECT count(*) FROM {REGION}.tally), (SELECT sum(lots) FROM {REGION}.tally_day)"
                    ).fetchone()
                    assert found is not None
                    if found[0] != found[1]:
                        errors.append(f"{found[0]} rows but {found[1]} summed")
                    if found[0] < least[0]:
                        errors.append(f"{found[0]} rows after {least[0]}")
                    least[0] = found[0]
        except StoreError as error:
            errors.append(repr(error))

    reader = Thread(target=read, daemon=True)
    reader.start()
    for _ in range(5):
        assert Rebuild(store, REGION, Tally()).run().same
    quit.set()
    reader.join()
    reading.close()
    assert errors == []


def test_a_worker_builds_a_new_version_at_its_start(store, datastore, conninfo):
    put_harvests(datastore, REGION, 0, 10)
    catch_up(store, Tally())
    newer = Tally(version=2)
    worker = Worker(conninfo, [REGION], [newer])
    worker.start()
    put_harvests(datastore, REGION, 10, 10)
    until(lambda: counted(store, 20))
    with store.connection() as conn:
        assert not outdated(conn, REGION, newer)
    worker.stop()


def test_tables_are_made_once_when_two_start_together(store):
    made: list[list[str]] = []
    threads = [Thread(target=lambda: made.append(ensure_tables(store, [REGION], [Tally()]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [[], [], [], [f"{REGION}/tally"]]


def test_a_follower_goes_on_after_a_swap_at_its_own_position(store, datastore):
    put_harvests(datastore, REGION, 0, 10)
    live = catch_up(store, Tally())
    Rebuild(store, REGION, Tally()).run()
    put_harvests(datastore, REGION, 10, 10)
    follow(live, Log(store, REGION))
    assert (live.position, count(store)) == (20, 20)
    assert isinstance(live, Follower)
