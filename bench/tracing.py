"""How fast a trace and a recall are: the view against the bare SQL, and ten million facts against a hundred thousand.

SUYUAN_BENCH_FACTS makes the large season smaller (the small one has 100,000 facts).
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from statistics import median
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection

from bench.place import fresh_database
from bench.row import Row
from bench.straight import fill
from domain.gs1 import parse
from projections.trace import node_of
from projections.trace.closure import WALKS, closure
from projections.trace.horizon import horizon
from projections.trace.told import EDGES, NODES, STEPS, UNITS
from projections.walk import trace

LARGE: Final = int(os.environ.get("SUYUAN_BENCH_FACTS", "10000000"))
SMALL: Final = 100_000
LOTS: Final = 20
"""Deep lots, with about 250 ancestors each, that one measure traces."""
SLICES: Final = 4
"""Short measures and their baselines take turns often, so that what else the machine does hits both alike."""
RECALL_MILLISECONDS: Final = 60.0


def rows(rounds: int) -> list[Row]:
    """The trace's rows of design section 5; every round measures all of them once, in turn."""
    with fresh_database("yunfu", "zhanjiang") as conninfo:
        small, large = fill(conninfo, "yunfu", SMALL), fill(conninfo, "zhanjiang", LARGE)
        bare, view, few, recall = [], [], [], []
        lots, few_lots = large.deep_lots[:LOTS], small.deep_lots[:LOTS]
        ancestors = asyncio.run(_ancestors(conninfo, "zhanjiang", lots))
        for number in range(1 + rounds * SLICES):
            measured = (
                asyncio.run(_each(conninfo, "zhanjiang", lots)),
                _bare(conninfo, "zhanjiang", lots),
                asyncio.run(_each(conninfo, "yunfu", few_lots)),
                asyncio.run(_recall(conninfo, "zhanjiang", large.recall_root, large.recall_descendants)),
            )
            if number:  # the first only warms up
                for kept, value in zip((view, bare, few, recall), measured, strict=True):
                    kept.append(value)
    size = f"{large.facts / 1e6:.1f}M facts, {large.lots / 1e6:.2f}M lots"
    return [
        _time_row(f"upstream trace, {ancestors:.0f} ancestors, {size}, view / bare SQL", view, bare, 1 / 1.5),
        _time_row(f"upstream trace, {large.facts / 1e6:.1f}M / {small.facts / 1e6:.1f}M facts", view, few, 1 / 1.3),
        _time_row(
            f"recall of {large.recall_descendants:,} descendants, closure at the store",
            recall, [RECALL_MILLISECONDS] * len(recall), 1.0,
        ),
    ]  # fmt: skip


async def _each(conninfo: str, region: str, lots: Sequence[str]) -> float:
    """Milliseconds of the median trace through the view."""

    async def one(conn: AsyncConnection[Any], lot: str) -> None:
        await trace(conn, [region], parse(lot), "up")

    return await _median(conninfo, lots, one)


async def _ancestors(conninfo: str, region: str, lots: Sequence[str]) -> float:
    """Nodes of the median trace."""
    async with await AsyncConnection.connect(conninfo, autocommit=True) as conn:
        return median([len((await trace(conn, [region], parse(lot), "up")).nodes) for lot in lots[:20]])


async def _recall(conninfo: str, region: str, root: str, descendants: int) -> float:
    """Milliseconds of the closure of a recall, with the look at how far the region is."""

    async def one(conn: AsyncConnection[Any], lot: str) -> None:
        looking = await horizon(conn, [region], None, None)
        found, _ = await closure(conn, looking, {node_of(lot)}, "down")
        assert len(found[region]) == descendants + 1, f"{len(found[region])} found"

    return await _median(conninfo, [root] * 10, one)


async def _median(
    conninfo: str, lots: Sequence[str], one: Callable[[AsyncConnection[Any], str], Awaitable[None]]
) -> float:
    async with await AsyncConnection.connect(conninfo, autocommit=True) as conn:
        for lot in lots[:10]:
            await one(conn, lot)
        times: list[float] = []
        for lot in lots:
            started = time.perf_counter()
            await one(conn, lot)
            times.append(time.perf_counter() - started)
    return median(times) * 1000


def _bare(conninfo: str, region: str, lots: Sequence[str]) -> float:
    """Milliseconds of the same rows by the same SQL from a script: no regions, no merging, no values made of rows."""
    walk, nodes, edges, steps, units = (
        text.replace("{schema}", region).encode() for text in (WALKS["up"], NODES, EDGES, STEPS, UNITS)
    )
    times: list[float] = []
    with psycopg.connect(conninfo, autocommit=True) as conn:
        cursor = conn.cursor(binary=True)

        def run(statement: bytes, values: dict[str, object]) -> list[Any]:
            return cursor.execute(statement, values, prepare=True).fetchall()

        for lot in (*lots[:10], *lots):
            started = time.perf_counter()
            bound: dict[str, object] = {"position": 1 << 62, "as_of": "infinity", "party": "", "most": 1 << 30}
            found = [node for (node,) in run(walk, bound | {"nodes": [node_of(lot)]})]
            bound |= {"nodes": found, "up": found, "down": []}
            run(nodes, bound)
            run(edges, bound)
            told = run(steps, bound)
            run(units, bound | {"units": list({row[20] for row in told if row[20]})})
            times.append(time.perf_counter() - started)
    return median(times[10:]) * 1000


def _time_row(name: str, ours: list[float], baseline: list[float], target: float) -> Row:
    """Less is better: the ratio is baseline / ours."""
    ratio = median([theirs / our for our, theirs in zip(ours, baseline, strict=True)])
    value, base = round(median(ours), 2), round(median(baseline), 2)
    return Row(name, value, "ms", base, round(ratio, 3), round(target, 3), ratio >= target)
