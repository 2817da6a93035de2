"""The trace: from anything that can be scanned to everything upstream and downstream, over all regions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal

from psycopg import AsyncConnection

from domain.gs1 import Identity, Sscc
from projections.trace.answers import History
from projections.trace.ask import ask
from projections.trace.closure import MOST, closure
from projections.trace.horizon import Horizon, Recorded, horizon, visible
from projections.trace.named import named
from projections.trace.told import OWN_STEPS, told

Direction = Literal["up", "down", "both"]

_BESIDE = f"""
SELECT e.child, e.parent FROM {{schema}}.trace_edge AS e
 WHERE (e.child = ANY(%(nodes)s) OR e.parent = ANY(%(nodes)s)) AND {visible("e")} AND EXISTS (
       SELECT FROM {{schema}}.trace_step AS s
        WHERE s.about = e.about AND s.kind = 'produced' AND s.party = ANY(%(parties)s))
"""


async def trace(
    connection: AsyncConnection[Any],
    regions: Sequence[str],
    identity: Identity,
    direction: Direction = "both",
    *,
    as_of: datetime | None = None,
    recorded_as_of: Recorded = None,
    most: int = MOST,
) -> History:
    """Everything upstream or downstream of a lot, an item or a unit, with all that happened to each lot.

    `as_of`: as things stood then. `recorded_as_of`: as they were known then, a time or positions of an earlier answer.
    Nothing found: no `nodes`. Raises NotTraceable for products, places and parties.
    """
    looking = await horizon(connection, regions, as_of, recorded_as_of)
    start = await named(connection, looking, identity)
    up = down = _nothing(looking)
    truncated = False
    if direction != "down":
        up, truncated = await closure(connection, looking, start, "up", most)
    if direction != "up":
        down, more = await closure(connection, looking, start, "down", most)
        truncated = truncated or more
    return await told(connection, looking, start, up, down, units=_scanned(identity), truncated=truncated)


async def one_step(
    connection: AsyncConnection[Any],
    regions: Sequence[str],
    identity: Identity,
    parties: Collection[str],
    *,
    as_of: datetime | None = None,
    recorded_as_of: Recorded = None,
) -> History:
    """What `parties` may know of a lot that passed through their hands: from whom, to whom, and what they did.

    `parties`: one, and the households that it acts for. Lots that their own transformations took or made are part of
    it, in whatever region; what others did is not. Nothing: they never had it.
    """
    looking = await horizon(connection, regions, as_of, recorded_as_of)
    start = await named(connection, looking, identity)
    bound = {region: looking.bind(region, nodes=list(start), parties=list(parties)) for region in looking.positions}
    answers = await ask(connection, bound, _BESIDE, OWN_STEPS)
    beside = {region: edges if steps else [] for region, (edges, steps) in answers.items()}
    up = {region: {child for child, _ in edges} & start for region, edges in beside.items()}
    down = {region: {parent for _, parent in edges} & start for region, edges in beside.items()}
    had = any(steps for _, steps in answers.values())
    reach = start.union(*(edge for edges in beside.values() for edge in edges)) if had else set[int]()
    around = dict.fromkeys(answers, reach)
    return await told(connection, looking, start, up, down, around=around, parties=parties)


def _nothing(looking: Horizon) -> dict[str, set[int]]:
    return {region: set() for region in looking.positions}


def _scanned(identity: Identity) -> frozenset[str]:
    return frozenset([identity.key]) if isinstance(identity, Sscc) else frozenset()
