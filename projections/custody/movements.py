"""Facts of stocks as movements, and what the movements of one stock add up to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.domain import AggregateEvent

from domain import ledger as ledgers
from domain.ledger import Ledger
from domain.stock import Stock
from domain.values import ZERO, total
from projections.projection import Fact


class Movement(NamedTuple):
    """A row of custody_movement."""

    stock: UUID
    fact: UUID
    ordinal: int
    kind: str
    at: datetime
    unit: str
    quantity: Decimal | None
    about: UUID | None
    lot: str
    site: str
    party: str
    position: int


class Holding(NamedTuple):
    """A row of custody_holding."""

    stock: UUID
    lot: str
    site: str
    party: str
    product: str
    on_hand: Decimal
    packed: Decimal
    held: bool
    overdrawn: Decimal
    since: datetime
    changed_at: datetime


MOVEMENT_TYPES = (
    *("uuid", "uuid", "int4", "text", "timestamptz", "text", "numeric", "uuid"),
    *("text", "text", "text", "int8"),
)
HOLDING_TYPES = (
    *("uuid", "text", "text", "text", "text", "numeric", "numeric", "bool", "numeric", "timestamptz", "timestamptz"),
)

# The name of the kind, and the attributes that are its unit, its quantity and what it is about ("": none).
KINDS: dict[type[AggregateEvent], tuple[str, str, str, str]] = {
    Stock.Entered: ("entered", "", "quantity", ""),
    Stock.Left: ("left", "unit", "quantity", ""),
    Stock.Counted: ("counted", "", "quantity", ""),
    Stock.Packed: ("packed", "unit", "quantity", ""),
    Stock.Unpacked: ("unpacked", "unit", "quantity", ""),
    Stock.Held: ("held", "", "", "hold"),
    Stock.Released: ("released", "", "", "hold"),
    Stock.MovementCorrected: ("corrected", "unit", "quantity", "corrects"),
}


def movement(fact: Fact) -> Movement:
    """The row of one fact of a stock, whose class is in KINDS."""
    event: Any = fact.event
    said: Callable[..., Any] = vars(event).get
    kind, unit, quantity, about = KINDS[type(fact.event)]
    return Movement(
        fact.stream,
        event.fact,
        fact.ordinal,
        kind,
        fact.occurred_at,
        said(unit, ""),
        said(quantity),
        said(about),
        event.lot,
        event.site,
        said("party", ""),
        fact.position,
    )


def add_up(movements: Collection[Movement]) -> Holding | None:
    """What all movements of one stock add up to, as the stock's own ledger does it; None before a lot is named."""
    ledger = Ledger()
    for one in sorted(movements, key=lambda one: one.position):
        if one.kind == "corrected" and one.about:
            ledger.correct(one.about, one.unit, one.quantity)
    named, since = None, None
    held, released = set[UUID | None](), set[UUID | None]()
    in_time = sorted(movements, key=_in_time)
    for one in in_time:
        quantity, before = one.quantity or ZERO, ledger.on_hand
        match one.kind:
            case "entered" | "counted":
                ledger.move(ledgers.Movement(one.at, one.fact, quantity, one.kind == "counted"))
            case "left":
                ledger.move(ledgers.Movement(one.at, one.fact, -quantity, unit=one.unit))
            case "packed":
                ledger.pack(one.unit, quantity)
            case "unpacked":
                ledger.pack(one.unit, -quantity)
            case "held":
                held.add(one.about)
            case "released":
                released.add(one.about)
            case _:
                continue
        named = one if one.party or named is None else named
        since = one.at if since is None or before <= 0 < ledger.on_hand else since
    if named is None or since is None:
        return None
    packed = total(quantity for quantity in ledger.packed.values() if quantity > 0)
    return Holding(
        named.stock,
        named.lot,
        named.site,
        named.party,
        named.lot.split("/")[1],
        ledger.on_hand,
        packed,
        bool(held - released),
        ledger.deficit,
        since,
        in_time[-1].at,
    )


def _in_time(one: Movement) -> tuple[datetime, UUID, Decimal, str, str]:
    """The order of the ledger, which takes movements in any order, but soonest in this."""
    return one.at, one.fact, one.quantity or ZERO, one.kind, one.unit
