"""A forgotten password: who proves the number, and a second factor where there is one, sets another."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Anyone
from api.signing.answers import SignedIn, told
from api.signing.door import Here, asker
from api.signing.form import WithCode, described, form
from api.signing.opening import open_on
from api.signing.passwords import number_of
from api.signing.sessions import check_second
from store.connection import StoreConnection
from store.people.codes import Ticket, spend_code
from store.people.devices.device_key import read_device_key
from store.people.devices.devices import waits
from store.people.devices.sessions import end_other_sessions
from store.people.errors import DeviceWaits, NotAMember, PasswordWrong, SecondFactorMissing
from store.people.factors.passkeys import Site, finish_assertion, passkeys_of
from store.people.factors.passwords import hash_password, set_password
from store.people.factors.totp import has_totp
from store.people.persons import Person, find_by_phone
from store.people.roles import TWO_FACTORS, roles_of

router = APIRouter(prefix="/v1/people", tags=["signing in"])


class WithNewPassword(WithCode):
    """The code was asked for to set a password. `second`: of the app or for recovery; or a passkey's `credential`.

    `ceremony` goes with the credential. Officials, and whoever has one of these factors, show one.
    """

    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    second: Annotated[str, StringConstraints(max_length=20)] = ""
    ceremony: UUID | None = None
    credential: Annotated[dict[str, Any], Field(max_length=12, default_factory=dict)]


@router.post(
    "/sessions/by-new-password",
    operation_id="sign_in_with_new_password",
    status_code=201,
    response_model=SignedIn,
    openapi_extra=described(WithNewPassword),
)
def sign_in_with_new_password(
    request: Request, _: Anyone, door: Here, asked: Annotated[WithNewPassword, Depends(form(WithNewPassword))]
) -> Response:
    """Set a password in place of a forgotten one: every session from before ends, and one begins here.

    The code alone is not enough for officials, nor for whoever has an app or a passkey, nor after 90 days unseen.
    """
    now, ticket = door.now(), Ticket(asked.ticket, asked.code)
    thumbprint = read_device_key(asked.key).thumbprint
    mark = spend_code(door.datastore, door.keys, ticket, "password", thumbprint, asker(request), now)
    with door.datastore.transaction() as connection:
        person = _holder(connection, mark, now)
        by_app = _shows_app(connection, person.id, asked)
    own_words = [number_of(door, person).removeprefix("+86")]
    hashed = hash_password(asked.password, own_words)  # a weak one takes no code of the app or for recovery
    if by_app:
        check_second(door, person.id, asked.second)
    with door.datastore.transaction() as connection:
        holder = _holder(connection, mark, now)
        if holder.id != person.id or _shows_app(connection, holder.id, asked) != by_app:
            raise SecondFactorMissing  # what was shown was another's, or is not enough any more
        by_passkey = _shown_passkey(connection, door.site(request), person.id, asked, now)
        set_password(connection, person.id, hashed, now)
        end_other_sessions(connection, person.id, None, "new-password", now)
        proved = "password+code" if by_app else "passkey" if by_passkey else "code"
        return told(open_on(connection, door, person, asked, proved, now))


def _holder(connection: StoreConnection, mark: bytes, now: datetime) -> Person:
    """Whose number it is, locked. Raises NotAMember; DeviceWaits when it may be another's by now."""
    person = find_by_phone(connection, mark)
    if person is None:
        raise NotAMember
    if person.dormant(now) or waits(connection, person.id):
        raise DeviceWaits
    return person


def _shows_app(connection: StoreConnection, person: str, asked: WithNewPassword) -> bool:
    """Whether the second factor is the app's. Raises SecondFactorMissing when one is needed and none is there."""
    if asked.ceremony is not None:
        return False
    app = has_totp(connection, person)
    official = any(one.role in TWO_FACTORS for one in roles_of(connection, person))
    if not app and (official or passkeys_of(connection, person)):
        raise SecondFactorMissing
    return app


def _shown_passkey(connection: StoreConnection, site: Site, person: str, asked: WithNewPassword, now: datetime) -> bool:
    """Whether a passkey was shown. Raises PasskeyRefused; PasswordWrong for one of somebody else."""
    if asked.ceremony is None:
        return False
    if finish_assertion(connection, site, asked.ceremony, asked.credential, now) != person:
        raise PasswordWrong
    return True
