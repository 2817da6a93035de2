"""Custody within a region: offered by one party, accepted or rejected by another."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from domain.commands.goods import Goods, Outcome, enter, leave, lines_of, product_of, quantity_of
from domain.commands.receiving import Arrival
from domain.errors import InsufficientStock
from domain.handover import Handover
from domain.region import Desk
from domain.stock import Stock
from domain.values import ZERO, Received


def offer_handover(desk: Desk, *, site: str, to_party: str, goods: Sequence[Goods]) -> Outcome:
    """Goods move when the other side accepts; the offer's command id is what the other side scans."""
    desk.own_site(site)
    desk.party(to_party)
    lines = lines_of(desk, goods)
    for line in lines:
        stock = desk.load(Stock, line.lot, site)
        if line.quantity > stock.loose and not desk.act.observed:
            raise InsufficientStock(lot=line.lot, wanted=line.quantity, there=stock.loose)
    desk.begin(Handover, desk.act.id).offer(desk.act, site=site, to_party=to_party, lines=lines)
    return {"handover": str(desk.act.id)}


def accept_handover(
    desk: Desk, *, handover: UUID, from_site: str, to_site: str, arrivals: Sequence[Arrival]
) -> Outcome:
    """What came over leaves the giver's stock and enters the taker's; less than offered stays with the giver."""
    act = desk.act
    giver, taker = desk.site(from_site), desk.own_site(to_site)
    lines: list[Received] = []
    for arrival in arrivals:
        accepted = quantity_of(desk, product_of(arrival.lot), arrival.accepted).amount
        expected = arrival.expected and quantity_of(desk, product_of(arrival.lot), arrival.expected).amount
        lines.append(Received(arrival.lot, accepted=accepted, expected=expected, rejected=ZERO, reason=arrival.reason))
    desk.load(Handover, handover).accept(
        act,
        handover=handover,
        site=from_site,
        party=giver.party,
        to_site=to_site,
        county=taker.county,
        lines=tuple(lines),
    )
    for line in lines:
        leave(desk, line.lot, from_site, giver.party, line.accepted, "handed_over")
        enter(desk, line.lot, to_site, taker.party, line.accepted, "accepted")
    return {"handover": str(handover)}


def reject_handover(desk: Desk, *, handover: UUID, reason: str) -> Outcome:
    desk.load(Handover, handover).reject(desk.act, handover=handover, reason=reason)
    return {"handover": str(handover)}
