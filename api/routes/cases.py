"""Cases: what an authority looks into, and how it ended."""

from __future__ import annotations

from typing import Literal

from api.auth import Investigator
from api.command import Call, CommandBody, command
from api.fields import CaseNumber, Code, TracedId
from domain import commands
from domain.commands.goods import Outcome


class NewCase(CommandBody):
    """`subject`: the lot, item or unit whose chain the case opens."""

    number: CaseNumber
    subject: TracedId
    reason: Code


CaseOutcome = Literal["unfounded", "warned", "fined", "recalled", "handed_on", "other"]


class CaseEnd(CommandBody):
    outcome: CaseOutcome


@command("/cases", Investigator)
def open_case(call: Call, body: NewCase) -> Outcome:
    """Open a case of one's authority, in the commons: it opens its subject's chain, to read, and looks refer to it."""
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
