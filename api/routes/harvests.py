"""Harvests: produce of one site and day enters its lot."""

from __future__ import annotations

from api.auth import Member
from api.command import Call, CommandBody, command
from api.fields import AmountBody, LotId, SiteId
from domain import commands
from domain.commands.goods import Outcome


class Harvest(CommandBody):
    """The lot's code is minted on the phone; baskets of one site and day may add up in one lot."""

    lot: LotId
    site: SiteId
    amount: AmountBody


@command("/harvests", Member)
def record_harvest(call: Call, body: Harvest) -> Outcome:
    """Record a harvest."""
    return commands.record_harvest(call.desk, lot=body.lot, site=body.site, amount=body.amount.read())
