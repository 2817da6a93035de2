"""Every fact that was ever recorded has one of these topics, forever; this is the one screen that lists them all."""

from __future__ import annotations

from eventsourcing.domain import AggregateEvent

from domain.aggregate import Aggregate
from domain.breach import Breach
from domain.case import Case
from domain.handover import Handover
from domain.logistic_unit import LogisticUnit
from domain.lot import Lot
from domain.membership import Membership
from domain.party import Party
from domain.product import Product
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.site import Site
from domain.stock import Stock
from domain.trace_code import TraceCode
from domain.transformation import Transformation

AGGREGATES: tuple[type[Aggregate], ...] = (
    Party,
    Membership,
    Site,
    Product,
    Lot,
    Stock,
    Transformation,
    LogisticUnit,
    Shipment,
    Handover,
    Receipt,
    Sale,
    TraceCode,
    Breach,
    Case,
)

EVENTS: dict[str, type[AggregateEvent]] = {
    "party:registered": Party.Registered,
    "party:verified": Party.Verified,
    "party:suspended": Party.Suspended,
    "party:resumed": Party.Resumed,
    "party:acting_granted": Party.ActingGranted,
    "party:acting_ended": Party.ActingEnded,
    "party:manager_named": Party.ManagerNamed,
    "party:manager_ended": Party.ManagerEnded,
    "membership:joined": Membership.Joined,
    "membership:role_changed": Membership.RoleChanged,
    "membership:jurisdiction_given": Membership.JurisdictionGiven,
    "membership:suspended": Membership.Suspended,
    "membership:resumed": Membership.Resumed,
    "membership:left": Membership.Left,
    "membership:ended": Membership.Ended,
    "site:registered": Site.Registered,
    "product:registered": Product.Registered,
    "lot:harvested": Lot.Harvested,
    "lot:made": Lot.Made,
    "lot:code_collided": Lot.CodeCollided,
    "lot:harvest_corrected": Lot.HarvestCorrected,
    "stock:entered": Stock.Entered,
    "stock:left": Stock.Left,
    "stock:counted": Stock.Counted,
    "stock:packed": Stock.Packed,
    "stock:unpacked": Stock.Unpacked,
    "stock:held": Stock.Held,
    "stock:released": Stock.Released,
    "stock:movement_corrected": Stock.MovementCorrected,
    "stock:overdrawn": Stock.Overdrawn,
    "stock:overdraft_closed": Stock.OverdraftClosed,
    "transformation:recorded": Transformation.Recorded,
    "transformation:corrected": Transformation.Corrected,
    "unit:packed": LogisticUnit.Packed,
    "unit:unpacked": LogisticUnit.Unpacked,
    "unit:nested": LogisticUnit.Nested,
    "unit:dispatched": LogisticUnit.Dispatched,
    "unit:received": LogisticUnit.Received,
    "shipment:dispatched": Shipment.Dispatched,
    "shipment:handed_over": Shipment.HandedOver,
    "shipment:arrived": Shipment.Arrived,
    "shipment:corrected": Shipment.Corrected,
    "handover:offered": Handover.Offered,
    "handover:accepted": Handover.Accepted,
    "handover:rejected": Handover.Rejected,
    "receipt:recorded": Receipt.Recorded,
    "receipt:purchase_refused": Receipt.PurchaseRefused,
    "receipt:corrected": Receipt.Corrected,
    "sale:sold_wholesale": Sale.SoldWholesale,
    "sale:sold_retail": Sale.SoldRetail,
    "sale:returned": Sale.Returned,
    "sale:corrected": Sale.Corrected,
    "trace_code:roll_issued": TraceCode.RollIssued,
    "trace_code:labels_bound": TraceCode.LabelsBound,
    "trace_code:label_reprinted": TraceCode.LabelReprinted,
    "trace_code:label_voided": TraceCode.LabelVoided,
    "breach:recorded": Breach.Recorded,
    "case:opened": Case.Opened,
    "case:closed": Case.Closed,
}
