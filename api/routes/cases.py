"""Cases: what an authority looks into, and how it ended."""

from __future__ import annotations

from typing import ClassVar, Literal

from api.auth import Investigator
from api.command import Call, CommandBody, command
from api.fields import CaseNumber, Code, TracedId
from api.recording import recorder
from domain import commands
from domain.commands.goods import Outcome
from domain.commands.labelling import roll_of
from domain.errors import Unknown
from domain.gs1 import Identity, Lgtin, Sgtin, parse
from domain.logistic_unit import LogisticUnit
from domain.lot import Lot
from domain.region import COMMONS, Region
from domain.trace_code import TraceCode
from projections.trace.known import knows_lot
from store.errors import NotMigrated


class NewCase(CommandBody):
    """`subject`: the lot, item or unit whose chain the case opens."""

    SLOW: ClassVar[bool] = True
    number: CaseNumber
    subject: TracedId
    reason: Code


CaseOutcome = Literal["unfounded", "warned", "fined", "recalled", "handed_on", "other"]


class CaseEnd(CommandBody):
    outcome: CaseOutcome


@command("/cases", Investigator)
def open_case(call: Call, body: NewCase) -> Outcome:
    """Open a case of one's authority, in the commons: it opens its subject's chain, to read, and looks refer to it.

    Goods of which no city has a record are refused to whoever looks at the screen, who may have mistyped.
    """
    _must_be_recorded(call, body.subject)
    return commands.open_case(
        call.desk,
        number=body.number,
        subject=body.subject,
        reason=body.reason,
        jurisdiction=call.actor.jurisdiction,
    )


@command("/cases/{number}/closings", Investigator)
def close_case(call: Call, body: CaseEnd, number: CaseNumber) -> Outcome:
    """Close a case of one's authority: it opens nothing any more."""
    return commands.close_case(call.desk, number=number, outcome=body.outcome)


def _must_be_recorded(call: Call, subject: str) -> None:
    """Raises Unknown. What an outbox tells is recorded all the same: its goods may be told of later."""
    if call.desk.act.observed:
        return
    identity = parse(subject)
    if not any(_knows(region, identity) for name, region in call.regions.items() if name != COMMONS):
        raise Unknown(subject=subject)


def _knows(region: Region, identity: Identity) -> bool:
    if isinstance(identity, Lgtin):
        return region.find(Lot, identity.key, to_tell=False) is not None or _traces(region, identity.key)
    if isinstance(identity, Sgtin):
        roll = region.find(TraceCode, identity.gtin.digits, roll_of(identity.serial), to_tell=False)
        return roll is not None and identity.serial in roll.serials
    return region.find(LogisticUnit, identity.key, to_tell=False) is not None


def _traces(region: Region, lot: str) -> bool:
    try:
        with recorder(region).datastore.connection() as connection:
            return knows_lot(connection, region.region, lot)
    except NotMigrated:
        return False  # no trace was ever built here
