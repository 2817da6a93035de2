"""Stock: one lot at one site, and the only place where quantities are guarded."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import InsufficientStock, NotHeld, NotOverdrawn, NotYours, StockHeld, StockOverdrawn, UnknownFact
from domain.ledger import Ledger, Movement
from domain.values import ZERO, Keeping

BLOCKED_BY_HOLD = frozenset({"sold", "consumed", "dispatched", "handed_over"})
"""R11; destroying, returning and counting go on."""
OFFICIALS = frozenset({"inspector", "regulator", "administrator"})
BLOCKED_BY_OVERDRAFT = frozenset({"dispatched"})


class Stock(Aggregate):
    """Loose, packed (by unit) and held quantities of one lot at one site, in the lot's base measure.

    No online command drives it below zero; an observed fact may, and then `Overdrawn` says by how much until the
    missing earlier fact arrives or a person resolves it.
    """

    KIND = "stock"
    TOPIC = "stock"

    class Event(Aggregate.Event):
        TOPIC = "stock:event"
        lot: str
        site: str
        fact: UUID

    class Entered(Event):
        """Came in. `cause`: harvested, received, accepted, produced, returned, found."""

        TOPIC = "stock:entered"
        party: str
        product: str
        quantity: Decimal
        cause: str

    class Left(Event):
        """Went out, of `unit` or loose. `cause`: consumed, dispatched, handed_over, sold, destroyed, returned."""

        TOPIC = "stock:left"
        party: str
        product: str
        quantity: Decimal
        cause: str
        unit: str
        reason: str
        note: str

    class Counted(Event):
        """This much was found (盘点), absolute; the variance is derived, since earlier facts may still arrive."""

        TOPIC = "stock:counted"
        party: str
        product: str
        quantity: Decimal
        note: str

    class Packed(Event):
        TOPIC = "stock:packed"
        unit: str
        quantity: Decimal

    class Unpacked(Event):
        TOPIC = "stock:unpacked"
        unit: str
        quantity: Decimal

    class Held(Event):
        """暂停销售. `reason` is a code; free text is in the vault. `by`: the role of an official, else empty."""

        TOPIC = "stock:held"
        hold: UUID
        reason: str
        note: str
        by: str

    class Released(Event):
        TOPIC = "stock:released"
        hold: UUID
        reason: str
        note: str

    class MovementCorrected(Event):
        """The whole value of what fact `corrects` moved here, of `unit` or loose; None says that it did not happen."""

        TOPIC = "stock:movement_corrected"
        corrects: UUID
        unit: str
        quantity: Decimal | None
        reason: str

    class Overdrawn(Event):
        """More left than came, by `quantity`."""

        TOPIC = "stock:overdrawn"
        quantity: Decimal

    class OverdraftClosed(Event):
        """`how`: arrived (the missing fact came) or resolved (a person accounted for it)."""

        TOPIC = "stock:overdraft_closed"
        how: str
        reason: str
        note: str

    PARTED = (*Aggregate.PARTED, Ledger)

    def __init__(self) -> None:
        self.lot = ""
        self.site = ""
        self.party = ""
        self.product = ""
        self.ledger = Ledger()
        self.holds: set[UUID] = set()
        self.released: set[UUID] = set()
        self.official: set[UUID] = set()
        self.kept: set[UUID] = set()
        self.overdraft = ZERO

    @property
    def on_hand(self) -> Decimal:
        return self.ledger.on_hand

    @property
    def loose(self) -> Decimal:
        return self.ledger.loose

    @property
    def held(self) -> bool:
        return bool(self.holds)

    def enter(self, act: Act, where: Keeping, quantity: Decimal, cause: str) -> None:
        self._happen(Stock.Entered, act, **where._asdict(), quantity=quantity, cause=cause)
        self._settle(act)

    def leave(
        self, act: Act, where: Keeping, quantity: Decimal, cause: str, *, unit: str = "", reason: str = ""
    ) -> None:
        """Refused online when held, overdrawn or not there (R4, R11); observed facts are recorded all the same (D6)."""
        if not act.observed:
            self._may_leave(act, where.lot, quantity, cause, unit)
        self._happen(
            Stock.Left, act, **where._asdict(), quantity=quantity, cause=cause, unit=unit, reason=reason, note=act.note
        )
        self._settle(act)

    def count(self, act: Act, where: Keeping, quantity: Decimal) -> None:
        """Refused online when later facts took more than it leaves: then it is not what was there."""
        before = self.on_hand
        self._happen(Stock.Counted, act, **where._asdict(), quantity=quantity, note=act.note)
        if not act.observed and self.on_hand < min(ZERO, before):
            raise InsufficientStock(lot=where.lot, counted=quantity, short=-self.on_hand)
        self._settle(act)

    def pack(self, act: Act, *, lot: str, site: str, unit: str, quantity: Decimal) -> None:
        if not act.observed and quantity > self.loose:
            raise InsufficientStock(lot=lot, wanted=quantity, loose=self.loose)
        self._happen(Stock.Packed, act, lot=lot, site=site, unit=unit, quantity=quantity)
        self._settle(act)

    def unpack(self, act: Act, *, lot: str, site: str, unit: str, quantity: Decimal) -> None:
        if not act.observed and quantity > self.ledger.in_unit(unit):
            raise InsufficientStock(lot=lot, wanted=quantity, packed=self.ledger.in_unit(unit))
        self._happen(Stock.Unpacked, act, lot=lot, site=site, unit=unit, quantity=quantity)
        self._settle(act)

    def hold(self, act: Act, *, reason: str) -> None:
        by = act.role if act.role in OFFICIALS else ""
        self._happen(Stock.Held, act, hold=act.id, reason=reason, note=act.note, by=by)

    def release(self, act: Act, *, hold: UUID, reason: str) -> None:
        """What an official holds, only officials release."""
        if not act.observed and hold not in self.holds:
            raise NotHeld(lot=self.lot, hold=hold)
        if hold in self.official and act.role not in OFFICIALS:
            raise NotYours(hold=hold)
        self._happen(Stock.Released, act, hold=hold, reason=reason, note=act.note)

    def correct(self, act: Act, *, corrects: UUID, unit: str = "", quantity: Decimal | None, reason: str) -> None:
        """Replace what `corrects` moved; refused online when not here or when it would drive the stock below zero."""
        if not act.observed and not self.ledger.knows(corrects, unit):
            raise UnknownFact(lot=self.lot, fact=corrects)
        before = self.ledger.deficit
        self._happen(Stock.MovementCorrected, act, corrects=corrects, unit=unit, quantity=quantity, reason=reason)
        if not act.observed and self.ledger.deficit > before:
            raise InsufficientStock(lot=self.lot, short=self.ledger.deficit)
        self._settle(act)

    def resolve_overdraft(self, act: Act, *, reason: str) -> None:
        """A person accounts for what is missing: the deficit enters as found, and the overdraft closes."""
        if not self.overdraft:
            raise NotOverdrawn(lot=self.lot)
        self._happen(
            Stock.Entered, act, party=self.party, product=self.product, quantity=self.ledger.deficit, cause="found"
        )
        self._happen(Stock.OverdraftClosed, act, how="resolved", reason=reason, note=act.note)

    def _may_leave(self, act: Act, lot: str, quantity: Decimal, cause: str, unit: str) -> None:
        if self.holds and cause in BLOCKED_BY_HOLD:
            raise StockHeld(lot=lot)
        if self.overdraft and cause in BLOCKED_BY_OVERDRAFT:
            raise StockOverdrawn(lot=lot, quantity=self.overdraft)
        there = min(self.ledger.in_unit(unit) if unit else self.loose, self.ledger.until_count(act.at, act.id))
        if quantity > there:
            raise InsufficientStock(lot=lot, wanted=quantity, there=there)

    def _happen(self, what: type[Event], act: Act, **values: object) -> None:
        self.record(what, act, **{"lot": self.lot, "site": self.site, "fact": act.id} | values)

    def _settle(self, act: Act) -> None:
        """Say so when the facts so far do not add up, and when they do again."""
        deficit = self.ledger.deficit
        if deficit and deficit != self.overdraft:
            self._happen(Stock.Overdrawn, act, quantity=deficit)
        elif self.overdraft and not deficit:
            self._happen(Stock.OverdraftClosed, act, how="arrived", reason="", note="")

    def _name(self, lot: str, site: str, party: str, product: str) -> None:
        self.lot, self.site = lot, site
        self.party, self.product = party, product

    @event(Entered)
    def _entered(
        self, lot: str, site: str, party: str, product: str, fact: UUID, quantity: Decimal, timestamp: datetime
    ) -> None:
        self._name(lot, site, party, product)
        self.ledger.move(Movement(timestamp, fact, quantity))

    @event(Left)
    def _left(
        self,
        lot: str,
        site: str,
        party: str,
        product: str,
        fact: UUID,
        quantity: Decimal,
        cause: str,
        unit: str,
        timestamp: datetime,
    ) -> None:
        self._name(lot, site, party, product)
        if cause == "destroyed":
            self.kept.add(fact)
        self.ledger.move(Movement(timestamp, fact, -quantity, unit=unit))

    @event(Counted)
    def _counted(
        self, lot: str, site: str, party: str, product: str, fact: UUID, quantity: Decimal, timestamp: datetime
    ) -> None:
        self._name(lot, site, party, product)
        self.kept.add(fact)
        self.ledger.move(Movement(timestamp, fact, quantity, counted=True))

    @event(Packed)
    def _packed(self, lot: str, site: str, unit: str, quantity: Decimal) -> None:
        self.lot, self.site = lot, site
        self.ledger.pack(unit, quantity)

    @event(Unpacked)
    def _unpacked(self, lot: str, site: str, unit: str, quantity: Decimal) -> None:
        self.lot, self.site = lot, site
        self.ledger.pack(unit, -quantity)

    @event(Held)
    def _held(self, lot: str, site: str, hold: UUID, by: str) -> None:
        self.lot, self.site = lot, site
        if by:
            self.official.add(hold)
        if hold not in self.released:
            self.holds.add(hold)

    @event(Released)
    def _released(self, hold: UUID) -> None:
        self.released.add(hold)
        self.holds.discard(hold)

    @event(MovementCorrected)
    def _movement_corrected(self, corrects: UUID, unit: str, quantity: Decimal | None) -> None:
        self.ledger.correct(corrects, unit, quantity)

    @event(Overdrawn)
    def _overdrawn(self, quantity: Decimal) -> None:
        self.overdraft = quantity

    @event(OverdraftClosed)
    def _overdraft_closed(self) -> None:
        self.overdraft = ZERO
