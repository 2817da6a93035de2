"""A season of any size for the benchmarks: real events by the bulk path, with the family trees that recalls fear.

`python -m bench.season 1000000` measures it on a database of its own.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from typing import Final, NamedTuple, cast

from eventsourcing.domain import AggregateEvent

from bench.season_facts import Season
from bench.season_tell import EVERYTHING, Place
from domain.region import Region
from store.recorder import Recorder
from store.records import Recorded, Save

CHUNK: Final = 5_000
"""Events in one COPY and transaction."""
AHEAD: Final = 2
"""Chunks that wait for the store; more would only take memory."""
GENERATIONS: Final = 8
GROUP: Final = 8
"""Lots that travel together and are worked on at one site."""
WIDEST: Final = 4_096
"""Lots of one generation of one family; two of a group become two, so a lot of the last has about 250 ancestors."""
NARROWEST: Final = 512
AT_A_SITE: Final = 32
"""Lots of one generation, about."""
MIXES: Final = ((2, 2, 2, 2),) * 7 + ((1, 3, 2, 2),) * 3
PALLETS: Final = 5
"""Of a group; the others travel loose."""
EVENTS_A_LOT: Final = 10
SPLITS: Final = (20, 20, 24)
"""A contaminated bulk lot becomes 20, each of these 20, each of these 24: 10,020 descendants (design section 5)."""
DEEP_KEPT: Final = 1_000


class Generated(NamedTuple):
    """What there is now. `deep_lots` are lots of the last generation, at most DEEP_KEPT; `lots` counts all."""

    lots: int
    deep_lots: list[str]
    recall_root: str
    recall_descendants: int
    facts: int
    seconds: float

    @property
    def rate(self) -> float:
        """Events a second, making them included."""
        return self.facts / self.seconds


def generate(
    region: Region,
    facts: int,
    seed: int = 1,
    county: str = "445322",
    wanted: Collection[type[AggregateEvent]] = EVERYTHING,
) -> Generated:
    """At least `facts` events (from about 80,000) in `region`; the same seed gives the same events.

    Use it once a database: the product and the places of a seed are registered once. Memory does not grow with
    `facts`. Events that are not `wanted` count among the facts but are not made.
    """
    started = time.perf_counter()
    with _Bulk(region.commons) as commons:
        Season(region.region, county, commons.tell, seed).register_product()
    deep: list[str] = []
    with _Bulk(region) as bulk:
        season = Season(region.region, county, bulk.tell, seed, wanted)
        season.register_places()
        root, descendants = _spread(season)
        while (missing := facts - bulk.told - season.skipped) > 0:
            width = missing // (GENERATIONS * EVENTS_A_LOT)
            last = _family(season, max(NARROWEST, min(WIDEST, width)))
            deep += last[: max(0, DEEP_KEPT - len(deep))]
    seconds = time.perf_counter() - started
    return Generated(season.lots, deep, root, descendants, bulk.told + season.skipped, seconds)


def _spread(season: Season) -> tuple[str, int]:
    """One lot that is split again and again, at one site."""
    place = season.places[0]
    quantity = Decimal("5.000")
    for parts in SPLITS:
        quantity *= parts
    root = season.harvest(place, quantity)
    made, before = 0, [root]
    for parts in SPLITS:
        quantity /= parts
        after: list[str] = []
        for lot in before:
            after += season.transform("split", place, [(lot, 1)], parts, quantity)
        made, before = made + len(after), after
    return root, made


def _family(season: Season, width: int) -> list[str]:
    """GENERATIONS generations of `width` lots, each mixed at random from the one before; the last is sold."""
    places = season.places[: max(2, width // AT_A_SITE)]
    lots = [
        (season.harvest(place), place)
        for place in season.random.choices(places, k=width // GROUP)
        for _ in range(GROUP)
    ]
    for _ in range(GENERATIONS - 1):
        after: list[tuple[str, Place]] = []
        for group, here in _groups(season, lots):
            there = season.random.choice(places)
            after += [(lot, there) for lot in _mix(season, group, here, there)]
        lots = after
    for lot, place in lots:
        season.sell(lot, place, 1)
    return [lot for lot, _ in lots]


def _groups(season: Season, lots: list[tuple[str, Place]]) -> Iterator[tuple[list[str], Place]]:
    """Lots that travel together: those of one site in an order of chance, so that families mix."""
    season.random.shuffle(lots)
    by_place: dict[str, tuple[Place, list[str]]] = {}
    for lot, place in lots:
        by_place.setdefault(place.site, (place, []))[1].append(lot)
    for place, there in by_place.values():
        for start in range(0, len(there), GROUP):
            yield there[start : start + GROUP], place


def _mix(season: Season, group: list[str], here: Place, there: Place) -> list[str]:
    """A group travels and is worked on: as many lots come out as went in."""
    pallets = min(PALLETS, len(group))
    arrived = season.carry(group, here, there, pallets) if here != there else [(lot, 1) for lot in group]
    made: list[str] = []
    for parts in season.random.choice(MIXES) if len(arrived) == GROUP else (2,) * GROUP:
        inputs, arrived = arrived[:parts], arrived[parts:]
        if inputs:
            kind = "grade" if len(inputs) == 1 else "merge"
            made += season.transform(kind, there, inputs, len(inputs))
    return made


class _Bulk:
    """Gathers events into chunks and records them while the next are made."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._recorder = cast(Recorder, region.recorder)
        self._events: list[AggregateEvent] = []
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="bulk")
        self._under_way: list[Future[None]] = []
        self.told = 0

    def __enter__(self) -> _Bulk:
        return self

    def __exit__(self, *failed: object) -> None:
        if not any(failed):
            self._flush()
        self._pool.shutdown(wait=True)
        for one in self._under_way:
            one.result()

    def tell(self, event: AggregateEvent) -> None:
        self._events.append(event)
        self.told += 1
        if len(self._events) >= CHUNK:
            self._flush()

    def _flush(self) -> None:
        events, self._events = self._events, []
        self._under_way.append(self._pool.submit(self._record, events))
        if len(self._under_way) > AHEAD:
            self._under_way.pop(0).result()

    def _record(self, events: list[AggregateEvent]) -> None:
        stored = [self._region.mapper.to_stored_event(event) for event in events]
        (status,) = self._recorder.append([Save(stored)])
        if not isinstance(status, Recorded):
            message = "the database holds this season already"
            raise RuntimeError(message)


def main(facts: int) -> None:
    """Generate `facts` in a new database and say how fast it went."""
    from bench.place import fresh_database
    from store.datastore import Datastore, install, uninstall

    with fresh_database("yunfu") as conninfo:
        datastore = Datastore(conninfo)
        install(datastore)
        env = {"PERSISTENCE_MODULE": "store.persistence"}
        commons = Region("commons", env=env)
        done = generate(Region("yunfu", commons, env), facts)
        datastore.close()
        uninstall(datastore)
    print(f"{done.facts} facts, {done.lots} lots, {done.seconds:.1f} s, {done.rate:.0f} facts/s")


if __name__ == "__main__":
    main(int(sys.argv[1]))
