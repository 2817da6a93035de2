"""Everything that went into some lots, or that they went into, over all regions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from psycopg import AsyncConnection

from projections.trace.ask import array, ask
from projections.trace.horizon import Horizon, visible

Way = Literal["up", "down"]
MOST = 50_000
"""Lots in one region that one walk takes in; more is an error in the data, or a question for another tool."""


def _walk(here: str, there: str) -> str:
    # UNION drops what was found before, so that circles end; LATERAL keeps the planner on the index.
    return f"""
        WITH RECURSIVE walk (node) AS (
            SELECT id FROM {{schema}}.trace_node WHERE id = ANY(%(nodes)s::bigint[])
            UNION
            SELECT e.{there} FROM walk CROSS JOIN LATERAL (
                SELECT e.{there} FROM {{schema}}.trace_edge AS e WHERE e.{here} = walk.node AND {visible("e")} OFFSET 0
            ) AS e
        )
        SELECT node FROM walk LIMIT %(most)s
    """


WALKS: dict[Way, str] = {"up": _walk("child", "parent"), "down": _walk("parent", "child")}


async def closure(
    connection: AsyncConnection[Any], looking: Horizon, nodes: Iterable[int], way: Way, most: int = MOST
) -> tuple[dict[str, set[int]], bool]:
    """Region -> the nodes found there, `nodes` among them where known; and whether there is more than `most`.

    Each round walks through every region to its end, then asks the others for what was found: a lot that travelled
    is found even when the fact of its dispatch never came.
    """
    found: dict[str, set[int]] = {region: set() for region in looking.positions}
    asked: dict[str, set[int]] = {region: set() for region in looking.positions}
    known, truncated = set(nodes), False
    while rest := {region: known - asked[region] for region in found if known - asked[region]}:
        answers = await ask(connection, _questions(looking, rest, most), WALKS[way])
        for region, (rows,) in answers.items():
            truncated = truncated or len(rows) > most
            found[region].update(node for (node,) in rows)
            asked[region] |= rest[region] | found[region]
        known = set[int]().union(*found.values(), known)
        if truncated:
            break
    return found, truncated


def _questions(looking: Horizon, rest: Mapping[str, set[int]], most: int) -> dict[str, dict[str, object]]:
    return {region: looking.bind(region, nodes=array(nodes), most=most + 1) for region, nodes in rest.items()}
