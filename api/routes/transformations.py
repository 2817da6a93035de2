"""Transformations: lots become other lots, in one fact."""

from __future__ import annotations

from typing import Literal

from api.auth import Member
from api.command import Call, CommandBody, command
from api.fields import AmountBody, Code, SiteId, whole
from api.routes.receipts import Goods
from domain import commands
from domain.commands.goods import Outcome


class Transformation(CommandBody):
    """split, merge 混装, grade, process, repack 分装; `step` names the yield range of a process (peel, dry ...)."""

    kind: Literal["split", "merge", "grade", "process", "repack"]
    step: Code | None = None
    site: SiteId
    inputs: Goods
    outputs: Goods
    waste: AmountBody | None = None


@command("/transformations", Member)
def transform_lots(call: Call, body: Transformation) -> Outcome:
    """Split, merge, grade, process or repack lots."""
    return commands.transform_lots(
        call.desk,
        kind=body.kind,
        step=body.step or "",
        site=body.site,
        inputs=whole(body.inputs),
        outputs=whole(body.outputs),
        waste=body.waste and body.waste.read(),
    )
