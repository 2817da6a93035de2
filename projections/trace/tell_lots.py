"""What the facts of lots, transformations and stocks say."""

from __future__ import annotations

from domain.lot import Lot
from domain.stock import Stock
from domain.transformation import Transformation
from projections.projection import Fact
from projections.trace.rows import Rows, Where


def harvested(rows: Rows, fact: Fact, event: Lot.Harvested) -> None:
    quantity = event.quantity.amount
    site: Where = {"site": event.site, "county": event.county, "party": event.party}
    rows.step(fact, event.fact, 0, "harvested", event.lot, **site, quantity=quantity)


def collided(rows: Rows, fact: Fact, event: Lot.CodeCollided) -> None:
    """Both lots say so: whoever scans the one learns of the other."""
    rows.step(fact, event.fact, 0, "collided", event.lot, reference=event.wanted)
    rows.step(fact, event.fact, 1, "collided", event.wanted, reference=event.lot)


def transformed(rows: Rows, fact: Fact, event: Transformation.Recorded) -> None:
    about, detail = event.transformation, f"{event.kind} {event.step}".strip()
    site: Where = {"site": event.site, "county": event.county, "party": event.party, "detail": detail}
    lines = len(event.inputs)
    parents = [
        rows.step(fact, about, line, "consumed", one.lot, **site, quantity=one.quantity)
        for line, one in enumerate(event.inputs)
    ]
    children = [
        rows.step(fact, about, line, "produced", one.lot, **site, quantity=one.quantity)
        for line, one in enumerate(event.outputs, lines)
    ]
    for child in dict.fromkeys(children):
        for parent in dict.fromkeys(parents):
            rows.edge(fact, child, parent, event.kind, about)


def left(rows: Rows, fact: Fact, event: Stock.Left) -> None:
    """Whatever else leaves a stock is told by the fact that moved it."""
    if event.cause == "destroyed":
        where: Where = {"site": event.site, "party": event.party}
        lost = event.quantity
        rows.step(
            fact, event.fact, 0, "destroyed", event.lot, **where, quantity=lost, unit=event.unit, reason=event.reason
        )


def entered(rows: Rows, fact: Fact, event: Stock.Entered) -> None:
    if event.cause == "found":
        where: Where = {"site": event.site, "party": event.party}
        rows.step(fact, event.fact, 0, "found", event.lot, **where, quantity=event.quantity)


def counted(rows: Rows, fact: Fact, event: Stock.Counted) -> None:
    where: Where = {"site": event.site, "party": event.party}
    rows.step(fact, event.fact, 0, "counted", event.lot, **where, quantity=event.quantity)


def held(rows: Rows, fact: Fact, event: Stock.Held) -> None:
    if event.lot:
        rows.step(fact, event.fact, 0, "held", event.lot, site=event.site, reason=event.reason)


def released(rows: Rows, fact: Fact, event: Stock.Released) -> None:
    if event.lot:
        where: Where = {"site": event.site, "reference": str(event.hold)}
        rows.step(fact, event.fact, 0, "released", event.lot, **where, reason=event.reason)
