"""Fetch what is known of the lots that a walk found: their names, edges, steps, and the units they were in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Any

from psycopg import AsyncConnection

from projections.trace.answers import History, TracedEdge, TracedLot, TracedStep, TracedUnit
from projections.trace.ask import array, ask
from projections.trace.horizon import Horizon, visible

NODES = "SELECT id, lot FROM {schema}.trace_node WHERE id = ANY(%(nodes)s::bigint[])"

EDGES = f"""
SELECT e.child, e.parent, e.kind, e.command_id, e.ordinal, e.about, e.occurred_at, e.asserted
  FROM {{schema}}.trace_edge AS e WHERE e.child = ANY(%(up)s::bigint[]) AND {visible("e")}
UNION
SELECT e.child, e.parent, e.kind, e.command_id, e.ordinal, e.about, e.occurred_at, e.asserted
  FROM {{schema}}.trace_edge AS e WHERE e.parent = ANY(%(down)s::bigint[]) AND {visible("e")}
"""

_STEP = """'{schema}', n.lot, s.kind, s.occurred_at, s.about, s.command_id, s.ordinal, s.line, s.asserted,
       s.site, s.county, s.party, s.carrier, s.other_region, s.other_site, s.other_county, s.other_party, s.quantity,
       s.expected, s.rejected, s.unit, s.reference, s.detail, s.reason, s.proof, s.corrected, s.withdrawn"""


def _steps(own: str = "", own_leg: str = "") -> str:
    # What happened to a whole shipment or offer happened to each lot in it.
    return f"""
SELECT {_STEP}
  FROM {{schema}}.trace_step AS s
  JOIN {{schema}}.trace_node AS n ON n.id = s.node
 WHERE s.node = ANY(%(nodes)s::bigint[]) AND {visible("s")} {own}
UNION ALL
SELECT '{{schema}}', n.lot, l.kind, l.occurred_at, l.journey, l.command_id, l.ordinal, s.line, l.asserted,
       l.site, l.county, l.party, '', '', '', '', l.other_party, s.quantity,
       NULL, NULL, s.unit, l.journey::text, '', l.reason, NULL, false, NULL
  FROM {{schema}}.trace_step AS s
  JOIN {{schema}}.trace_node AS n ON n.id = s.node
  JOIN {{schema}}.trace_leg AS l ON l.journey = s.about
 WHERE s.node = ANY(%(nodes)s::bigint[]) AND s.kind IN ('dispatched', 'offered') AND {visible("s")}
   AND l.occurred_at <= %(as_of)s::timestamptz AND l.asserted <= %(position)s
   {own_leg}
"""


STEPS = _steps()
OWN_STEPS = _steps(
    "AND ARRAY[s.party, s.other_party, s.carrier] && %(parties)s::text[]",
    "AND ARRAY[s.party, s.other_party, s.carrier, l.party, l.other_party] && %(parties)s::text[]",
)
"""Those that one of %(parties)s took part in."""

UNITS = """
SELECT '{schema}', u.unit, u.kind, u.occurred_at, u.command_id, u.ordinal, u.line, u.asserted,
       coalesce(n.lot, ''), u.quantity, u.parent, u.site, u.party
  FROM {schema}.trace_unit AS u
  LEFT JOIN {schema}.trace_node AS n ON n.id = u.node
 WHERE u.unit = ANY(%(units)s::text[]) AND u.occurred_at <= %(as_of)s::timestamptz AND u.asserted <= %(position)s
"""

_IN_TIME = attrgetter("occurred_at", "region", "asserted", "line")


async def told(
    connection: AsyncConnection[Any],
    looking: Horizon,
    start: Collection[int],
    up: Mapping[str, set[int]],
    down: Mapping[str, set[int]],
    *,
    around: Mapping[str, set[int]] | None = None,
    parties: Collection[str] = (),
    units: Collection[str] = (),
    truncated: bool = False,
) -> History:
    """The history of the nodes `around` (else of all): edges to parents of `up` and to children of `down`.

    With `parties` only steps that one of them took part in, and no units, which may hold the goods of others.
    """
    own: dict[str, object] = {"parties": list(parties)} if parties else {}
    bound = {
        region: looking.bind(region, nodes=array(nodes), up=array(up[region]), down=array(down[region]), **own)
        for region in looking.positions
        if (nodes := around[region] if around else up[region] | down[region])
    }
    answers = await ask(connection, bound, NODES, EDGES, OWN_STEPS if parties else STEPS)
    lots: dict[int, str] = {node: lot for nodes, _, _ in answers.values() for node, lot in nodes}
    steps = [TracedStep(*row) for _, _, told in answers.values() for row in told]
    edges = [
        TracedEdge(region, lots[child], lots[parent], *row)
        for region, (_, told, _) in answers.items()
        for child, parent, *row in told
        if child in lots and parent in lots  # not so only when the walk was truncated
    ]
    seen = {*units, *(step.unit for step in steps if step.unit)}
    return History(
        lots=tuple(sorted(lots[node] for node in start if node in lots)),
        nodes=[TracedLot(region, lot) for region, (nodes, _, _) in answers.items() for _, lot in nodes],
        edges=sorted(edges, key=attrgetter("occurred_at", "child", "parent")),
        steps=sorted(steps, key=_IN_TIME),
        units=[] if parties else await _units(connection, looking, seen),
        positions=looking.positions,
        truncated=truncated,
    )


async def _units(connection: AsyncConnection[Any], looking: Horizon, units: Collection[str]) -> list[TracedUnit]:
    if not units:
        return []
    bound = {region: looking.bind(region, units=array(units)) for region in looking.positions}
    answers = await ask(connection, bound, UNITS)
    return sorted((TracedUnit(*row) for (rows,) in answers.values() for row in rows), key=_IN_TIME)
