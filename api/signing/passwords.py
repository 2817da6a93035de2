"""The password of the person at work."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from api.auth import SignedInPerson
from api.fields import Body
from api.signing.answers import nothing
from api.signing.door import Door, Here, asker, person_of
from api.signing.form import described, form
from api.signing.guarding import may_change_factors
from store.people.devices.sessions import end_other_sessions
from store.people.errors import PasswordWrong
from store.people.factors.passwords import check_password, has_password, hash_password, set_password
from store.people.persons import Person

router = APIRouter(prefix="/v1/people", tags=["factors"])


class NewPassword(Body):
    """`current`: the password so far, by whoever has one."""

    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    current: Annotated[str, StringConstraints(max_length=200)] = ""


@router.put(
    "/password",
    operation_id="set_password",
    status_code=204,
    response_class=Response,
    openapi_extra=described(NewPassword),
)
def set_own_password(
    request: Request, door: Here, actor: SignedInPerson, asked: Annotated[NewPassword, Depends(form(NewPassword))]
) -> Response:
    """Choose a password of at least ten characters that is not easily guessed.

    Whoever has one tells it, and is signed out everywhere else.
    """
    now = door.now()
    with door.datastore.transaction() as connection:
        person = person_of(connection, actor)
        may_change_factors(connection, actor)
        changed = has_password(connection, person.id)
    number = number_of(door, person)
    if changed:
        mark = door.keys.mark("phone", number)
        found = check_password(door.datastore, door.keys, mark, asked.current, asker(request).address, now)
        if found != person.id:  # the vault's number leads to somebody else
            raise PasswordWrong
    hashed = hash_password(asked.password, [number.removeprefix("+86")])
    with door.datastore.transaction() as connection:
        set_password(connection, person.id, hashed, now)
        if changed:
            end_other_sessions(connection, person.id, actor.session, "password", now)
    return nothing()


def number_of(door: Door, person: Person) -> str:
    """Their phone number, for what a password must not hold; empty when it was erased or handed on."""
    kept = door.regions.vault(person.home).open(person.phone) if person.phone else None
    return (kept or {}).get("phone", "")
