"""Corrections: the whole values of a fact anew. Old rows are withdrawn, new ones asserted, whichever came first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from eventsourcing.domain import AggregateEvent

from domain.lot import Lot
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.stock import Stock
from domain.transformation import Transformation
from projections.projection import Fact
from projections.trace.rows import Rows, node_of


class NewLine(NamedTuple):
    """What one line says now. `kind` empty and `node` None leave it to the line that is corrected."""

    kind: str
    node: int | None
    unit: str
    quantity: Decimal


def harvest(fact: Fact, event: Lot.HarvestCorrected) -> Iterable[NewLine]:
    if event.quantity is not None:
        yield NewLine("", fact.stream.int >> 65, "", event.quantity.amount)


def movement(fact: Fact, event: Stock.MovementCorrected) -> Iterable[NewLine]:
    if event.quantity is not None:
        yield NewLine("", None, event.unit, event.quantity)


def transformation(fact: Fact, event: Transformation.Corrected) -> Iterable[NewLine]:
    for line in event.inputs:
        yield NewLine("consumed", node_of(line.lot), "", line.quantity)
    for output in event.outputs:
        yield NewLine("produced", node_of(output.lot), "", output.quantity)


def receipt(fact: Fact, event: Receipt.Corrected) -> Iterable[NewLine]:
    for line in event.lines:
        yield NewLine("", node_of(line.lot), line.unit, line.accepted)


def lines(fact: Fact, event: Sale.Corrected | Shipment.Corrected) -> Iterable[NewLine]:
    for line in event.lines:
        yield NewLine("", node_of(line.lot), line.unit, line.quantity)


class Correction(NamedTuple):
    """How one class of corrections is read: where it names what it corrects, which steps it replaces, and its lines."""

    corrects: str
    replaces: tuple[str, ...]
    lines: Callable[[Fact, Any], Iterable[NewLine]]


CORRECTIONS: dict[type[AggregateEvent], Correction] = {
    Lot.HarvestCorrected: Correction("corrects", ("harvested",), harvest),
    Stock.MovementCorrected: Correction("corrects", ("destroyed", "counted", "found"), movement),
    Transformation.Corrected: Correction("transformation", ("consumed", "produced"), transformation),
    Receipt.Corrected: Correction("receipt", ("received",), receipt),
    Sale.Corrected: Correction("sale", ("sold",), lines),
    Shipment.Corrected: Correction("corrects", ("dispatched",), lines),
}


def note(rows: Rows, fact: Fact, how: Correction) -> UUID:
    """Add the correction itself to the rows; returns the command that it corrects."""
    event: Any = fact.event
    corrects: UUID = getattr(event, how.corrects)
    kinds, nodes, units, quantities = [list(one) for one in zip(*how.lines(fact, event), strict=True)] or [[]] * 4
    rows.add(
        "trace_correction",
        corrects,
        fact.position,
        fact.command_id,
        fact.ordinal,
        fact.occurred_at,
        event.reason,
        list(how.replaces),
        kinds,
        nodes,
        units,
        quantities,
    )
    return corrects


def corrected_among(conn: psycopg.Connection[Any], schema: str, commands: Sequence[UUID]) -> list[UUID]:
    """Those of `commands` that a correction is known of."""
    found = conn.execute(
        f"SELECT DISTINCT corrects FROM {schema}.trace_correction WHERE corrects = ANY(%s)".encode(), (commands,)
    )
    return [command for (command,) in found]


def apply(conn: psycopg.Connection[Any], schema: str, commands: Sequence[UUID]) -> None:
    """Make the rows about `commands` what the facts and their corrections, all that are known, add up to."""
    for statement in _STATEMENTS:
        conn.execute(statement.replace("{schema}", schema).encode(), (commands,))


_NEW_VALUES = """
INSERT INTO {schema}.trace_step
SELECT o.node, c.command_id, c.ordinal, o.line, o.kind, o.occurred_at, o.site, o.county, o.party, o.carrier,
       o.other_region, o.other_site, o.other_county, o.other_party, l.quantity, o.expected, o.rejected, o.unit,
       o.reference, o.detail, c.reason, o.proof, o.about, true, greatest(c.position, o.asserted), NULL
  FROM {schema}.trace_correction AS c
 CROSS JOIN unnest(c.kinds, c.nodes, c.units, c.quantities) AS l (kind, node, unit, quantity)
  JOIN {schema}.trace_step AS o
    ON o.about = c.corrects AND NOT o.corrected AND o.kind = ANY(c.replaces) AND l.kind IN ('', o.kind)
   AND o.node = coalesce(l.node, o.node) AND o.unit = l.unit
 WHERE c.corrects = ANY(%s)
ON CONFLICT DO NOTHING
"""

_THE_CORRECTION_ITSELF = """
INSERT INTO {schema}.trace_step
SELECT DISTINCT ON (o.node, c.position)
       o.node, c.command_id, c.ordinal, -1, 'corrected', c.occurred_at, o.site, o.county, o.party, '',
       '', '', '', '', NULL::numeric, NULL::numeric, NULL::numeric, '',
       c.corrects::text, o.kind, c.reason, NULL::jsonb, c.command_id, true, greatest(c.position, o.asserted),
       NULL::bigint
  FROM {schema}.trace_correction AS c
  JOIN {schema}.trace_step AS o ON o.about = c.corrects AND NOT o.corrected AND o.kind = ANY(c.replaces)
 WHERE c.corrects = ANY(%s)
 ORDER BY o.node, c.position, o.line
ON CONFLICT DO NOTHING
"""

_OLD_VALUES = """
UPDATE {schema}.trace_step AS s
   SET withdrawn = greatest(s.asserted, later.position)
  FROM (
       SELECT s.node, s.command_id, s.ordinal, s.line, min(c.position) AS position
         FROM {schema}.trace_step AS s
         LEFT JOIN {schema}.trace_correction AS own
           ON own.corrects = s.about AND own.command_id = s.command_id AND own.ordinal = s.ordinal
         JOIN {schema}.trace_correction AS c
           ON c.corrects = s.about AND s.kind = ANY(c.replaces) AND c.position > coalesce(own.position, 0)
        WHERE s.about = ANY(%s)
        GROUP BY s.node, s.command_id, s.ordinal, s.line
       ) AS later
 WHERE (s.node, s.command_id, s.ordinal, s.line) = (later.node, later.command_id, later.ordinal, later.line)
   AND s.withdrawn IS DISTINCT FROM greatest(s.asserted, later.position)
"""

_NEW_EDGES = """
INSERT INTO {schema}.trace_edge
SELECT DISTINCT child.node, parent.node, split_part(child.detail, ' ', 1), child.command_id, child.ordinal,
       child.about, child.occurred_at, child.asserted, NULL::bigint
  FROM {schema}.trace_step AS child
  JOIN {schema}.trace_step AS parent
    ON parent.about = child.about AND parent.command_id = child.command_id AND parent.ordinal = child.ordinal
   AND parent.kind = 'consumed'
 WHERE child.about = ANY(%s) AND child.corrected AND child.kind = 'produced'
ON CONFLICT DO NOTHING
"""

_OLD_EDGES = """
UPDATE {schema}.trace_edge AS e
   SET withdrawn = s.withdrawn
  FROM {schema}.trace_step AS s
 WHERE s.about = ANY(%s) AND s.kind = 'produced' AND e.child = s.node
   AND e.command_id = s.command_id AND e.ordinal = s.ordinal AND e.withdrawn IS DISTINCT FROM s.withdrawn
"""

_STATEMENTS = (_NEW_VALUES, _THE_CORRECTION_ITSELF, _OLD_VALUES, _NEW_EDGES, _OLD_EDGES)
