"""How fast commands and events are recorded: decided on an aggregate, mapped, and durable, against plain psycopg."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.domain import event

from api.recording import carry_out
from bench import baseline
from bench.place import fresh_database
from bench.row import Row, rate_row
from domain.act import Act
from domain.aggregate import Aggregate
from domain.commands.goods import Outcome
from domain.region import Desk, Region
from store.datastore import Datastore, install, uninstall

REGION = "yunfu"
CALLERS = 64
COMMANDS = 6_000
SLICE_COMMANDS = 150
SLICES = 10
"""Short measures and their baselines take turns often, so that what else the machine does hits both alike."""
SLICE_EVENTS = 5_000
BATCH = 1_000
NOTE = "红心木瓜" * 36
"""Brings the stored event to about 600 bytes, as in the reference measurements."""


class Basket(Aggregate):
    """The smallest aggregate that decides: its weight only grows."""

    KIND = "bench-basket"
    TOPIC = "bench:basket"

    class Weighed(Aggregate.Event):
        """Put on the scale."""

        TOPIC = "bench:basket:weighed"
        fact: UUID
        lot: str
        kilograms: Decimal
        note: str

    def __init__(self) -> None:
        self.kilograms = Decimal("0.000")

    def weigh(self, act: Act, lot: str, kilograms: Decimal) -> None:
        self.record(self.Weighed, act, fact=act.id, lot=lot, kilograms=self.kilograms + kilograms, note=NOTE)

    @event(Weighed)
    def _weighed(self, kilograms: Decimal) -> None:
        self.kilograms = kilograms


def rows(rounds: int) -> list[Row]:
    """The engine's rows of design section 5; every round measures all of them once, in turn."""
    found: dict[str, list[float]] = {}
    with fresh_database(REGION) as conninfo:
        baseline.make_tables(conninfo)
        datastore = Datastore(conninfo)
        install(datastore)
        region = Region(REGION, env={"PERSISTENCE_MODULE": "store.persistence"})
        topic, state = _sample(region)
        slices: dict[str, Callable[[], float]] = {
            "one": lambda: _rate(region, 1, SLICE_COMMANDS),
            "raw one": lambda: baseline.one_at_a_time(conninfo, SLICE_COMMANDS, topic, state),
            "bulk": lambda: _bulk(region),
            "raw bulk": lambda: baseline.copy(conninfo, SLICE_EVENTS, topic, state, BATCH),
        }
        gc.freeze()  # as the product's server processes do
        for _ in range(rounds):
            for name, measure in list(slices.items()) * SLICES:
                found.setdefault(name, []).append(measure())
            found.setdefault("many", []).append(_rate(region, CALLERS, COMMANDS))
            found.setdefault("raw many", []).append(baseline.concurrent(conninfo, COMMANDS, topic, state))
        region.close()
        datastore.close()
        uninstall(datastore)
    return [
        rate_row(f"{CALLERS} concurrent commands, engine", "commands/s", found["many"], found["raw many"], 1.5),
        rate_row("one command at a time, engine", "commands/s", found["one"], found["raw one"], 0.75),
        rate_row("bulk put of typed events", "events/s", found["bulk"], found["raw bulk"], 0.6),
    ]


def _rate(region: Region, callers: int, commands: int) -> float:
    """Commands a second by `callers` threads, each with streams of its own (STREAM_EVENTS on average when told)."""
    each = commands // callers
    start = Barrier(callers + 1)

    def call(_: int) -> None:
        streams = [uuid4().hex for _ in range(max(1, each // (2 * baseline.STREAM_EVENTS)))]
        _weigh(region, streams[0])
        start.wait()
        for number in range(each):
            _weigh(region, streams[number % len(streams)])

    with ThreadPoolExecutor(callers) as pool:
        calls = pool.map(call, range(callers))
        start.wait()
        started = time.perf_counter()
        list(calls)
    return callers * each / (time.perf_counter() - started)


def _weigh(region: Region, basket: str) -> None:
    def decide(desk: Desk) -> Outcome:
        desk.load(Basket, basket).weigh(desk.act, "01/09520000000011/10/260709K7", Decimal("12.500"))
        return {}

    carry_out(region, _act(), decide)


def _act() -> Act:
    now = datetime.now(UTC)
    return Act(
        id=uuid4(),
        party="9521234000013",
        person="person-1",
        at=now,
        received_at=now,
        claimed_at=now,
        content_hash=b"c" * 32,
        device="phone-1",
    )


def _bulk(region: Region) -> float:
    """Events a second by `events.put`, BATCH in a transaction; making the event objects is not timed."""
    elapsed = 0.0
    for _ in range(SLICE_EVENTS // BATCH):
        batch = _weighed(BATCH)
        started = time.perf_counter()
        region.events.put(batch)
        elapsed += time.perf_counter() - started
    return SLICE_EVENTS / elapsed


def _weighed(count: int) -> list[Basket.Weighed]:
    now = datetime.now(UTC)
    values: dict[str, Any] = {"lot": "01/09520000000011/10/260709K7", "kilograms": Decimal("12.500"), "note": NOTE}
    return [
        Basket.Weighed(originator_id=stream, originator_version=1, timestamp=now, **values | {"fact": stream})
        for stream in [uuid4() for _ in range(count)]
    ]


def _sample(region: Region) -> tuple[str, bytes]:
    basket = Basket.blank(uuid4())
    basket.weigh(_act(), "01/09520000000011/10/260709K7", Decimal("12.500"))
    stored = region.mapper.to_stored_event(basket.collect_events()[0])
    return stored.topic, stored.state
