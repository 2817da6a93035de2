"""Whether a region's trace has a lot: also one that is only passed on there, or was told of by an outbox alone."""

from __future__ import annotations

from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from projections.trace.rows import node_of

_KNOWS: Final = SQL("SELECT EXISTS (SELECT FROM {}.trace_node WHERE id = %s)")


def knows_lot(connection: Connection[TupleRow], region: str, lot: str) -> bool:
    """As far as the trace has read."""
    row = connection.execute(_KNOWS.format(Identifier(region)), (node_of(lot),)).fetchone()
    return row is not None and bool(row[0])
