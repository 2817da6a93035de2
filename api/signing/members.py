"""The people of a party: roles, jurisdictions, suspensions and ends, decided by whoever answers for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from api.auth import Actor, Holder, Supervisor
from api.fields import Body, Code, PartyId, RegionName
from api.recording import carry_out
from api.routes.hiding import is_hidden
from api.signing.belonging import copy_member, home_of
from api.signing.commanded import Commanded, commanded, done
from api.signing.door import Door, Here
from api.signing.form import described
from domain import commands
from domain.commands.goods import Outcome
from domain.errors import AlreadySo, NotYours, UnknownMember, UnknownParty
from domain.region import Desk

router = APIRouter(prefix="/v1/people", tags=["members"])
Person = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


class Departure(Body):
    """There is nothing more to say."""


class OnMember(Body):
    """`party` and its region: one's own, but for a cooperative's households, and for administrators."""

    party: PartyId | None = None
    party_region: RegionName | None = None


class NewRole(OnMember):
    role: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}$")]


class NewJurisdiction(OnMember):
    """A county code or its first digits; empty: everywhere."""

    jurisdiction: Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6})?$")]


class Because(OnMember):
    reason: Code


class MemberDecided(BaseModel):
    """What the member is now; `role` is empty of who left. `position`: in `region`, for `at_least`."""

    id: UUID
    position: int
    recorded_at: datetime
    region: str
    party: str
    person: str
    role: str
    jurisdiction: str
    suspended: bool


@router.post(
    "/members/{person}/roles",
    operation_id="change_member_role",
    status_code=201,
    response_model=MemberDecided,
    openapi_extra=described(NewRole),
)
def change_role(
    door: Here, actor: Supervisor, person: Person, asked: Annotated[Commanded[NewRole], Depends(commanded(NewRole))]
) -> Response:
    """Let a member go on in another role; officials by administrators alone, and nobody oneself."""
    role = asked.body.role
    return _decide(door, actor, asked, person, lambda desk, **whom: commands.change_role(desk, role=role, **whom))


@router.post(
    "/members/{person}/jurisdictions",
    operation_id="give_member_jurisdiction",
    status_code=201,
    response_model=MemberDecided,
    openapi_extra=described(NewJurisdiction),
)
def give_jurisdiction(
    door: Here,
    actor: Supervisor,
    person: Person,
    asked: Annotated[Commanded[NewJurisdiction], Depends(commanded(NewJurisdiction))],
) -> Response:
    """Give an official an area, inside the administrator's own."""
    area = asked.body.jurisdiction
    return _decide(
        door, actor, asked, person, lambda desk, **whom: commands.give_jurisdiction(desk, jurisdiction=area, **whom)
    )


@router.post(
    "/members/{person}/suspensions",
    operation_id="suspend_member",
    status_code=201,
    response_model=MemberDecided,
    openapi_extra=described(Because),
)
def suspend(
    door: Here, actor: Supervisor, person: Person, asked: Annotated[Commanded[Because], Depends(commanded(Because))]
) -> Response:
    """Let a member in nowhere until resumed; within seconds."""
    reason = asked.body.reason
    return _decide(
        door, actor, asked, person, lambda desk, **whom: commands.suspend_member(desk, reason=reason, **whom)
    )


@router.post(
    "/members/{person}/resumptions",
    operation_id="resume_member",
    status_code=201,
    response_model=MemberDecided,
    openapi_extra=described(Because),
)
def resume(
    door: Here, actor: Supervisor, person: Person, asked: Annotated[Commanded[Because], Depends(commanded(Because))]
) -> Response:
    """Let a suspended member in again."""
    reason = asked.body.reason
    return _decide(door, actor, asked, person, lambda desk, **whom: commands.resume_member(desk, reason=reason, **whom))


@router.post(
    "/members/{person}/endings",
    operation_id="end_membership",
    status_code=201,
    response_model=MemberDecided,
    openapi_extra=described(Because),
)
def end(
    door: Here, actor: Supervisor, person: Person, asked: Annotated[Commanded[Because], Depends(commanded(Because))]
) -> Response:
    """Somebody works here no longer: their sessions and tokens for the party end; the old invitation opens nothing."""
    reason = asked.body.reason
    return _decide(
        door, actor, asked, person, lambda desk, **whom: commands.end_membership(desk, reason=reason, **whom)
    )


@router.post(
    "/departures",
    operation_id="leave_party",
    status_code=201,
    response_model=MemberDecided,
    openapi_extra=described(Departure),
)
def leave(door: Here, actor: Holder, asked: Annotated[Commanded[Departure], Depends(commanded(Departure))]) -> Response:
    """Leave the party one works for; its last manager names another one first."""
    return _record(
        door, actor, asked, actor.party, actor.party_region, actor.person,
        lambda desk: commands.leave_party(desk, party=actor.party),
    )  # fmt: skip


def _decide(
    door: Door, actor: Actor, asked: Commanded[OnMember], person: str, decide: Callable[..., Outcome]
) -> Response:
    party, region = asked.body.party or actor.party, asked.body.party_region or actor.party_region
    whom = {"party": party, "person": person, "within": actor.jurisdiction}
    return _record(door, actor, asked, party, region, person, lambda desk: decide(desk, **whom))


def _record(
    door: Door,
    actor: Actor,
    asked: Commanded[Body],
    party: str,
    party_region: str,
    person: str,
    decide: Callable[[Desk], Outcome],
) -> Response:
    """The fact first, then the copy; a repeat makes the copy that a crash kept from being made."""
    home = home_of(door.regions, party, party_region)

    def copy() -> None:
        with door.datastore.transaction() as connection:
            copy_member(connection, door.regions, party, party_region, person, door.now())

    try:
        recorded = carry_out(door.regions[home], asked.act(door, actor), decide)
    except (AlreadySo, UnknownMember):
        copy()
        raise
    except NotYours:
        if is_hidden(door.regions[home], actor, party):
            raise UnknownParty(party=party) from None
        raise
    copy()
    return done(home, recorded)
