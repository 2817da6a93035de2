"""Invitations: a cooperative prints one code, and its people join with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import Response

from api.auth import MEMBER_ROLES, ROLES, Actor, Supervisor
from api.errors import InvalidParameter, WrongRole
from api.fields import Body, PartyId, RegionName
from api.regions import Regions
from api.signing.answers import answer, nothing
from api.signing.belonging import home_of
from api.signing.door import Here
from api.signing.form import described, form
from api.signing.picture import qr_picture
from domain.commands.belonging import must_suit
from domain.errors import OutsideJurisdiction, UnknownParty
from domain.membership import MANAGER
from domain.party import Party
from store.people.invitations import (
    MOST_DAYS,
    MOST_USES,
    Invitation,
    invitations_of,
    invite,
    link,
    revoke_invitation,
)
from store.people.roles import Role

router = APIRouter(prefix="/v1/people", tags=["invitations"])


class InvitationAsked(Body):
    """For one's own party, or a household that it acts for. Administrators: for any, in any role, with a jurisdiction.

    `home`: the region in whose vault those who join are kept; that of the party, unless it is the commons.
    """

    role: Annotated[str, StringConstraints(max_length=20)] = "grower"
    most_uses: Annotated[int, Field(ge=1, le=MOST_USES)] = 1
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 7
    home: RegionName | None = None
    party: PartyId | None = None
    party_region: RegionName | None = None
    jurisdiction: Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6})?$")] = ""


class InvitationTold(BaseModel):
    """`uses`: how many have joined with it."""

    id: UUID
    party: str
    role: str
    jurisdiction: str
    home: str
    most_uses: int
    uses: int
    made_by: str
    made_at: datetime
    expires_at: datetime


class InvitationMade(InvitationTold):
    """`code` and `link` are told this once; `picture`, the link's QR code as the address of an image, is printed."""

    code: str
    link: str
    picture: str


class Invitations(BaseModel):
    """Those that can still be used, the newest first."""

    items: list[InvitationTold]


@router.post(
    "/invitations",
    operation_id="make_invitation",
    status_code=201,
    response_model=InvitationMade,
    openapi_extra=described(InvitationAsked),
)
async def make_invitation(
    door: Here, actor: Supervisor, asked: Annotated[InvitationAsked, Depends(form(InvitationAsked))]
) -> Response:
    """One code for one role in one party, for as many people and days as it says."""
    role = await run_in_threadpool(_role, door.regions, actor, asked)
    home = asked.home or role.party_region
    if home not in door.regions.settings.regions:
        raise InvalidParameter(parameter="home", code="home_region")

    def make() -> tuple[Invitation, str]:
        with door.datastore.transaction() as connection:
            return invite(
                connection,
                door.keys,
                role,
                home=home,
                by=actor.person,
                most_uses=asked.most_uses,
                life=timedelta(days=asked.days),
                now=door.now(),
            )

    made, code = await run_in_threadpool(make)
    address = link(door.regions.settings.public_url, code)
    return answer(_told(made) | {"code": code, "link": address, "picture": qr_picture(address)}, 201)


@router.get("/invitations", operation_id="list_invitations", response_model=Invitations)
def list_invitations(door: Here, actor: Supervisor) -> Response:
    """Of one's own party, without their codes."""
    with door.datastore.connection() as connection:
        found = invitations_of(connection, actor.party, door.now())
    return answer({"items": [_told(one) for one in found]})


@router.delete("/invitations/{invitation}", operation_id="revoke_invitation", status_code=204, response_class=Response)
def end_invitation(invitation: UUID, door: Here, actor: Supervisor) -> Response:
    """Nobody joins with it any more; who joined stays."""
    with door.datastore.transaction() as connection:
        revoke_invitation(connection, invitation, actor.party, door.now())
    return nothing()


def _role(regions: Regions, actor: Actor, asked: InvitationAsked) -> Role:
    """What the invitation opens. Raises WrongRole, OutsideJurisdiction, UnknownRegion, UnknownParty, WrongPartyKind."""
    mine = Role(asked.party or actor.party, asked.party_region or actor.party_region, asked.role, asked.jurisdiction)
    if mine.role not in ROLES:
        raise InvalidParameter(parameter="role", code="role")
    home = regions[home_of(regions, mine.party, mine.party_region)]
    party = home.find(Party, mine.party, to_tell=False)
    if actor.role == "administrator":
        if mine.role not in MEMBER_ROLES and not mine.jurisdiction.startswith(actor.jurisdiction):
            raise OutsideJurisdiction
        if party is None and (mine.party != actor.party or mine.role in MEMBER_ROLES):
            raise UnknownParty(party=mine.party)
        if party and not party.county.startswith(actor.jurisdiction):
            raise OutsideJurisdiction(party=mine.party)
    elif mine.role not in MEMBER_ROLES or mine.jurisdiction or not _answers_for(actor, party, mine, asked):
        raise WrongRole(role=actor.role)
    if party:
        must_suit(party, mine.role)
    return mine


def _answers_for(actor: Actor, party: Party | None, mine: Role, asked: InvitationAsked) -> bool:
    """Of one's own party; a cooperative also for its households, whose first manager it invites by name."""
    if mine.party == actor.party:
        return True
    if party is None or party.kind != "household" or party.cooperative != actor.party:
        return False
    return mine.role != MANAGER or (not party.managers and asked.most_uses == 1)


def _told(one: Invitation) -> dict[str, object]:
    return {name: getattr(one, name) for name in InvitationTold.model_fields}
