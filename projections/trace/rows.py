"""The rows that one batch adds to the trace, and how they get into the tables: one COPY a table."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, TypedDict
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from domain.lot import Lot
from projections.load import load
from projections.projection import Fact

_TEXT = ("text",)
COLUMNS: dict[str, tuple[str, ...]] = {
    "trace_edge": ("int8", "int8", "text", "uuid", "int4", "uuid", "timestamptz", "int8", "int8"),
    "trace_step": (
        *("int8", "uuid", "int4", "int2", "text", "timestamptz", *_TEXT * 8, "numeric", "numeric", "numeric"),
        *(*_TEXT * 4, "jsonb", "uuid", "bool", "int8", "int8"),
    ),
    "trace_leg": ("uuid", "uuid", "int4", "text", "timestamptz", *_TEXT * 5, "int8"),
    "trace_unit": ("text", "uuid", "int4", "int2", "text", "timestamptz", "int8", "numeric", *_TEXT * 3, "int8"),
    "trace_label": ("text", "text", "uuid", "int4", "text", "timestamptz", "int8", "text[]", "int8"),
    "trace_correction": (
        *("uuid", "int8", "uuid", "int4", "timestamptz", "text", "text[]", "text[]", "int8[]", "text[]", "numeric[]"),
    ),
}
_ABOUT = 22
"""The place of `about` in a row of trace_step."""


@lru_cache(maxsize=100_000)
def node_of(lot: str) -> int:
    """The lot's number in every region's graph: the first 63 bits of its stream id."""
    return Lot.stream_id(lot).int >> 65


class Where(TypedDict, total=False):
    """Texts that all steps of one fact share; see the columns of trace_step."""

    site: str
    county: str
    party: str
    other_region: str
    other_party: str
    reference: str
    detail: str


class Rows:
    """What the facts of one batch say, table by table."""

    def __init__(self) -> None:
        self.nodes: dict[int, str] = {}
        self.tables: dict[str, list[tuple[object, ...]]] = {table: [] for table in COLUMNS}
        self._edges = self.tables["trace_edge"]
        self._steps = self.tables["trace_step"]

    def node(self, lot: str) -> int:
        node = node_of(lot)
        self.nodes[node] = lot
        return node

    def edge(self, fact: Fact, child: int, parent: int, kind: str, about: UUID) -> None:
        self._edges.append(
            (child, parent, kind, fact.command_id, fact.ordinal, about, fact.occurred_at, fact.position, None)
        )

    def step(
        self,
        fact: Fact,
        about: UUID,
        line: int,
        kind: str,
        lot: str,
        *,
        site: str = "",
        county: str = "",
        party: str = "",
        carrier: str = "",
        other_region: str = "",
        other_site: str = "",
        other_county: str = "",
        other_party: str = "",
        quantity: Decimal | None = None,
        expected: Decimal | None = None,
        rejected: Decimal | None = None,
        unit: str = "",
        reference: str = "",
        detail: str = "",
        reason: str = "",
        proof: Jsonb | None = None,
    ) -> int:
        """Add the line of `fact` that concerns `lot`; returns the lot's node."""
        node = self.node(lot)
        abroad = "" if other_region == fact.region else other_region
        self._steps.append(
            (
                *(node, fact.command_id, fact.ordinal, line, kind, fact.occurred_at, site, county, party, carrier),
                *(abroad, other_site, other_county, other_party, quantity, expected, rejected, unit, reference),
                *(detail, reason, proof, about, False, fact.position, None),
            )
        )
        return node

    def add(self, table: str, *row: object) -> None:
        self.tables[table].append(row)

    def told_about(self) -> list[UUID]:
        """The commands whose values the steps are."""
        return list({row[_ABOUT] for row in self._steps})  # pyright: ignore[reportReturnType]

    def write(self, conn: psycopg.Connection[Any], schema: str) -> None:
        """Raises CheckViolation when two lots have one node, which 63 bits make as good as impossible."""
        if self.nodes:
            statement = SQL(
                "INSERT INTO {} AS n SELECT * FROM unnest(%s::bigint[], %s::text[])"
                " ON CONFLICT (id) DO UPDATE SET lot = '' WHERE n.lot <> excluded.lot"
            )
            conn.execute(statement.format(Identifier(schema, "trace_node")), _transposed(self.nodes))
        for table, rows in self.tables.items():
            if rows:
                load(conn, schema, table, COLUMNS[table], rows)


def _transposed(nodes: dict[int, str]) -> tuple[list[int], list[str]]:
    ordered = sorted(nodes)  # one order for all, so that two writers never wait for each other in a circle
    return ordered, [nodes[node] for node in ordered]
