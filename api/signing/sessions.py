"""Sessions: opened by a code, by a password with a second factor or by a passkey; refreshed; ended."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Anyone, SignedInPerson
from api.fields import Body
from api.signing.answers import SignedIn, nothing, told
from api.signing.door import Door, Here, asker
from api.signing.form import OnDevice, Phone, WithCode, described, form
from api.signing.guarding import may_change_factors
from api.signing.opening import open_on
from store.people.codes import Ticket, spend_code
from store.people.devices.device_key import read_device_key
from store.people.devices.proof import Proof
from store.people.devices.sessions import end_other_sessions, end_session, refresh_session
from store.people.errors import NotAMember, SecondFactorMissing
from store.people.factors.passkeys import finish_assertion
from store.people.factors.passwords import check_password
from store.people.factors.recovery import spend_recovery_code
from store.people.factors.totp import check_totp, has_totp
from store.people.persons import find_by_phone, find_person

router = APIRouter(prefix="/v1/people", tags=["signing in"])


class WithPassword(OnDevice):
    """`second`: six digits of the app, or a recovery code; needed by whoever has an app."""

    phone: Phone
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    second: Annotated[str, StringConstraints(max_length=20)] = ""


class WithPasskey(OnDevice):
    """`credential`: what navigator.credentials.get() gave, as JSON."""

    ceremony: UUID
    credential: Annotated[dict[str, Any], Field(max_length=12)]


class Refresh(Body):
    """`proof`: a compact JWS (ES256) by this device's key over htm, htu, iat, jti and ath (SHA-256 of the token)."""

    refresh_token: Annotated[str, StringConstraints(max_length=200)]
    proof: Annotated[str, StringConstraints(max_length=4000)]
    party: Annotated[str, StringConstraints(max_length=20)] = ""
    role: Annotated[str, StringConstraints(max_length=20)] = ""


@router.post(
    "/sessions/by-code",
    operation_id="sign_in_with_code",
    status_code=201,
    response_model=SignedIn,
    openapi_extra=described(WithCode),
)
def sign_in_with_code(
    request: Request, _: Anyone, door: Here, asked: Annotated[WithCode, Depends(form(WithCode))]
) -> Response:
    """With the code that came to the phone. Whoever is not a member yet joins with an invitation."""
    now, ticket = door.now(), Ticket(asked.ticket, asked.code)
    thumbprint = read_device_key(asked.key).thumbprint
    mark = spend_code(door.datastore, door.keys, ticket, "sign-in", thumbprint, asker(request), now)
    with door.datastore.transaction() as connection:
        person = find_by_phone(connection, mark)
        if person is None:
            raise NotAMember
        return told(open_on(connection, door, person, asked, "code", now))


@router.post(
    "/sessions/by-password",
    operation_id="sign_in_with_password",
    status_code=201,
    response_model=SignedIn,
    openapi_extra=described(WithPassword),
)
def sign_in_with_password(
    request: Request, _: Anyone, door: Here, asked: Annotated[WithPassword, Depends(form(WithPassword))]
) -> Response:
    """For staff: with a password and, by whoever has an app, its code or a recovery code."""
    now, mark = door.now(), door.keys.mark("phone", asked.phone)
    who = check_password(door.datastore, door.keys, mark, asked.password, asker(request).address, now)
    proved = _second(door, who, asked.second)
    with door.datastore.transaction() as connection:
        person = find_person(connection, who)
        assert person is not None
        return told(open_on(connection, door, person, asked, proved, now))


@router.post(
    "/sessions/by-passkey",
    operation_id="sign_in_with_passkey",
    status_code=201,
    response_model=SignedIn,
    openapi_extra=described(WithPasskey),
)
def sign_in_with_passkey(
    request: Request, _: Anyone, door: Here, asked: Annotated[WithPasskey, Depends(form(WithPasskey))]
) -> Response:
    """With a passkey, which asks for a finger or a PIN and so is two factors."""
    now = door.now()
    with door.datastore.transaction() as connection:
        who = finish_assertion(connection, door.site(request), asked.ceremony, asked.credential, now)
        person = find_person(connection, who)
        assert person is not None
        return told(open_on(connection, door, person, asked, "passkey", now))


@router.post("/tokens", operation_id="refresh", response_model=SignedIn, openapi_extra=described(Refresh))
def refresh(request: Request, _: Anyone, door: Here, asked: Annotated[Refresh, Depends(form(Refresh))]) -> Response:
    """The next tokens. When an answer was lost, the same refresh token is told again until it was used.

    A phone whose clock is wrong is told ours (`details.server_time`) and tries again.
    """
    proof = Proof(asked.proof, "POST", door.addresses(request))
    opened = refresh_session(
        door.datastore, door.keys, asked.refresh_token, proof, door.now(), party=asked.party, role=asked.role
    )
    return told(opened, 200)


@router.delete("/sessions/current", operation_id="sign_out", status_code=204, response_class=Response)
def sign_out(door: Here, actor: SignedInPerson) -> Response:
    """End the session that the access token belongs to, with all its tokens."""
    if actor.session is not None:
        with door.datastore.transaction() as connection:
            end_session(connection, actor.session, "signed-out", door.now())
    return nothing()


@router.delete("/sessions/others", operation_id="sign_out_elsewhere", status_code=204, response_class=Response)
def sign_out_elsewhere(door: Here, actor: SignedInPerson) -> Response:
    """End every session of one's own but this one: after a factor was changed, or a phone was out of hand.

    An official with a second factor must have shown it.
    """
    with door.datastore.transaction() as connection:
        may_change_factors(connection, actor)
        end_other_sessions(connection, actor.person, actor.session, "elsewhere", door.now())
    return nothing()


def check_second(door: Door, person: str, second: str) -> None:
    """Take a code of the app, or a recovery code. Raises SecondFactorMissing, PasswordWrong, CapReached."""
    if not second:
        raise SecondFactorMissing
    if second.isdecimal():
        check_totp(door.datastore, door.keys, person, second, door.now())
    else:
        spend_recovery_code(door.datastore, door.keys, person, second, door.now())


def _second(door: Door, person: str, second: str) -> str:
    """By what somebody with the right password signed in."""
    with door.datastore.connection() as connection:
        needed = has_totp(connection, person)
    if not needed:
        return "password"
    check_second(door, person, second)
    return "password+code"
