"""How fast commands and events are recorded: decided on an aggregate, mapped, and durable, against plain psycopg."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import uvloop
from eventsourcing.domain import event

from api.aside import Aside
from api.cli.serving.child import settle
from api.recording import Decide, carry_out, carry_out_soon
from bench import baseline
from bench.place import fresh_database
from bench.race import race
from bench.row import Row, rate_row
from domain.act import Act
from domain.aggregate import Aggregate
from domain.commands.goods import Outcome
from domain.region import Desk, Region
from store.datastore import Datastore, install, uninstall

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

REGION = "yunfu"
CALLERS = 64
COMMANDS = 6_400
PROCESSES = min(os.cpu_count() or 1, baseline.CONNECTIONS)
"""A core each: the baseline's connections have processes of their own too."""
CROWDS = 3
"""Crowds a round."""
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
            "one": lambda: _alone(region),
            "raw one": lambda: baseline.one_at_a_time(conninfo, SLICE_COMMANDS, topic, state),
            "bulk": lambda: _bulk(region),
            "raw bulk": lambda: baseline.copy(conninfo, SLICE_EVENTS, topic, state, BATCH),
        }
        settle()  # as the product's processes do
        for _ in range(rounds):
            for name, measure in list(slices.items()) * SLICES:
                found.setdefault(name, []).append(measure())
            for _ in range(CROWDS):
                found.setdefault("many", []).append(_crowd(conninfo, PROCESSES))
                found.setdefault("many in one", []).append(_crowd(conninfo, 1))
                found.setdefault("raw many", []).append(baseline.concurrent(conninfo, COMMANDS, topic, state))
        region.close()
        datastore.close()
        uninstall(datastore)
    return [
        rate_row(f"{CALLERS} concurrent commands, engine", "commands/s", found["many"], found["raw many"], 1.5),
        rate_row(
            f"{CALLERS} concurrent commands, one process", "commands/s", found["many in one"], found["raw many"], None
        ),
        rate_row("one command at a time, engine", "commands/s", found["one"], found["raw one"], 0.75),
        rate_row("bulk put of typed events", "events/s", found["bulk"], found["raw bulk"], 0.6),
    ]


def _alone(region: Region) -> float:
    commanded = baseline.ids(SLICE_COMMANDS)
    started = time.perf_counter()
    _work(region, commanded)
    return SLICE_COMMANDS / (time.perf_counter() - started)


def _crowd(conninfo: str, processes: int) -> float:
    """Commands a second by CALLERS tasks, spread evenly over `processes` as `suyuan serve --workers` has them."""
    each = COMMANDS // CALLERS
    return each * CALLERS / race(processes, _callers, conninfo, CALLERS // processes, each)


def _callers(conninfo: str, callers: int, each: int, start: Barrier, end: Barrier) -> None:
    datastore = Datastore(conninfo)
    install(datastore)
    region = Region(REGION, env={"PERSISTENCE_MODULE": "store.persistence"})
    settle()
    threads = ThreadPoolExecutor(callers)
    aside = Aside(threads)

    async def crowd() -> None:
        await asyncio.gather(*[_work_soon(region, baseline.ids(20), aside) for _ in range(callers)])
        works = [_work_soon(region, baseline.ids(each), aside) for _ in range(callers)]
        start.wait()
        await asyncio.gather(*works)
        end.wait()

    with threads, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(crowd())
    region.close()
    datastore.close()


def _work(region: Region, commanded: Sequence[UUID]) -> None:
    for command, decide in _commands(commanded):
        carry_out(region, _act(command), decide)


async def _work_soon(region: Region, commanded: Sequence[UUID], aside: Aside) -> None:
    """`_work` as a server's event loop does it."""
    for command, decide in _commands(commanded):
        await carry_out_soon(region, _act(command), decide, aside)


def _commands(commanded: Sequence[UUID]) -> list[tuple[UUID, Decide]]:
    """Commands on streams that get STREAM_EVENTS on average when told."""
    baskets = [uuid4().hex for _ in range(max(1, len(commanded) // (2 * baseline.STREAM_EVENTS)))]
    decides = [partial(_weigh, basket=basket) for basket in baskets]
    return [(command, decides[number % len(decides)]) for number, command in enumerate(commanded)]


def _weigh(desk: Desk, basket: str) -> Outcome:
    desk.load(Basket, basket).weigh(desk.act, "01/09520000000011/10/260709K7", Decimal("12.500"))
    return {}


def _act(command: UUID) -> Act:
    now = datetime.now(UTC)
    return Act(
        id=command,
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
    basket.weigh(_act(uuid4()), "01/09520000000011/10/260709K7", Decimal("12.500"))
    stored = region.mapper.to_stored_event(basket.collect_events()[0])
    return stored.topic, stored.state
