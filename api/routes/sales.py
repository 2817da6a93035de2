"""Sales: wholesale with a sales voucher (销售凭证), retail, and what buyers bring back."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from api.auth import Member
from api.command import Call, CommandBody, command
from api.fields import Body, Code, Number, PartyId, RegionName, SiteId, Text, whole
from api.routes.receipts import Goods
from domain import commands
from domain.commands.goods import Outcome


class BuyerBody(Body):
    """A registered party, or a name and phone for the vault."""

    party: PartyId | None = None
    region: RegionName | None = None
    name: Text | None = None
    phone: Text | None = None


class Wholesale(CommandBody):
    """With a voucher; its number is made where none is given."""

    PERSONAL: ClassVar[bool] = True

    kind: Literal["wholesale"]
    site: SiteId
    goods: Goods
    voucher: Number | None = None
    buyer: BuyerBody = BuyerBody()


class Retail(CommandBody):
    kind: Literal["retail"]
    site: SiteId
    goods: Goods


class SaleReturn(CommandBody):
    """Brought back; `restocked`: on the shelf again."""

    site: SiteId
    goods: Goods
    reason: Code
    restocked: bool


@command("/sales", Member)
def sell(call: Call, body: Annotated[Wholesale | Retail, Field(discriminator="kind")]) -> Outcome:
    """Sell wholesale or retail."""
    if isinstance(body, Retail):
        return commands.sell_retail(call.desk, site=body.site, goods=whole(body.goods))
    buyer = body.buyer
    if buyer.region:
        call.must_be_region(buyer.region)
    return commands.sell_wholesale(
        call.desk,
        site=body.site,
        goods=whole(body.goods),
        voucher=body.voucher or "",
        buyer=buyer.party or "",
        buyer_region=buyer.region or "",
        vault=call.keep(f"buyer of {call.desk.act.id}", name=buyer.name, phone=buyer.phone),
    )


@command("/sales/{sale}/returns", Member)
def return_sale(call: Call, body: SaleReturn, sale: UUID) -> Outcome:
    """Take goods back from a buyer."""
    return commands.return_sale(
        call.desk, sale=sale, site=body.site, goods=whole(body.goods), reason=body.reason, restocked=body.restocked
    )
