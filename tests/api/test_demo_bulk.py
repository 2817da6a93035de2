"""The benchmark's season is made of real events that add up, with the family trees that it promises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median

import pytest
from eventsourcing.persistence import StoredEvent

from api.recording import recorder
from bench.season import Generated, generate
from domain.region import Region
from domain.stock import Stock
from domain.transformation import Transformation
from store.datastore import Datastore

FACTS = 40_000


@pytest.fixture(scope="module")
def region(datastore: Datastore) -> Region:
    assert datastore
    env = {"PERSISTENCE_MODULE": "store.persistence"}
    return Region("yunfu", Region("commons", env=env), env)


@pytest.fixture(scope="module")
def made(region: Region) -> Generated:
    return generate(region, FACTS, seed=3)


@pytest.fixture(scope="module")
def events(region: Region, made: Generated) -> list[object]:
    assert made
    rows = recorder(region).select_facts(1, 1_000_000)
    return [
        region.mapper.to_domain_event(StoredEvent(row.originator_id, row.originator_version, row.topic, row.state))
        for row in rows
    ]


def test_as_many_as_asked_and_each_is_readable(made: Generated, events: list[object]) -> None:
    assert len(events) == made.facts >= FACTS
    assert made.rate > 0


def test_stocks_end_at_nothing_or_at_a_whole_lot(events: list[object]) -> None:
    on_hand = defaultdict[tuple[str, str], Decimal](Decimal)
    for event in events:
        match event:
            case Stock.Entered():
                on_hand[event.lot, event.site] += event.quantity
            case Stock.Left():
                on_hand[event.lot, event.site] -= event.quantity
            case _:
                pass
    assert {quantity for quantity in on_hand.values() if quantity} == {Decimal("5.000")}


def test_deep_lots_have_about_250_ancestors_and_the_root_more_than_10_000_descendants(
    made: Generated, events: list[object]
) -> None:
    up, down = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for event in events:
        if isinstance(event, Transformation.Recorded):
            for output in event.outputs:
                for line in event.inputs:
                    up[output.lot].append(line.lot)
                    down[line.lot].append(output.lot)
    assert 150 < median(_reached(up, lot) for lot in made.deep_lots[:100]) < 350
    assert _reached(down, made.recall_root) == made.recall_descendants > 10_000


def _reached(edges: Mapping[str, Sequence[str]], start: str) -> int:
    seen, front = set[str](), [start]
    while front:
        for lot in edges.get(front.pop(), ()):
            if lot not in seen:
                seen.add(lot)
                front.append(lot)
    return len(seen)
