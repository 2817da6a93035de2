"""How fast followers catch up, against recording and against the library's runner; and how far behind they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from multiprocessing import get_context
from statistics import median, quantiles
from threading import Thread
from typing import Any, Final

import psycopg

from api.cli.serving.child import settle
from bench import runner
from bench.place import fresh_database
from bench.row import Row, rate_row
from bench.season import generate
from bench.season_facts import Season
from domain.events import EVENTS
from domain.region import Region
from projections.catalogue import PROJECTIONS
from projections.follower import Follower
from projections.log import Log, SharedLog
from projections.tables import ensure_tables
from projections.trace import Trace
from projections.worker import Worker
from store.datastore import Datastore, install, uninstall
from store.records import Save

FACTS: Final = 100_000
BULK: Final = 40_000
RUNNER: Final = 2_000
BATCH: Final = 1_000
A_SECOND: Final = 1_000
SECONDS: Final = 10
REGION: Final = "yunfu"
TRACE: Final = Trace()


def rows(rounds: int) -> list[Row]:
    """The followers' rows of design section 5; every round measures all of them once, in turn."""
    copies = [f"copy{number}" for number in range(rounds)]
    caught_up, put, run, lags = [], [], [], []
    with fresh_database(REGION, *copies) as conninfo:
        store = Datastore(conninfo)
        install(store)
        env = {"PERSISTENCE_MODULE": "store.persistence"}
        commons = Region("commons", env=env)
        generate(Region(REGION, commons, env), FACTS)
        settle()  # as the product's processes do
        for copy in copies:
            caught_up.append(_catch_up(conninfo))
            put.append(_put(store, Region(copy, commons, env)))
            run.append(runner.rate(conninfo, RUNNER))
        harvests = _harvests(seed=2)  # one for all rounds: no lot is minted twice, nor one of those made above
        for _ in copies:
            lags.append(_lag(conninfo, harvests))
        store.close()
        uninstall(store)
    return [
        rate_row("trace catching up / bulk put of the same facts", "facts/s", caught_up, put, 0.5),
        rate_row("trace catching up / the library's ProjectionRunner", "facts/s", caught_up, run, 50),
        _lag_row("p50", 20.0, [p50 for p50, _ in lags]),
        _lag_row("p99", 100.0, [p99 for _, p99 in lags]),
    ]


def _catch_up(conninfo: str) -> float:
    """Facts a second from an empty trace to the end of the log."""
    store = Datastore(conninfo)
    with store.connection() as conn:
        for table in TRACE.tables:
            conn.execute(f"DROP TABLE IF EXISTS {REGION}.{table} CASCADE".encode())
        conn.execute(f"DELETE FROM {REGION}.follower".encode())
    ensure_tables(store, [REGION], [TRACE])
    follower, log = Follower(store, REGION, TRACE), SharedLog(store, REGION, TRACE.reads)
    started = time.perf_counter()
    while (batch := log.read(follower.position)).upto > follower.position:
        follower.take(batch)
    rate = follower.position / (time.perf_counter() - started)
    log.close()
    store.close()
    return rate


def _put(store: Datastore, copy: Region) -> float:
    """Facts a second by `events.put` of the same facts, BATCH in a transaction, into a region without any."""
    log = Log(store, REGION)
    batches: list[list[Any]] = []
    for after in range(0, BULK, BATCH):
        batches.append([fact.event for fact in log.read(after, EVENTS.values(), BATCH).facts])
    started = time.perf_counter()
    for batch in batches:
        copy.events.put(batch)
    return BULK / (time.perf_counter() - started)


def _lag(conninfo: str, harvests: Iterator[list[Any]]) -> tuple[float, float]:
    """Milliseconds (p50, p99) from commit to visible while A_SECOND events are recorded each second, two a save."""
    context = get_context("spawn")
    quit = context.Event()
    worker = context.Process(target=_work, args=(conninfo, quit), daemon=True)
    worker.start()
    region = Region(REGION, env={"PERSISTENCE_MODULE": "store.persistence"})
    committed: dict[int, float] = {}
    seen: list[tuple[float, int]] = []
    watching = Thread(target=_watch, args=(conninfo, seen, quit), daemon=True)
    _record(region, harvests, 1.0, {})  # until the worker leads and has warmed up
    _wait_until_level(conninfo)
    watching.start()
    _record(region, harvests, SECONDS, committed)
    _wait_until_level(conninfo)
    quit.set()
    watching.join()
    worker.join()
    lags = sorted(_lags(committed, seen))
    cuts = quantiles(lags, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def _work(conninfo: str, quit: Any) -> None:  # noqa: ANN401  multiprocessing gives its events no type
    worker = Worker(conninfo, [REGION])
    settle()
    worker.start()
    quit.wait()
    worker.stop()


def _watch(conninfo: str, seen: list[tuple[float, int]], quit: Any) -> None:  # noqa: ANN401
    """When each position was first seen, to a millisecond or two."""
    with psycopg.connect(conninfo, autocommit=True) as conn:
        while not quit.is_set():
            position = _position(conn)
            if not seen or position > seen[-1][1]:
                seen.append((time.perf_counter(), position))
            time.sleep(0.001)


def _harvests(seed: int) -> Iterator[list[Any]]:
    """Saves of a lot and its stock, without end."""
    events: list[Any] = []
    season = Season(REGION, "445322", events.append, seed)
    while True:
        events.clear()
        season.harvest(season.places[0])
        yield list(events)


def _record(region: Region, saves: Iterator[list[Any]], seconds: float, committed: dict[int, float]) -> None:
    """Record on time; `committed` gets the moment for each position."""
    started = time.perf_counter()
    for number in range(int(seconds * A_SECOND / 2)):
        stored = [region.mapper.to_stored_event(event) for event in next(saves)]
        time.sleep(max(0.0, started + number * 2 / A_SECOND - time.perf_counter()))
        recorder: Any = region.recorder
        (status,) = recorder.append([Save(stored)])
        moment = time.perf_counter()
        committed |= dict.fromkeys(status.positions, moment)


def _lags(committed: dict[int, float], seen: list[tuple[float, int]]) -> Iterator[float]:
    shown = iter(seen)
    moment, position = next(shown)
    for one, since in sorted(committed.items()):
        while position < one:
            moment, position = next(shown)
        yield max(0.0, moment - since)


def _wait_until_level(conninfo: str) -> None:
    """Until every projection of the catalogue has read everything."""
    statement = f"SELECT count(*) FROM {REGION}.follower AS f JOIN {REGION}.head AS h USING (position)"
    with psycopg.connect(conninfo, autocommit=True) as conn:
        while conn.execute(statement.encode()).fetchone() != (len(PROJECTIONS),):
            time.sleep(0.05)


def _position(conn: psycopg.Connection[Any]) -> int:
    statement = f"SELECT position FROM {REGION}.follower WHERE projection = 'trace' AND build = 'live'"
    row = conn.execute(statement.encode(), prepare=True).fetchone()
    return row[0] if row else -1


def _lag_row(which: str, target: float, milliseconds: list[float]) -> Row:
    value = median(milliseconds)
    ratio = target / value
    name = f"lag from commit to visible in the trace at {A_SECOND:,} events/s, {which}"
    return Row(name, round(value, 1), "ms", target, round(ratio, 3), 1.0, ratio >= 1)
