"""Facts into pages: each lot's fragment is rendered once a batch, however many facts speak of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import psycopg
from eventsourcing.domain import AggregateEvent
from psycopg.rows import TupleRow

from domain.handover import Handover
from domain.logistic_unit import LogisticUnit
from domain.lot import Lot
from domain.party import Party
from domain.product import Product
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.site import Site
from domain.stock import Stock
from domain.trace_code import TraceCode
from domain.transformation import Transformation
from projections.projection import Fact
from projections.public_page.fragment import Finished, ToldFact, finish
from projections.public_page.rows import Rows
from projections.public_page.tables import DDL, NAME, TABLES
from projections.public_page.told import Told

READS: Final[frozenset[type[AggregateEvent]]] = frozenset(
    {
        Handover.Accepted,
        LogisticUnit.Dispatched,
        LogisticUnit.Packed,
        LogisticUnit.Received,
        LogisticUnit.Unpacked,
        Lot.HarvestCorrected,
        Lot.Harvested,
        Party.Registered,
        Product.Registered,
        Receipt.Corrected,
        Receipt.Recorded,
        Sale.Corrected,
        Sale.SoldRetail,
        Sale.SoldWholesale,
        Shipment.Arrived,
        Shipment.Corrected,
        Shipment.Dispatched,
        Shipment.HandedOver,
        Site.Registered,
        Stock.Held,
        Stock.Released,
        TraceCode.LabelVoided,
        TraceCode.LabelsBound,
        TraceCode.RollIssued,
        Transformation.Corrected,
        Transformation.Recorded,
    }
)
_decode = msgspec.json.Decoder(Told).decode


class PublicPage:
    """What a buyer sees of a lot, a unit, a label or a place, as far as one region knows it."""

    name: str = NAME
    version: int = 1
    tables: tuple[str, ...] = TABLES
    ddl: str = DDL
    reads: frozenset[type[AggregateEvent]] = READS

    def project(self, facts: Sequence[Fact], conn: psycopg.Connection[TupleRow], schema: str) -> None:
        """Write the rows of `facts`, then finish anew every lot that they touch."""
        rows = Rows.of(facts)
        _put(conn, schema, rows)
        if rows.facts:
            _finish(conn, schema, rows)


def _finish(conn: psycopg.Connection[TupleRow], schema: str, rows: Rows) -> None:
    """A correction or a stop on the way names no lots itself: all lots of its activity are finished anew."""
    touched = list({row[2] for row in rows.facts})
    pairs = conn.execute(
        f"""SELECT lot, activity FROM {schema}.public_page_lot WHERE lot IN (
                SELECT lot FROM {schema}.public_page_lot WHERE activity = ANY(%s))""".encode(),
        (touched,),
    ).fetchall()
    activities: dict[str, list[UUID]] = defaultdict(list)
    for lot, activity in pairs:
        activities[lot].append(activity)
    said = _said(conn, schema, {activity for _, activity in pairs})
    finished = {lot: finish(lot, [said[one] for one in some]) for lot, some in activities.items()}
    _keep(conn, schema, finished)


def _said(conn: psycopg.Connection[TupleRow], schema: str, activities: set[UUID]) -> dict[UUID, list[ToldFact]]:
    found: dict[UUID, list[ToldFact]] = defaultdict(list)
    for activity, position, occurred_at, recorded_at, told in conn.execute(
        f"""SELECT activity, position, occurred_at, recorded_at, told FROM {schema}.public_page_fact
            WHERE activity = ANY(%s)""".encode(),
        (list(activities),),
    ):
        found[activity].append(ToldFact(activity, position, occurred_at, recorded_at, _decode(told)))
    return found


def _keep(conn: psycopg.Connection[TupleRow], schema: str, finished: dict[str, Finished]) -> None:
    _write(
        conn,
        f"""INSERT INTO {schema}.public_page SELECT * FROM unnest(%b::text[], %b::bytea[], %b::timestamptz[])
            ON CONFLICT (lot) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at""",
        [(lot, one.body, one.updated_at) for lot, one in sorted(finished.items())],
    )
    _write(
        conn,
        f"""INSERT INTO {schema}.public_page_status
            SELECT lot, 'corrected', ref, '', true, false, at
            FROM unnest(%b::text[], %b::uuid[], %b::timestamptz[]) AS new (lot, ref, at)
            ON CONFLICT (lot, kind, ref) DO UPDATE SET updated_at = excluded.updated_at""",
        [(lot, ref, one.updated_at) for lot, one in sorted(finished.items()) for ref in sorted(one.corrected)],
    )


def _put(conn: psycopg.Connection[TupleRow], schema: str, rows: Rows) -> None:
    _write(
        conn,
        f"""INSERT INTO {schema}.public_page_fact SELECT * FROM unnest(
                %b::uuid[], %b::smallint[], %b::uuid[], %b::bigint[], %b::timestamptz[], %b::timestamptz[], %b::bytea[])
            ON CONFLICT DO NOTHING""",
        rows.facts,
    )
    _write(
        conn,
        f"INSERT INTO {schema}.public_page_lot SELECT * FROM unnest(%b::uuid[], %b::text[]) ON CONFLICT DO NOTHING",
        sorted(rows.lots),
    )
    _write(
        conn,
        f"""INSERT INTO {schema}.public_page_status AS old
            SELECT lot, 'held', ref, site, begun, ended, at FROM unnest(
                %b::text[], %b::uuid[], %b::text[], %b::boolean[], %b::boolean[], %b::timestamptz[])
                AS new (lot, ref, site, begun, ended, at)
            ON CONFLICT (lot, kind, ref) DO UPDATE SET begun = old.begun OR excluded.begun,
                ended = old.ended OR excluded.ended, updated_at = greatest(old.updated_at, excluded.updated_at)""",
        [(*key, *one) for key, one in sorted(rows.held.items())],
    )
    _write(
        conn,
        f"""INSERT INTO {schema}.public_page_unit SELECT * FROM unnest(
                %b::text[], %b::uuid[], %b::smallint[], %b::timestamptz[], %b::timestamptz[], %b::bytea[])
            ON CONFLICT DO NOTHING""",
        rows.units,
    )
    _write(
        conn,
        f"""INSERT INTO {schema}.public_page_label AS old SELECT * FROM unnest(
                %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::uuid[], %b::boolean[], %b::timestamptz[])
            ON CONFLICT (product, serial) DO UPDATE SET
                (lot, bound_at, bound_by) = (
                    SELECT one.lot, one.at, one.by FROM (VALUES (old.lot, old.bound_at, old.bound_by),
                        (excluded.lot, excluded.bound_at, excluded.bound_by)) AS one (lot, at, by)
                    ORDER BY one.at NULLS LAST, one.by, one.lot LIMIT 1),
                voided = old.voided OR excluded.voided,
                updated_at = greatest(old.updated_at, excluded.updated_at)""",
        [
            (*key, *((one.bound[2], one.bound[0], one.bound[1]) if one.bound else ("", None, None)), one.voided, one.at)
            for key, one in sorted(rows.labels.items())
        ],
    )
    _register(conn, f"{schema}.public_page_site", 5, rows.sites.values())
    _register(conn, f"{schema}.public_page_party", 4, rows.parties.values())
    _write(
        conn,
        f"""INSERT INTO {schema}.public_page_product SELECT * FROM unnest(%b::text[], %b::bytea[])
            ON CONFLICT DO NOTHING""",
        list(rows.products.items()),
    )


def _register(conn: psycopg.Connection[TupleRow], table: str, columns: int, rows: Iterable[tuple[str, ...]]) -> None:
    arrays = ", ".join(["%b::text[]"] * columns)
    _write(conn, f"INSERT INTO {table} SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING", list(rows))


def _write(conn: psycopg.Connection[TupleRow], statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """One statement for all rows, each column an array; none when there are no rows."""
    if rows:
        conn.execute(statement.encode(), [list(column) for column in zip(*rows, strict=True)])
