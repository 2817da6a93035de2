"""Passkeys: those of the person at work, and the question that a sign-in with one answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Anyone, SignedInPerson
from api.fields import Body
from api.signing.answers import answer, nothing
from api.signing.door import Here, person_of
from api.signing.form import Label, described, form
from api.signing.guarding import may_change_factors
from store.people.errors import NotFound
from store.people.factors.passkeys import (
    begin_assertion,
    begin_registration,
    drop_passkey,
    finish_registration,
    passkeys_of,
)

router = APIRouter(prefix="/v1/people", tags=["factors"])


class Ceremony(BaseModel):
    """`options` are for navigator.credentials, as JSON; `ceremony` comes back with the answer, within five minutes."""

    ceremony: UUID
    options: dict[str, Any]


class NewPasskey(Body):
    """`credential`: what navigator.credentials.create() gave, as JSON."""

    ceremony: UUID
    credential: Annotated[dict[str, Any], Field(max_length=12)]
    label: Label


class PasskeyTold(BaseModel):
    """One passkey; `id` in base64url."""

    id: str
    label: str
    made_at: datetime
    used_at: datetime | None


class Passkeys(BaseModel):
    """The oldest first."""

    items: list[PasskeyTold]


@router.post("/passkey-challenges", operation_id="ask_passkey", status_code=201, response_model=Ceremony)
def ask(request: Request, _: Anyone, door: Here) -> Response:
    """What a passkey must sign to sign in; names nobody."""
    with door.datastore.transaction() as connection:
        begun = begin_assertion(connection, door.site(request), door.now())
    return answer({"ceremony": begun.id, "options": begun.options}, 201)


@router.post("/passkeys/challenges", operation_id="begin_passkey", status_code=201, response_model=Ceremony)
def begin(request: Request, door: Here, actor: SignedInPerson) -> Response:
    """Begin to register a passkey of one's own."""
    with door.datastore.transaction() as connection:
        person = person_of(connection, actor)
        may_change_factors(connection, actor)
        begun = begin_registration(connection, door.site(request), person.id, door.now())
    return answer({"ceremony": begun.id, "options": begun.options}, 201)


@router.post(
    "/passkeys",
    operation_id="add_passkey",
    status_code=201,
    response_model=PasskeyTold,
    openapi_extra=described(NewPasskey),
)
def add(
    request: Request, door: Here, actor: SignedInPerson, asked: Annotated[NewPasskey, Depends(form(NewPasskey))]
) -> Response:
    """Finish the registration."""
    now = door.now()
    with door.datastore.transaction() as connection:
        person = person_of(connection, actor)
        may_change_factors(connection, actor)
        made = finish_registration(
            connection, door.site(request), asked.ceremony, person.id, asked.credential, asked.label, now
        )
    told = {"id": urlsafe_b64encode(made).decode(), "label": asked.label, "made_at": now, "used_at": None}
    return answer(told, 201)


@router.get("/passkeys", operation_id="list_passkeys", response_model=Passkeys)
def list_passkeys(door: Here, actor: SignedInPerson) -> Response:
    """One's own."""
    with door.datastore.connection() as connection:
        found = passkeys_of(connection, actor.person)
    return answer({"items": [one._asdict() | {"id": urlsafe_b64encode(one.id).decode()} for one in found]})


@router.delete("/passkeys/{passkey}", operation_id="drop_passkey", status_code=204, response_class=Response)
def drop(passkey: str, door: Here, actor: SignedInPerson) -> Response:
    """Forget a passkey of one's own."""
    try:
        name = urlsafe_b64decode(passkey[:2000].encode())
    except ValueError:
        raise NotFound from None
    with door.datastore.transaction() as connection:
        may_change_factors(connection, actor)
        drop_passkey(connection, actor.person, name)
    return nothing()
