"""The projection: movements and legs as they come; what they add up to is written anew for what a batch touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
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
    version = 2
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
            known = _with_earlier(conn, schema, "custody_movement", "stock", movements)
            holdings = [holding for one in known.values() if (holding := add_up(one))]
            load(conn, schema, "custody_movement", MOVEMENT_TYPES, movements)
            _replace(conn, schema, "custody_holding", "stock", known, HOLDING_TYPES, holdings)
        if legs:
            known = _with_earlier(conn, schema, "custody_leg", "shipment", legs)
            consignments = [line for one in known.values() for line in consigned(one)]
            load(conn, schema, "custody_leg", LEG_TYPES, legs)
            _replace(conn, schema, "custody_consignment", "shipment", known, CONSIGNMENT_TYPES, consignments)
        if deliveries:
            load(conn, schema, "custody_delivery", DELIVERY_TYPES, deliveries)


def delivery(fact: Fact) -> tuple[UUID, int, str, list[str]]:
    """The row of one receipt or its correction."""
    event: Any = fact.event
    reference = event.reference if isinstance(event, Receipt.Recorded) else ""
    return event.receipt, fact.position, reference, list(dict.fromkeys(line.lot for line in event.lines))


def _with_earlier(
    conn: psycopg.Connection[Any], schema: str, table: str, key: str, new: Sequence[R]
) -> dict[UUID, list[R]]:
    """By stock or shipment, the first column: the new rows and all that are in `table` already."""
    found: defaultdict[UUID, list[R]] = defaultdict(list)
    for row in new:
        found[row[0]].append(row)
    make: Any = type(new[0])
    statement = SQL("SELECT * FROM {} WHERE {} = ANY(%s)").format(Identifier(schema, table), Identifier(key))
    for row in conn.execute(statement, (list(found),), binary=True):
        found[row[0]].append(make._make(row))
    return found


def _replace(
    conn: psycopg.Connection[Any],
    schema: str,
    table: str,
    key: str,
    keys: Iterable[UUID],
    types: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    statement = SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(Identifier(schema, table), Identifier(key))
    conn.execute(statement, (sorted(keys),))
    load(conn, schema, table, types, rows)
