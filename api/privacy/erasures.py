"""The end of personal data: asked for by the person, by who acts for them, or ordered by an administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from api.auth import Actor, SignedInPerson, Supervisor
from api.errors import WrongRole
from api.fields import Body, PartyId
from api.privacy.leaving import leave_everywhere
from api.privacy.resting import erase_resting, households_under
from api.privacy.retention import retained
from api.privacy.subjects import must_be_allowed
from api.signing.answers import answer
from api.signing.door import Door, Here
from api.signing.form import described, form
from api.signing.guarding import may_change_factors
from store.erasures import Erasures, nothing
from store.people.consents import consents_of
from store.vault.ledger import Erasure

router = APIRouter(prefix="/v1/people", tags=["privacy"])


class OwnErasure(Body):
    """`household`: the one that one works for, in the place of oneself."""

    household: PartyId | None = None


class OrderedErasure(Body):
    """`subject`: a person, a party, `buyer of <command id>` or `driver of <command id>`.

    `basis`: they asked for it; its purpose is over; it was collected without right; an authority orders it. By the
    last two nothing is retained, whatever another law says: they are an administrator's alone.
    """

    subject: Annotated[str, StringConstraints(pattern=r"^((buyer|driver) of )?[A-Za-z0-9-]{1,64}$")]
    basis: Literal["asked", "ended", "unlawful", "ordered"]


class RetainedTold(BaseModel):
    """What a law wants until then; locked meanwhile: shown to the person alone."""

    region: str
    ref: UUID
    fields: list[str]
    until: datetime


class ErasureTold(BaseModel):
    """What was erased is gone everywhere by now, from pages within seconds."""

    id: UUID
    at: datetime
    subject: str
    basis: str
    retained: list[RetainedTold]


@router.post(
    "/me/erasures",
    operation_id="erase_me",
    status_code=201,
    response_model=ErasureTold,
    openapi_extra=described(OwnErasure),
)
def erase_me(door: Here, actor: SignedInPerson, asked: Annotated[OwnErasure, Depends(form(OwnErasure))]) -> Response:
    """Ask for the end of one's data (PIPL article 47). Of oneself it ends the account, every session and every
    membership: an official with a second factor must have shown it, for that ends with the account."""
    return _erase(door, actor, asked.household or actor.person, "asked")


@router.post(
    "/erasures",
    operation_id="erase_subject",
    status_code=201,
    response_model=ErasureTold,
    openapi_extra=described(OrderedErasure),
)
def erase_subject(
    door: Here, actor: Supervisor, asked: Annotated[OrderedErasure, Depends(form(OrderedErasure))]
) -> Response:
    """End somebody's data: in the name of a household that one acts for, or as an administrator of the area."""
    if asked.basis in ("unlawful", "ordered") and actor.role != "administrator":
        raise WrongRole(role=actor.role)
    return _erase(door, actor, asked.subject, asked.basis)


def _erase(door: Door, actor: Actor, subject: str, basis: str) -> Response:
    with door.datastore.transaction() as connection:
        must_be_allowed(connection, door.regions, actor, "erase", subject)
        if subject == actor.person:
            may_change_factors(connection, actor)
        given = [one for one in consents_of(connection, subject) if one.withdrawn_at is None]
        rests = [(one.purpose, households_under(connection, door.regions, subject, one)) for one in given]
    leave_everywhere(door.regions, actor, subject, door.now())
    for purpose, households in rests:
        erase_resting(door.regions, actor.person, purpose, households)
    erasures = Erasures(door.datastore, door.regions.settings)
    retain = retained if basis in ("asked", "ended") else nothing
    return answer(_told(erasures.erase(subject, basis=basis, by=actor.person, retain=retain)), 201)


def _told(done: Erasure) -> dict[str, object]:
    kept = [
        {"region": region, "ref": ref, "fields": one.fields, "until": one.until}
        for region, entries in done.retained.items()
        for ref, one in entries.items()
    ]
    return {"id": done.id, "at": done.at, "subject": done.subject, "basis": done.basis, "retained": kept}
