"""Does mass in equal mass out? Every movement of every stock, added up per lot and site, whatever order it came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import psycopg
from eventsourcing.domain import AggregateEvent
from psycopg import sql
from psycopg.rows import TupleRow

from projections.balance.rows import (
    READS,
    Binding,
    Collision,
    Correction,
    Move,
    Overdraft,
    Row,
    SiteRow,
    Trade,
    Work,
    WorkCorrection,
    rows_of,
)
from projections.balance.settle import settle
from projections.balance.tables import DDL, TABLES
from projections.projection import Fact
from projections.put import put

R = TypeVar("R")

# Of several corrections of one fact the one recorded last holds.
LAST_CORRECTION = sql.SQL("""ON CONFLICT (lot, site, corrects, unit) DO UPDATE
SET (position, quantity) = (excluded.position, excluded.quantity)
WHERE excluded.position > balance_correction.position""")
LAST_WORK_CORRECTION = sql.SQL("""ON CONFLICT (work) DO UPDATE
SET (position, fact, at, went_in, came_out, waste)
  = (excluded.position, excluded.fact, excluded.at, excluded.went_in, excluded.came_out, excluded.waste)
WHERE excluded.position > balance_work_correction.position""")


class Balance:
    """What the stocks of one region add up to; see `tables.DDL`."""

    name = "balance"
    version = 2
    tables: tuple[str, ...] = TABLES
    ddl = DDL
    reads: frozenset[type[AggregateEvent]] = READS

    def project(self, facts: Sequence[Fact], conn: psycopg.Connection[TupleRow], schema: str) -> None:
        rows = [row for fact in facts for row in rows_of(fact)]
        moves, corrections, trades = _of(Move, rows), _of(Correction, rows), _of(Trade, rows)
        put(conn, schema, "balance_site", _of(SiteRow, rows))
        put(conn, schema, "balance_move", moves)
        put(conn, schema, "balance_trade", trades)
        last = {row[:4]: row for row in sorted(corrections, key=_position)}
        put(conn, schema, "balance_correction", last.values(), LAST_CORRECTION)
        put(conn, schema, "balance_overdraft", _of(Overdraft, rows))
        put(conn, schema, "balance_work", _of(Work, rows))
        latest = {row.work: row for row in sorted(_of(WorkCorrection, rows), key=_position)}
        put(conn, schema, "balance_work_correction", latest.values(), LAST_WORK_CORRECTION)
        put(conn, schema, "balance_collision", _of(Collision, rows))
        put(conn, schema, "balance_binding", _of(Binding, rows))
        settle(conn, schema, {(row.lot, row.site) for row in (*moves, *corrections, *trades)})


def _of(kind: type[R], rows: Iterable[Row]) -> list[R]:
    return [row for row in rows if isinstance(row, kind)]


def _position(row: Correction | WorkCorrection) -> int:
    """A statement may not update a row twice, so of one batch only the last correction of a thing is put."""
    return row.position
