"""Stocks: counted, destroyed, held, released, overdrafts resolved."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from api.auth import Member, Watcher
from api.command import Call, CommandBody, command
from api.fields import AmountBody, Code, LotId, SiteId, UnitId
from api.policy import can
from api.policy.chain import Stock as StockEntry
from domain import commands
from domain.commands.goods import Outcome
from domain.errors import NotYours, OutsideJurisdiction
from domain.stock import Stock


class StockBody(CommandBody):
    """One lot at one site."""

    lot: LotId
    site: SiteId


class Count(StockBody):
    """盘点: what is really there; zero is a finding."""

    amount: AmountBody


class Destruction(StockBody):
    """无害化处理/销毁."""

    amount: AmountBody
    unit: UnitId | None = None
    reason: Code


class StockWithReason(StockBody):
    """`reason` is a code; free text goes into the note."""

    reason: Code


@command("/stocks/counts", Member)
def count_stock(call: Call, body: Count) -> Outcome:
    """Count a stock."""
    return commands.count_stock(call.desk, lot=body.lot, site=body.site, amount=body.amount.read())


@command("/stocks/destructions", Member)
def destroy_stock(call: Call, body: Destruction) -> Outcome:
    """Destroy goods."""
    return commands.destroy_stock(
        call.desk,
        lot=body.lot,
        site=body.site,
        amount=body.amount.read(),
        unit=body.unit or "",
        reason=body.reason,
    )


@command("/holds", Watcher)
def hold_stock(call: Call, body: StockWithReason) -> Outcome:
    """暂停销售: hold a stock, by its owner or an inspector of its county."""
    _judge(call, body.site, "hold")
    return commands.hold_stock(call.desk, lot=body.lot, site=body.site, reason=body.reason)


@command("/holds/{hold}/releases", Watcher)
def release_stock(call: Call, body: StockWithReason, hold: UUID) -> Outcome:
    """Release a held stock: an authority lifts its own holds, and the owner the owner's (R13)."""
    _judge(call, body.site, "release")
    stock = call.desk.load(Stock, body.lot, body.site)
    if call.actor.official and hold in stock.holds and hold not in stock.official:
        raise NotYours(hold=hold)
    return commands.release_stock(call.desk, lot=body.lot, site=body.site, hold=hold, reason=body.reason)


@command("/overdraft-resolutions", Member)
def resolve_overdraft(call: Call, body: StockWithReason) -> Outcome:
    """Account for what left without ever having come."""
    return commands.resolve_overdraft(call.desk, lot=body.lot, site=body.site, reason=body.reason)


def _judge(call: Call, site: str, action: Literal["hold", "release"]) -> None:
    """Of officials; whose stock it is the domain judges."""
    where = call.desk.site(site)
    if call.actor.official and not can(call.actor, action, StockEntry(where.party, where.county)):
        raise OutsideJurisdiction(site=site)
