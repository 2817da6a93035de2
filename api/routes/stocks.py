"""Stocks: counted, destroyed, held, released, overdrafts resolved."""

from __future__ import annotations

from uuid import UUID

from api.auth import Holder, Member
from api.command import Call, CommandBody, command
from api.errors import OutsideJurisdiction
from api.fields import AmountBody, Code, LotId, SiteId, UnitId
from domain import commands
from domain.commands.goods import Outcome


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


@command("/holds", Holder)
def hold_stock(call: Call, body: StockWithReason) -> Outcome:
    """暂停销售: hold a stock, by its owner or an inspector of its county."""
    _judge_jurisdiction(call, body.site)
    return commands.hold_stock(call.desk, lot=body.lot, site=body.site, reason=body.reason)


@command("/holds/{hold}/releases", Holder)
def release_stock(call: Call, body: StockWithReason, hold: UUID) -> Outcome:
    """Release a held stock."""
    _judge_jurisdiction(call, body.site)
    return commands.release_stock(call.desk, lot=body.lot, site=body.site, hold=hold, reason=body.reason)


@command("/overdraft-resolutions", Member)
def resolve_overdraft(call: Call, body: StockWithReason) -> Outcome:
    """Account for what left without ever having come."""
    return commands.resolve_overdraft(call.desk, lot=body.lot, site=body.site, reason=body.reason)


def _judge_jurisdiction(call: Call, site: str) -> None:
    if call.actor.role == "inspector" and not call.desk.site(site).county.startswith(call.actor.jurisdiction):
        raise OutsideJurisdiction(site=site)
