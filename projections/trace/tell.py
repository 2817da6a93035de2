"""What each fact says about lots: the function for each event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventsourcing.domain import AggregateEvent

from domain.handover import Handover
from domain.logistic_unit import LogisticUnit
from domain.lot import Lot
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.stock import Stock
from domain.trace_code import TraceCode
from domain.transformation import Transformation
from projections.projection import Fact
from projections.trace import tell_lots, tell_travel, tell_units
from projections.trace.rows import Rows

Teller = Callable[[Rows, Fact, Any], None]

TELLERS: dict[type[AggregateEvent], Teller] = {
    Lot.Harvested: tell_lots.harvested,
    Lot.CodeCollided: tell_lots.collided,
    Transformation.Recorded: tell_lots.transformed,
    Receipt.Recorded: tell_travel.received,
    Receipt.PurchaseRefused: tell_travel.purchase_refused,
    Handover.Offered: tell_travel.offered,
    Handover.Accepted: tell_travel.accepted,
    Handover.Rejected: tell_travel.rejected,
    Shipment.Dispatched: tell_travel.dispatched,
    Shipment.HandedOver: tell_travel.handed_over,
    Shipment.Arrived: tell_travel.arrived,
    LogisticUnit.Packed: tell_units.packed,
    LogisticUnit.Unpacked: tell_units.unpacked,
    LogisticUnit.Received: tell_units.unit_received,
    LogisticUnit.Nested: tell_units.nested,
    Sale.SoldWholesale: tell_travel.sold_wholesale,
    Sale.SoldRetail: tell_travel.sold_retail,
    Sale.Returned: tell_travel.sale_returned,
    Stock.Left: tell_lots.left,
    Stock.Entered: tell_lots.entered,
    Stock.Counted: tell_lots.counted,
    Stock.Held: tell_lots.held,
    Stock.Released: tell_lots.released,
    TraceCode.LabelsBound: tell_units.labels_bound,
    TraceCode.LabelVoided: tell_units.label_voided,
}
