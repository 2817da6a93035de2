"""The projection: movements and legs as they come; what they add up to is written anew for what a batch touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.domain import AggregateEvent
from psycopg.sql import SQL, Identifier

from domain.receipt import Receipt
from domain.shipment import Shipment
from projections.custody.legs import CONSIGNMENT_TYPES, LEG_TYPES, Leg, consigned, leg
from projections.custody.movements import HOLDING_TYPES, KINDS, MOVEMENT_TYPES, Movement, add_up, movement
from projections.custody.tables import DDL, TABLES
from projections.load import load
from projections.projection import Fact

R = TypeVar("R", Movement, Leg)
DELIVERY_TYPES = ("uuid", "int8", "text", "text[]")


class Custody:
    """Where everything is, who has it, since when."""

    name = "custody"
    version = 1
    tables: tuple[str, ...] = TABLES
    ddl = DDL
    reads: frozenset[type[AggregateEvent]] = frozenset(
        (
            *KINDS,
            *(Shipment.Dispatched, Shipment.HandedOver, Shipment.Arrived, Shipment.Corrected),
            *(Receipt.Recorded, Receipt.Corrected),
        )
    )

    def project(self, facts: Sequence[Fact], conn: psycopg.Connection[Any], schema: str) -> None:
        movements = [movement(fact) for fact in facts if type(fact.event) in KINDS]
        legs = [leg(fact) for fact in facts if isinstance(fact.event, Shipment.Event)]
        deliveries = [delivery(fact) for fact in facts if isinstance(fact.event, Receipt.Event)]
        if movements:
            load(conn, schema, "custody_movement", MOVEMENT_TYPES, movements)
            _settle_holdings(conn, schema, {one.stock for one in movements})
        if legs:
            load(conn, schema, "custody_leg", LEG_TYPES, legs)
            _settle_consignments(conn, schema, {one.shipment for one in legs})
        if deliveries:
            load(conn, schema, "custody_delivery", DELIVERY_TYPES, deliveries)


def delivery(fact: Fact) -> tuple[UUID, int, str, list[str]]:
    """The row of one receipt or its correction."""
    event: Any = fact.event
    reference = event.reference if isinstance(event, Receipt.Recorded) else ""
    return event.receipt, fact.position, reference, list(dict.fromkeys(line.lot for line in event.lines))


def _settle_holdings(conn: psycopg.Connection[Any], schema: str, stocks: set[UUID]) -> None:
    known = _of_each(conn, schema, "custody_movement", "stock", stocks, Movement)
    rows = [holding for movements in known.values() if (holding := add_up(movements))]
    _replace(conn, schema, "custody_holding", "stock", stocks, HOLDING_TYPES, rows)


def _settle_consignments(conn: psycopg.Connection[Any], schema: str, shipments: set[UUID]) -> None:
    known = _of_each(conn, schema, "custody_leg", "shipment", shipments, Leg)
    rows = [consignment for legs in known.values() for consignment in consigned(legs)]
    _replace(conn, schema, "custody_consignment", "shipment", shipments, CONSIGNMENT_TYPES, rows)


def _of_each(
    conn: psycopg.Connection[Any], schema: str, table: str, key: str, keys: set[UUID], make: Callable[..., R]
) -> dict[UUID, list[R]]:
    statement = SQL("SELECT * FROM {} WHERE {} = ANY(%s)").format(Identifier(schema, table), Identifier(key))
    found: defaultdict[UUID, list[R]] = defaultdict(list)
    for row in conn.execute(statement, (list(keys),), binary=True):
        found[row[0]].append(make(*row))
    return found


def _replace(
    conn: psycopg.Connection[Any],
    schema: str,
    table: str,
    key: str,
    keys: set[UUID],
    types: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    statement = SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(Identifier(schema, table), Identifier(key))
    conn.execute(statement, (sorted(keys),))
    load(conn, schema, table, types, rows)
