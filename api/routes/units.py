"""Logistic units: cartons, pallets, truckloads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.auth import Member
from api.command import Call, CommandBody, command
from api.fields import GoodsBody, SiteId, UnitId, whole
from api.routes.receipts import Units
from domain import commands
from domain.commands.goods import Outcome

LooseGoods = Annotated[tuple[GoodsBody, ...], Field(max_length=500)]


class Packing(CommandBody):
    """Loose goods, or whole units, that go in."""

    kind: Literal["carton", "crate", "pallet", "truckload"]
    site: SiteId
    goods: LooseGoods = ()
    units: Units = ()


class Unpacking(CommandBody):
    """Goods or units that come out."""

    site: SiteId
    goods: LooseGoods = ()
    units: Units = ()


@command("/units/{sscc}/packings", Member)
def pack_unit(call: Call, body: Packing, sscc: UnitId) -> Outcome:
    """Pack into a logistic unit."""
    return commands.pack_unit(
        call.desk, unit=sscc, kind=body.kind, site=body.site, goods=whole(body.goods), units=body.units
    )


@command("/units/{sscc}/unpackings", Member)
def unpack_unit(call: Call, body: Unpacking, sscc: UnitId) -> Outcome:
    """Take out of a logistic unit."""
    return commands.unpack_unit(call.desk, unit=sscc, site=body.site, goods=whole(body.goods), units=body.units)
