"""Custody within a region: offered by one party, accepted or rejected by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from domain.commands.goods import Goods, Outcome, enter, lines_of, once, product_of, quantity_of
from domain.commands.receiving import Arrival
from domain.errors import AlreadyRegistered, InsufficientStock, NothingToDo
from domain.handover import Handover, Taken
from domain.region import Desk
from domain.stock import Stock
from domain.values import ZERO, Keeping, Received


def offer_handover(desk: Desk, *, site: str, to_party: str, goods: Sequence[Goods]) -> Outcome:
    """Goods move when the other side accepts; the offer's command id is what the other side scans.

    An acceptance that was observed may have arrived before: then they move now, as of when they were accepted.
    """
    where = desk.own_site(site)
    desk.party(to_party)
    lines = lines_of(desk, goods)
    for line in lines:
        stock = desk.load(Stock, line.lot, site)
        if line.quantity > stock.loose and not desk.act.observed:
            raise InsufficientStock(lot=line.lot, wanted=line.quantity, there=stock.loose)
    offer = desk.begin(Handover, desk.act.id)
    offer.offer(desk.act, site=site, to_party=to_party, lines=lines)
    _give(desk, site, where.party, offer.taken)
    return {"handover": str(desk.act.id)}


def accept_handover(
    desk: Desk, *, handover: UUID, from_site: str, to_site: str, arrivals: Sequence[Arrival]
) -> Outcome:
    """What came over leaves the giver's stock and enters the taker's; less than offered stays with the giver.

    The taker's word alone enters the taker's own stock and nothing else: the giver's stock follows the offer. Of an
    observed acceptance whose offer is not known yet it follows when the offer arrives (`Handover.taken`); what was
    accepted beyond the offer stays a difference between the two.
    Raises: NothingToDo when goods would stay at their site.
    """
    act = desk.act
    giver, taker = desk.site(from_site), desk.own_site(to_site)
    desk.must_stand_well(giver.party, site=from_site, county=giver.county)
    if from_site == to_site:
        raise NothingToDo(site=to_site)
    once(arrival.lot for arrival in arrivals)
    lines: list[Received] = []
    for arrival in arrivals:
        accepted = quantity_of(desk, product_of(arrival.lot), arrival.accepted).amount
        expected = arrival.expected and quantity_of(desk, product_of(arrival.lot), arrival.expected).amount
        lines.append(Received(arrival.lot, accepted=accepted, expected=expected, rejected=ZERO, reason=arrival.reason))
    offer = desk.load(Handover, handover)
    before = len(offer.taken)
    offer.accept(
        act,
        handover=handover,
        site=from_site,
        party=giver.party,
        to_site=to_site,
        county=taker.county,
        lines=tuple(lines),
    )
    _give(desk, from_site, giver.party, offer.taken[before:])
    for line in lines:
        enter(desk, line.lot, to_site, taker.party, line.accepted, "accepted")
    return {"handover": str(handover)}


def reject_handover(desk: Desk, *, handover: UUID, reason: str) -> Outcome:
    desk.load(Handover, handover).reject(desk.act, handover=handover, reason=reason)
    return {"handover": str(handover)}


def _give(desk: Desk, site: str, party: str, taken: Sequence[Taken]) -> None:
    """What was taken leaves the giver's stock, under the name and time of its acceptance, whoever spoke last."""
    for one in taken:
        stock, act = desk.load(Stock, one.lot, site), desk.act
        if one.fact != act.id:
            act = replace(act, id=one.fact, at=one.at, note=one.note, observed=True)
        elif stock.ledger.knows(one.fact, ""):
            raise AlreadyRegistered(fact=one.fact)
        stock.leave(act, Keeping(one.lot, site, party, product_of(one.lot)), one.quantity, "handed_over")
