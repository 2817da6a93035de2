"""Item labels: rolls issued, bound to a lot, reprinted, void."""

from __future__ import annotations

import hmac
from itertools import count
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from api.auth import Labeller, Member
from api.command import Call, CommandBody, command
from api.fields import Code, LotId, ProductId, SiteId
from domain import commands
from domain.commands.goods import Outcome
from domain.commands.labelling import roll_of
from domain.lot_code import ALPHABET
from domain.trace_code import TraceCode

ROLL_LENGTH, RANDOM_LENGTH = 4, 12
Serial = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,20}$")]


class LabelRoll(CommandBody):
    """So many labels of one product."""

    SLOW: ClassVar[bool] = True

    product: ProductId
    count: Annotated[int, Field(ge=1, le=1000)]


class LabelRange(CommandBody):
    """From one label of a roll to another."""

    product: ProductId
    first: Serial
    last: Serial


class LabelBinding(LabelRange):
    """`site`: where the goods lie that they stick on; without a signal it may be left out."""

    lot: LotId
    site: SiteId | None = None


class LabelChange(LabelRange):
    reason: Code


@command("/label-rolls", Labeller)
def issue_labels(call: Call, body: LabelRoll) -> Outcome:
    """Issue a roll of labels."""
    key = call.regions.settings.content_key.reveal()
    rolls = (mint_serials(key, call.desk.act.party, call.desk.act.id, body.count, attempt) for attempt in count())
    free = next(serials for serials in rolls if not call.desk.load(TraceCode, body.product, roll_of(serials[0])).party)
    return commands.issue_labels(call.desk, product=body.product, serials=free)


@command("/label-bindings", Member)
def bind_labels(call: Call, body: LabelBinding) -> Outcome:
    """Bind labels to the lot that they stick on."""
    return commands.bind_labels(
        call.desk, product=body.product, first=body.first, last=body.last, lot=body.lot, site=body.site or ""
    )


@command("/label-reprints", Member)
def reprint_labels(call: Call, body: LabelChange) -> Outcome:
    """Reprint labels."""
    return commands.reprint_labels(
        call.desk, product=body.product, first=body.first, last=body.last, reason=body.reason
    )


@command("/label-voidings", Member)
def void_labels(call: Call, body: LabelChange) -> Outcome:
    """Void labels."""
    return commands.void_labels(call.desk, product=body.product, first=body.first, last=body.last, reason=body.reason)


def mint_serials(key: bytes, party: str, command_id: UUID, labels: int, attempt: int = 0) -> tuple[str, ...]:
    """Serials of 4 characters that name the roll and 12 of their own; the same arguments give the same again.

    A roll's 4 characters may be taken: then the next `attempt` is made. Without the key one serial tells nothing of
    the next: 60 bits each (D4, R20).
    """
    seed = b"labels|" + party.encode() + command_id.bytes + attempt.to_bytes(4)
    roll = _characters(hmac.digest(key, seed, "sha256"), ROLL_LENGTH)
    return tuple(
        roll + _characters(hmac.digest(key, seed + number.to_bytes(4), "sha256"), RANDOM_LENGTH)
        for number in range(labels)
    )


def _characters(digest: bytes, length: int) -> str:
    return "".join(ALPHABET[byte & 31] for byte in digest[:length])
