"""What the facts of logistic units and labels say."""

from __future__ import annotations

from domain.logistic_unit import LogisticUnit
from domain.trace_code import TraceCode
from projections.projection import Fact
from projections.trace.rows import Rows, Where


def packed(rows: Rows, fact: Fact, event: LogisticUnit.Packed) -> None:
    _contents(rows, fact, event, "packed")


def unpacked(rows: Rows, fact: Fact, event: LogisticUnit.Unpacked) -> None:
    _contents(rows, fact, event, "unpacked")


def _contents(rows: Rows, fact: Fact, event: LogisticUnit.Packed | LogisticUnit.Unpacked, kind: str) -> None:
    where: Where = {"site": event.site, "party": event.party}
    for number, line in enumerate(event.contents):
        node = rows.step(fact, event.fact, number, kind, line.lot, **where, quantity=line.quantity, unit=event.unit)
        _unit(rows, fact, event.unit, number, kind, node, line.quantity, event.site, event.party)


def unit_received(rows: Rows, fact: Fact, event: LogisticUnit.Received) -> None:
    """What arrived is a step of the receipt; here it says what the unit holds."""
    for number, line in enumerate(event.contents):
        node = rows.node(line.lot)
        _unit(rows, fact, event.unit, number, "received", node, line.quantity, event.site, event.party)


def nested(rows: Rows, fact: Fact, event: LogisticUnit.Nested) -> None:
    _unit(rows, fact, event.unit, 0, "nested", None, None, event.site, "", event.parent)


def _unit(
    rows: Rows,
    fact: Fact,
    unit: str,
    number: int,
    kind: str,
    node: int | None,
    quantity: object,
    site: str,
    party: str,
    parent: str = "",
) -> None:
    key = (unit, fact.command_id, fact.ordinal, number)
    rows.add("trace_unit", *key, kind, fact.occurred_at, node, quantity, parent, site, party, fact.position)


def labels_bound(rows: Rows, fact: Fact, event: TraceCode.LabelsBound) -> None:
    _labels(rows, fact, event, "bound", rows.node(event.lot))


def label_voided(rows: Rows, fact: Fact, event: TraceCode.LabelVoided) -> None:
    _labels(rows, fact, event, "voided", None)


def _labels(
    rows: Rows, fact: Fact, event: TraceCode.LabelsBound | TraceCode.LabelVoided, kind: str, node: int | None
) -> None:
    key = (event.product, event.roll, fact.command_id, fact.ordinal)
    rows.add("trace_label", *key, kind, fact.occurred_at, node, list(event.serials), fact.position)
