"""What moved from where to where? Shipments and receipts as each end told them; the ends are matched when read."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from eventsourcing.domain import AggregateEvent
from psycopg import sql
from psycopg.rows import TupleRow

from projections.balance.rows import SiteRow
from projections.flows.rows import (
    READS,
    CorrectionRow,
    PartyRow,
    ProductRow,
    ReceiptRow,
    ReceivedRow,
    RefusalRow,
    Row,
    SealRow,
    ShipmentRow,
    ShippedRow,
    rows_of,
)
from projections.flows.tables import DDL, TABLES
from projections.projection import Fact
from projections.put import put

TABLE_OF: dict[type[Row], str] = {
    SiteRow: "flows_site",
    PartyRow: "flows_party",
    ProductRow: "flows_product",
    ShipmentRow: "flows_shipment",
    ShippedRow: "flows_shipped",
    ReceiptRow: "flows_receipt",
    ReceivedRow: "flows_received",
    RefusalRow: "flows_refusal",
    SealRow: "flows_seal",
}
LAST_CORRECTION = sql.SQL("""ON CONFLICT (corrects) DO UPDATE
SET (position, fact, at) = (excluded.position, excluded.fact, excluded.at)
WHERE excluded.position > flows_correction.position""")


class Flows:
    """Journeys as one region saw them, and what places, parties and products are called; see `tables.DDL`."""

    name = "flows"
    version = 2
    tables: tuple[str, ...] = TABLES
    ddl = DDL
    reads: frozenset[type[AggregateEvent]] = READS

    def project(self, facts: Sequence[Fact], conn: psycopg.Connection[TupleRow], schema: str) -> None:
        rows = [row for fact in facts for row in rows_of(fact)]
        for kind, table in TABLE_OF.items():
            put(conn, schema, table, [row for row in rows if isinstance(row, kind)])
        corrections = sorted((row for row in rows if isinstance(row, CorrectionRow)), key=lambda row: row.position)
        put(conn, schema, "flows_correction", {row.corrects: row for row in corrections}.values(), LAST_CORRECTION)
