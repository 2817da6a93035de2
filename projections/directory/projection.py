"""Writes the directory: a row for each thing that was registered, each paper, and each step of a paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import psycopg
from eventsourcing.domain import AggregateEvent
from psycopg import sql
from psycopg.rows import TupleRow

from projections.directory.people_rows import BreachRow, CaseRow, MemberStepRow, StandingRow
from projections.directory.rows import (
    READS,
    HoldRow,
    LotRow,
    PaperRow,
    PartyRow,
    ProductRow,
    RollRow,
    Row,
    SiteRow,
    StepRow,
    rows_of,
)
from projections.directory.settle import settle_members, settle_parties
from projections.directory.tables import DDL, TABLES
from projections.projection import Fact
from projections.put import put

R = TypeVar("R", bound=Row)
FIRST = sql.SQL("""ON CONFLICT (lot) DO UPDATE SET (at, fact, kind, product, party, site, county)
= (excluded.at, excluded.fact, excluded.kind, excluded.product, excluded.party, excluded.site, excluded.county)
WHERE (excluded.at, excluded.fact) < (directory_lot.at, directory_lot.fact)""")


class Directory:
    """What is registered in one region and which papers there are; see `tables.DDL`."""

    name = "directory"
    version = 2
    tables: tuple[str, ...] = TABLES
    ddl = DDL
    reads: frozenset[type[AggregateEvent]] = READS

    def project(self, facts: Sequence[Fact], conn: psycopg.Connection[TupleRow], schema: str) -> None:
        rows = [row for fact in facts for row in rows_of(fact)]
        put(conn, schema, "directory_party", _of(PartyRow, rows))
        put(conn, schema, "directory_site", _of(SiteRow, rows))
        put(conn, schema, "directory_product", _of(ProductRow, rows))
        first = {row.lot: row for row in sorted(_of(LotRow, rows), key=lambda row: (row.at, row.fact), reverse=True)}
        put(conn, schema, "directory_lot", first.values(), FIRST)
        put(conn, schema, "directory_roll", _of(RollRow, rows))
        put(conn, schema, "directory_hold", _of(HoldRow, rows))
        put(conn, schema, "directory_paper", _of(PaperRow, rows))
        put(conn, schema, "directory_step", _of(StepRow, rows))
        put(conn, schema, "directory_breach", _of(BreachRow, rows))
        put(conn, schema, "directory_case", _of(CaseRow, rows))
        standings, steps = _of(StandingRow, rows), _of(MemberStepRow, rows)
        put(conn, schema, "directory_standing", standings)
        settle_parties(conn, schema, {row.party for row in standings})
        put(conn, schema, "directory_member_step", steps)
        settle_members(conn, schema, {(row.party, row.person) for row in steps})


def _of(kind: type[R], rows: Iterable[Row]) -> list[R]:
    return [row for row in rows if isinstance(row, kind)]
