"""Corrections: the whole values of a fact anew, or none, which says that it did not happen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.auth import Member
from api.command import Call, CommandBody, command
from api.fields import AmountBody, Code, LotId, SiteId, whole
from api.routes.hiding import PAPERS, hidden
from api.routes.units import LooseGoods
from domain import commands
from domain.commands.goods import Outcome


class Correction(CommandBody):
    """`fact`: the command id of what is corrected."""

    fact: UUID
    reason: Code


class QuantityCorrection(Correction):
    """Of a harvest, or of a count or a destruction (movement); null: it did not happen."""

    kind: Literal["harvest", "movement"]
    lot: LotId
    site: SiteId
    amount: AmountBody | None


class TransformationCorrection(Correction):
    """Same lots, other quantities; empty: it did not happen."""

    kind: Literal["transformation"]
    inputs: LooseGoods
    outputs: LooseGoods
    waste: AmountBody | None = None


class GoodsCorrection(Correction):
    """Same lots, other quantities; empty: it did not happen."""

    kind: Literal["receipt", "sale", "dispatch"]
    goods: LooseGoods


_BY_KIND: dict[str, Callable[..., Outcome]] = {
    "harvest": commands.correct_harvest,
    "movement": commands.correct_movement,
    "receipt": commands.correct_receipt,
    "sale": commands.correct_sale,
    "dispatch": commands.correct_dispatch,
}


@command("/corrections", Member)
def correct(
    call: Call,
    body: Annotated[QuantityCorrection | TransformationCorrection | GoodsCorrection, Field(discriminator="kind")],
) -> Outcome:
    """Correct a fact; both values stay visible to inspectors."""
    with hidden(call, PAPERS[body.kind], body.fact) if body.kind in PAPERS else nullcontext():
        return _corrected(call, body)


def _corrected(call: Call, body: QuantityCorrection | TransformationCorrection | GoodsCorrection) -> Outcome:
    match body:
        case QuantityCorrection():
            return _BY_KIND[body.kind](
                call.desk,
                fact=body.fact,
                lot=body.lot,
                site=body.site,
                amount=body.amount and body.amount.read(),
                reason=body.reason,
            )
        case TransformationCorrection():
            return commands.correct_transformation(
                call.desk,
                fact=body.fact,
                inputs=whole(body.inputs),
                outputs=whole(body.outputs),
                waste=body.waste and body.waste.read(),
                reason=body.reason,
            )
        case GoodsCorrection():
            return _BY_KIND[body.kind](call.desk, fact=body.fact, goods=whole(body.goods), reason=body.reason)
