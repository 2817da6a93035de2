"""A recall: everything that was made of some lot, and where all of it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from domain.gs1 import Identity
from projections.custody.views import Consigned, Held, consigned, holdings
from projections.trace.answers import TracedLot
from projections.trace.ask import ask
from projections.trace.closure import MOST, closure
from projections.trace.horizon import horizon
from projections.trace.named import named

_LOTS = "SELECT lot FROM {schema}.trace_node WHERE id = ANY(%(nodes)s)"


class Recall(NamedTuple):
    """`lots` with the regions that know them; what is left of them at sites and on the way; sold is sold."""

    lots: list[TracedLot]
    held: list[Held]
    in_transit: list[Consigned]
    positions: Mapping[str, int]
    truncated: bool


async def recall(
    connection: AsyncConnection[Any], regions: Sequence[str], identity: Identity, *, most: int = MOST
) -> Recall:
    """All descendants of a lot, an item or a unit, itself among them. Raises NotTraceable."""
    looking = await horizon(connection, regions, None, None)
    start = await named(connection, looking, identity)
    found, truncated = await closure(connection, looking, start, "down", most)
    answers = await ask(connection, {region: {"nodes": list(nodes)} for region, nodes in found.items() if nodes}, _LOTS)
    lots = [TracedLot(region, lot) for region, (rows,) in answers.items() for (lot,) in rows]
    names = {one.lot for one in lots}
    held = await holdings(connection, regions, lots=names, limit=most * len(regions)) if names else []
    return Recall(lots, held, await consigned(connection, regions, names), looking.positions, truncated)
