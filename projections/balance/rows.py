"""The rows that facts make in the tables of the balance; field for field the columns of `tables.DDL`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from domain.lot import Lot
from domain.receipt import Receipt
from domain.sale import Sale
from domain.site import Site
from domain.stock import Stock
from domain.trace_code import TraceCode
from domain.transformation import Transformation
from domain.values import total
from projections.projection import Fact


class SiteRow(NamedTuple):
    site: str
    party: str
    kind: str
    name: str
    county: str


class Move(NamedTuple):
    lot: str
    site: str
    fact: UUID
    ordinal: int
    unit: str
    at: datetime
    cause: str
    counted: bool
    quantity: Decimal
    party: str


class Correction(NamedTuple):
    lot: str
    site: str
    corrects: UUID
    unit: str
    position: int
    quantity: Decimal | None


class Trade(NamedTuple):
    lot: str
    site: str
    fact: UUID


class Overdraft(NamedTuple):
    lot: str
    site: str
    version: int
    fact: UUID
    at: datetime
    quantity: Decimal | None
    how: str


class Work(NamedTuple):
    work: UUID
    at: datetime
    site: str
    party: str
    county: str
    kind: str
    step: str
    product: str
    lot: str
    went_in: Decimal
    came_out: Decimal
    waste: Decimal
    keeps: bool
    low: Decimal
    high: Decimal
    balanced: bool


class WorkCorrection(NamedTuple):
    work: UUID
    position: int
    fact: UUID
    at: datetime
    went_in: Decimal
    came_out: Decimal
    waste: Decimal


class Collision(NamedTuple):
    fact: UUID
    at: datetime
    lot: str
    wanted: str


class Binding(NamedTuple):
    fact: UUID
    at: datetime
    lot: str
    site: str
    party: str
    labels: int


Row = SiteRow | Move | Correction | Trade | Overdraft | Work | WorkCorrection | Collision | Binding


def rows_of(fact: Fact) -> list[Row]:
    """The rows that a fact makes; of a correction, the values that it sets."""
    match fact.event:
        case Receipt.Recorded() as e:
            lots = {line.lot for line in e.lines} if e.kind == "voucher" else set[str]()
            return [Trade(lot, e.site, e.fact) for lot in sorted(lots)]
        case Sale.SoldWholesale() as e:
            lots = {line.lot for line in e.lines} if e.buyer else set[str]()
            return [Trade(lot, e.site, e.fact) for lot in sorted(lots)]
        case _:
            return [_row(fact)]


def _row(fact: Fact) -> Row:
    at = fact.occurred_at
    match fact.event:
        case Stock.Entered() as e:
            return Move(e.lot, e.site, e.fact, fact.ordinal, "", at, e.cause, False, e.quantity, e.party)
        case Stock.Left() as e:
            return Move(e.lot, e.site, e.fact, fact.ordinal, e.unit, at, e.cause, False, -e.quantity, e.party)
        case Stock.Counted() as e:
            return Move(e.lot, e.site, e.fact, fact.ordinal, "", at, "counted", True, e.quantity, e.party)
        case Stock.MovementCorrected() as e:
            return Correction(e.lot, e.site, e.corrects, e.unit, fact.position, e.quantity)
        case Stock.Overdrawn() as e:
            return Overdraft(e.lot, e.site, fact.version, e.fact, at, e.quantity, "")
        case Stock.OverdraftClosed() as e:
            return Overdraft(e.lot, e.site, fact.version, e.fact, at, None, e.how)
        case Transformation.Recorded() as e:
            return _work(fact, e)
        case Transformation.Corrected() as e:
            return WorkCorrection(e.transformation, fact.position, e.fact, at, *_sums(e))
        case Lot.CodeCollided() as e:
            return Collision(e.fact, at, e.lot, e.wanted)
        case TraceCode.LabelsBound() as e:
            return Binding(e.fact, at, e.lot, e.site, e.party, len(e.serials))
        case Site.Registered() as e:
            return SiteRow(e.site, e.party, e.kind, e.name, e.county)
        case other:
            raise TypeError(type(other))


READS = frozenset(
    {
        Stock.Entered,
        Stock.Left,
        Stock.Counted,
        Stock.MovementCorrected,
        Stock.Overdrawn,
        Stock.OverdraftClosed,
        Transformation.Recorded,
        Transformation.Corrected,
        Lot.CodeCollided,
        TraceCode.LabelsBound,
        Site.Registered,
        Receipt.Recorded,
        Sale.SoldWholesale,
    }
)


def _work(fact: Fact, e: Transformation.Recorded) -> Work:
    lot = e.inputs[0].lot if e.inputs else ""
    limits = e.limits
    return Work(
        e.transformation,
        fact.occurred_at,
        e.site,
        e.party,
        e.county,
        e.kind,
        e.step,
        lot.split("/")[1] if lot else "",
        lot,
        *_sums(e),
        limits.step == "keep",
        limits.low,
        limits.high,
        e.balanced,
    )


def _sums(e: Transformation.Recorded | Transformation.Corrected) -> tuple[Decimal, Decimal, Decimal]:
    return total(line.quantity for line in e.inputs), total(output.quantity for output in e.outputs), e.waste
