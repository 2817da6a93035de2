"""Agree to the notice and to each purpose that needs it, and take it back: then what rested on it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from api.auth import SignedInPerson
from api.fields import Body
from api.language import language
from api.privacy.notices import PURPOSES
from api.privacy.resting import erase_resting, households_under
from api.privacy.retention import VERSION
from api.privacy.subjects import must_be_allowed, subjects_of
from api.signing.answers import answer
from api.signing.door import Here
from api.signing.form import described, form
from store.people.consents import agreed, consents_of, give, withdraw

router = APIRouter(prefix="/v1/people/me/consents", tags=["privacy"])


def _current(version: str) -> str:
    if version != VERSION:
        raise PydanticCustomError("notice_version", "another version of the notice is in force")
    return version


class NewConsent(Body):
    """`version`: of the notice that was read, the one in force."""

    purpose: Literal["notice", "plot"]
    version: Annotated[str, StringConstraints(max_length=20), AfterValidator(_current)]


class NoWords(Body):
    """There is nothing more to say."""


class ConsentTold(BaseModel):
    """In force while `withdrawn_at` is null; `language`: in which the notice was read."""

    id: UUID
    purpose: str
    version: str
    language: str
    given_at: datetime
    withdrawn_at: datetime | None


class Consents(BaseModel):
    """Of one person. `missing`: purposes that have not been agreed to in the version in force."""

    items: list[ConsentTold]
    version: str
    missing: list[str]


@router.get("", operation_id="list_consents", response_model=Consents)
def list_consents(door: Here, actor: SignedInPerson) -> Response:
    """What one agreed to, and took back."""
    with door.datastore.connection() as connection:
        found = consents_of(connection, actor.person)
    in_force = {one.purpose for one in found if one.withdrawn_at is None and one.version == VERSION}
    missing = [purpose for purpose in PURPOSES if purpose not in in_force]
    return answer({"items": [one._asdict() for one in found], "version": VERSION, "missing": missing})


@router.post(
    "", operation_id="give_consent", status_code=201, response_model=ConsentTold, openapi_extra=described(NewConsent)
)
def give_consent(
    request: Request, door: Here, actor: SignedInPerson, asked: Annotated[NewConsent, Depends(form(NewConsent))]
) -> Response:
    """Agree to one purpose. Once more changes nothing."""
    with door.datastore.transaction() as connection:
        must_be_allowed(connection, door.regions, actor, "correct", actor.person)
        given = give(connection, actor.person, asked.purpose, asked.version, language(request), door.now())
    return answer(given._asdict(), 201)


@router.post(
    "/{consent}/withdrawals",
    operation_id="withdraw_consent",
    status_code=201,
    response_model=ConsentTold,
    openapi_extra=described(NoWords),
)
def withdraw_consent(
    consent: UUID, door: Here, actor: SignedInPerson, _: Annotated[NoWords, Depends(form(NoWords))]
) -> Response:
    """Take it back, as easily as it was given (PIPL article 15): what was kept on the strength of it is erased.

    Once more erases what a failure left, unless one agreed anew.
    """
    with door.datastore.transaction() as connection:
        must_be_allowed(connection, door.regions, actor, "correct", actor.person)
        ended = withdraw(connection, consent, actor.person, door.now())
        households = households_under(connection, door.regions, actor.person, ended)
        anew = agreed(connection, actor.person, ended.purpose, VERSION)
    if not anew:
        mine = subjects_of(door.regions, actor)[1:]
        erase_resting(door.regions, actor.person, ended.purpose, [*mine, *households])
    return answer(ended._asdict(), 201)
