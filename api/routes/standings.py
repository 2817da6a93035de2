"""The standing of parties: verified, suspended, resumed; and who acts for a household."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.auth import Administrator, Supervisor
from api.command import Call, CommandBody, command
from api.fields import Code, PartyId
from api.routes.hiding import hidden_household
from domain import commands
from domain.commands.goods import Outcome


class Verification(CommandBody):
    """`paper`: what was looked at; its copies are evidence."""

    credit_code: Annotated[str, StringConstraints(min_length=1, max_length=40), Field(examples=["91350100M000100Y43"])]
    paper: Literal["business_licence", "cooperative_licence", "institution_certificate", "collective_certificate"]


class StandingChange(CommandBody):
    reason: Code


class ActingGrant(CommandBody):
    """`paper`: how the household agreed."""

    cooperative: PartyId
    paper: Literal["in_person", "written_consent", "contract"]


@command("/parties/{party}/verifications", Administrator)
def verify_party(call: Call, body: Verification, party: PartyId) -> Outcome:
    """Verify a party by its unified social credit code (统一社会信用代码) and a paper, where it is registered."""
    return commands.verify_party(
        call.desk, party=party, credit_code=body.credit_code, paper=body.paper, within=call.actor.jurisdiction
    )


@command("/parties/{party}/suspensions", Administrator)
def suspend_party(call: Call, body: StandingChange, party: PartyId) -> Outcome:
    """Suspend a party: it moves no goods until it is resumed."""
    return commands.suspend_party(call.desk, party=party, reason=body.reason, within=call.actor.jurisdiction)


@command("/parties/{party}/resumptions", Administrator)
def resume_party(call: Call, body: StandingChange, party: PartyId) -> Outcome:
    """Let a suspended party go on."""
    return commands.resume_party(call.desk, party=party, reason=body.reason, within=call.actor.jurisdiction)


@command("/parties/{party}/acting-grants", Supervisor)
def grant_acting(call: Call, body: ActingGrant, party: PartyId) -> Outcome:
    """Let a cooperative act for a household: by its own manager, or by an administrator who saw that it agreed."""
    with hidden_household(call, party):
        return commands.grant_acting(
            call.desk, party=party, cooperative=body.cooperative, paper=body.paper, within=call.actor.jurisdiction
        )


@command("/parties/{party}/acting-endings", Supervisor)
def end_acting(call: Call, body: StandingChange, party: PartyId) -> Outcome:
    """Nobody acts for the household any more: by its manager, its cooperative, or an administrator."""
    with hidden_household(call, party):
        return commands.end_acting(call.desk, party=party, reason=body.reason, within=call.actor.jurisdiction)
