"""From what a person scanned to the lots it names: a lot itself, the lot behind an item label, the lots in a unit."""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection

from domain.gs1 import Identity, Lgtin, Sgtin, Sscc
from projections.trace.ask import ask
from projections.trace.horizon import Horizon
from projections.trace.rows import node_of
from store.rows import as_whole


class NotTraceable(Exception):
    """The identity names a product, a place or a party; a trace begins at a lot, an item or a logistic unit."""

    def __init__(self, identity: Identity) -> None:
        super().__init__(f"{identity} names no lot, item or logistic unit")
        self.identity = identity


_KNOWN = "occurred_at <= %(as_of)s::timestamptz AND asserted <= %(position)s"

# Of two bindings of one label, the one that happened first holds.
_LABEL = f"""
SELECT occurred_at, command_id, node FROM {{schema}}.trace_label
 WHERE product = %(product)s AND roll = left(%(serial)s, 4) AND %(serial)s = ANY(serials) AND kind = 'bound'
   AND {_KNOWN}
"""

_UNIT = f"""
WITH RECURSIVE inside (unit) AS (
    SELECT unnest(%(units)s::text[])
    UNION
    SELECT u.unit FROM inside JOIN {{schema}}.trace_unit AS u ON u.parent = inside.unit AND u.parent <> ''
     WHERE {_KNOWN}
)
SELECT i.unit, u.node FROM inside AS i
  LEFT JOIN {{schema}}.trace_unit AS u ON u.unit = i.unit AND u.node IS NOT NULL AND {_KNOWN}
"""


async def named(connection: AsyncConnection[Any], looking: Horizon, identity: Identity) -> set[int]:
    """The nodes that `identity` names, whosever label it is; none when nobody knows it. Raises NotTraceable."""
    match identity:
        case Lgtin():
            return {node_of(identity.key)}
        case Sgtin():
            values = {"product": identity.gtin.digits, "serial": identity.serial}
            bound = {region: looking.bind(region, **values) for region in looking.positions}
            async with as_whole(connection):
                found = await ask(connection, bound, _LABEL)
            bindings = sorted(row for (rows,) in found.values() for row in rows)
            return {bindings[0][2]} if bindings else set()
        case Sscc():
            async with as_whole(connection):
                return await _inside(connection, looking, identity.key)
        case _:
            raise NotTraceable(identity)


async def _inside(connection: AsyncConnection[Any], looking: Horizon, unit: str) -> set[int]:
    """The lots that are or were in `unit` and in the units that are or were inside it, in any region."""
    nodes: set[int] = set()
    units, asked = {unit}, set[str]()
    while units - asked:
        bound = {region: looking.bind(region, units=list(units - asked)) for region in looking.positions}
        asked |= units
        for (rows,) in (await ask(connection, bound, _UNIT)).values():
            nodes.update(node for _, node in rows if node is not None)
            units.update(inner for inner, _ in rows)
    return nodes
