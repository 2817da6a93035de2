"""Sale: goods sold at one site, wholesale with a sales voucher (销售凭证) or retail."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyRegistered, MoreThanSold, UnknownSale
from domain.values import ZERO, Shipped, total

KINDS = ("wholesale", "retail")


class Sale(Aggregate):
    """Named by its command id. A buyer without an account stands in the vault."""

    KIND = "sale"
    TOPIC = "sale"

    class Event(Aggregate.Event):
        TOPIC = "sale:event"
        sale: UUID
        fact: UUID
        party: str
        site: str
        lines: tuple[Shipped, ...]

    class SoldWholesale(Event):
        """`voucher` is the number on the sales voucher that the buyer takes along (SAMR Order 81)."""

        TOPIC = "sale:sold_wholesale"
        county: str
        voucher: str
        buyer: str
        buyer_region: str
        vault: str
        note: str

    class SoldRetail(Event):
        TOPIC = "sale:sold_retail"
        county: str
        note: str

    class Returned(Event):
        """Brought back by the buyer; `restocked` says whether it went back on the shelf."""

        TOPIC = "sale:returned"
        reason: str
        restocked: bool
        note: str

    class Corrected(Event):
        TOPIC = "sale:corrected"
        reason: str
        note: str

    def __init__(self) -> None:
        self.party = ""
        self.site = ""
        self.voucher = ""
        self.lines: tuple[Shipped, ...] = ()
        self.returned: dict[str, Decimal] = {}

    def sell_wholesale(
        self,
        act: Act,
        *,
        site: str,
        county: str,
        lines: tuple[Shipped, ...],
        voucher: str,
        buyer: str,
        buyer_region: str,
        vault: str,
    ) -> None:
        self._must_be_new(act)
        self.record(
            Sale.SoldWholesale,
            act,
            sale=act.id,
            fact=act.id,
            party=act.party,
            site=site,
            county=county,
            lines=lines,
            voucher=voucher,
            buyer=buyer,
            buyer_region=buyer_region,
            vault=vault,
            note=act.note,
        )

    def sell_retail(self, act: Act, *, site: str, county: str, lines: tuple[Shipped, ...]) -> None:
        self._must_be_new(act)
        self.record(
            Sale.SoldRetail,
            act,
            sale=act.id,
            fact=act.id,
            party=act.party,
            site=site,
            county=county,
            lines=lines,
            note=act.note,
        )

    def take_back(
        self, act: Act, *, sale: UUID, site: str, lines: tuple[Shipped, ...], reason: str, restocked: bool
    ) -> None:
        if not self.party and not act.observed:
            raise UnknownSale(sale=sale)
        if not act.observed and self._more_back(self.lines, lines):
            raise MoreThanSold(sale=sale)
        self.record(
            Sale.Returned,
            act,
            sale=sale,
            fact=act.id,
            party=act.party,
            site=site,
            lines=lines,
            reason=reason,
            restocked=restocked,
            note=act.note,
        )

    def correct(self, act: Act, *, sale: UUID, lines: tuple[Shipped, ...], reason: str) -> None:
        if not act.observed and self._more_back(lines):
            raise MoreThanSold(sale=sale)
        self.record(
            Sale.Corrected,
            act,
            sale=sale,
            fact=act.id,
            party=self.party,
            site=self.site,
            lines=lines,
            reason=reason,
            note=act.note,
        )

    def _must_be_new(self, act: Act) -> None:
        if self.party:
            raise AlreadyRegistered(sale=act.id)

    def _more_back(self, sold: tuple[Shipped, ...], back: tuple[Shipped, ...] = ()) -> bool:
        """Whether more came back of any lot, with what comes `back` now, than was sold."""
        returned = self.returned | {line.lot: self.returned.get(line.lot, ZERO) for line in back}
        return any(
            before + total(line.quantity for line in back if line.lot == lot)
            > total(line.quantity for line in sold if line.lot == lot)
            for lot, before in returned.items()
        )

    def _sold(self, party: str, site: str, lines: tuple[Shipped, ...]) -> None:
        self.party, self.site, self.lines = party, site, lines

    @event(SoldWholesale)
    def _sold_wholesale(self, party: str, site: str, lines: tuple[Shipped, ...], voucher: str) -> None:
        self._sold(party, site, lines)
        self.voucher = voucher

    @event(SoldRetail)
    def _sold_retail(self, party: str, site: str, lines: tuple[Shipped, ...]) -> None:
        self._sold(party, site, lines)

    @event(Returned)
    def _returned(self, lines: tuple[Shipped, ...]) -> None:
        for line in lines:
            self.returned[line.lot] = self.returned.get(line.lot, ZERO) + line.quantity

    @event(Corrected)
    def _corrected(self, lines: tuple[Shipped, ...]) -> None:
        self.lines = lines
