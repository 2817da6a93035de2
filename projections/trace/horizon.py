"""How far a trace looks: facts that occurred until `as_of`, of those known at one position in each region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from projections.trace.ask import ask

Recorded = datetime | Mapping[str, int] | None
"""Known when? At a time, at a position in each region, or now."""


class Horizon(NamedTuple):
    """What rows are visible: known at `positions` of their region, occurred until `as_of` (a timestamptz as text)."""

    positions: Mapping[str, int]
    as_of: str

    def bind(self, region: str, **values: object) -> dict[str, object]:
        """Values for a statement with VISIBLE in it."""
        return {"position": self.positions[region], "as_of": self.as_of, **values}


def visible(alias: str) -> str:
    """SQL: the row of `alias` stands within the horizon."""
    return (
        f"{alias}.asserted <= %(position)s AND ({alias}.withdrawn IS NULL OR {alias}.withdrawn > %(position)s)"
        f" AND {alias}.occurred_at <= %(as_of)s::timestamptz"
    )


_NOW = "SELECT position FROM {schema}.follower WHERE projection = 'trace' AND build = 'live'"

_AT = """
SELECT {schema}.position_at(%(moment)s, position) FROM {schema}.follower
 WHERE projection = 'trace' AND build = 'live'
"""


async def horizon(
    connection: AsyncConnection[Any], regions: Sequence[str], as_of: datetime | None, recorded: Recorded
) -> Horizon:
    """Raises LookupError when a region has no trace yet. Never beyond what the trace has read."""
    statement, values = (_AT, {"moment": recorded}) if isinstance(recorded, datetime) else (_NOW, {})
    found = await ask(connection, dict.fromkeys(regions, values), statement)
    positions: dict[str, int] = {}
    for region, (rows,) in found.items():
        if not rows:
            raise LookupError(f"region {region} has no trace yet")
        positions[region] = rows[0][0]
        if isinstance(recorded, Mapping):
            positions[region] = min(positions[region], recorded.get(region, positions[region]))
    return Horizon(positions, as_of.isoformat() if as_of else "infinity")
