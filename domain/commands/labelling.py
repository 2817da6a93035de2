"""Rolls of item labels: issue, bind to a lot, reprint, void."""

from __future__ import annotations

from domain.commands.goods import Outcome, product_of
from domain.errors import UnknownLot, UnknownRoll, WrongProduct
from domain.region import Desk
from domain.stock import Stock
from domain.trace_code import TraceCode
from domain.values import ZERO


def issue_labels(desk: Desk, *, product: str, serials: tuple[str, ...]) -> Outcome:
    """A roll of labels that share the first four characters of their serials; those name the roll."""
    desk.must_stand_well()
    desk.product(product)
    roll = desk.load(TraceCode, product, roll_of(serials[0]))
    roll.issue(desk.act, product=product, roll=roll_of(serials[0]), serials=serials)
    return {"roll": roll_of(serials[0]), "product": product, "serials": list(serials)}


def bind_labels(desk: Desk, *, product: str, first: str, last: str, lot: str, site: str = "") -> Outcome:
    """The labels from `first` to `last` of one roll stick on goods of `lot` at `site` now.

    Online they must lie there, at a site of the acting party: a label lends its goods the history of the lot. What was
    observed is recorded with what it says, and shows as a discrepancy while nothing of the lot was ever there.
    Raises: UnknownLot.
    """
    if product_of(lot) != product:
        raise WrongProduct(product=product, lot=lot)
    party = desk.own_site(site).party if site else desk.act.party
    desk.must_stand_well()
    if not desk.act.observed and not (site and desk.load(Stock, lot, site).on_hand > ZERO):
        raise UnknownLot(lot=lot, site=site)
    roll = _roll(desk, product, first, last)
    count = roll.bind(desk.act, first=first, last=last, lot=lot, party=party, site=site)
    return {"lot": lot, "labels": count}


def reprint_labels(desk: Desk, *, product: str, first: str, last: str, reason: str) -> Outcome:
    return {"labels": _roll(desk, product, first, last).reprint(desk.act, first=first, last=last, reason=reason)}


def void_labels(desk: Desk, *, product: str, first: str, last: str, reason: str) -> Outcome:
    return {"labels": _roll(desk, product, first, last).void(desk.act, first=first, last=last, reason=reason)}


def roll_of(serial: str) -> str:
    """The roll that a serial of ours names itself by."""
    return serial[:4]


def _roll(desk: Desk, product: str, first: str, last: str) -> TraceCode:
    if roll_of(first) != roll_of(last):
        raise UnknownRoll(first=first, last=last)
    return desk.load(TraceCode, product, roll_of(first))
