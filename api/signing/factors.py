"""Codes of an authenticator app, and recovery codes, of the person at work."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from api.auth import SignedInPerson
from api.fields import Body
from api.signing.answers import answer
from api.signing.door import Here, person_of
from api.signing.form import SixDigits, described, form
from api.signing.guarding import may_change_factors
from api.signing.picture import qr_picture
from store.people.factors.recovery import new_recovery_codes
from store.people.factors.totp import begin_totp, check_totp

router = APIRouter(prefix="/v1/people", tags=["factors"])


class AppAddress(BaseModel):
    """`address`: otpauth:..., told this once; `picture`: its QR code, as the address of an image (data:)."""

    address: str
    picture: str


class AppCode(Body):
    """The first code of the app."""

    code: SixDigits


class RecoveryCodes(BaseModel):
    """Ten, for paper, told this once; each opens once in place of the app."""

    codes: list[str]


@router.post("/totp", operation_id="begin_totp", status_code=201, response_model=AppAddress)
def begin(door: Here, actor: SignedInPerson) -> Response:
    """A new secret for an authenticator app; it counts once its first code came."""
    with door.datastore.transaction() as connection:
        person = person_of(connection, actor)
        may_change_factors(connection, actor)
        address = begin_totp(connection, door.keys, person.id, "Suyuan 溯源")
    return answer({"address": address, "picture": qr_picture(address)}, 201)


@router.post(
    "/totp/confirmations",
    operation_id="confirm_totp",
    status_code=201,
    response_model=RecoveryCodes,
    openapi_extra=described(AppCode),
)
def confirm(door: Here, actor: SignedInPerson, asked: Annotated[AppCode, Depends(form(AppCode))]) -> Response:
    """The app's first code; the answer has the recovery codes."""
    with door.datastore.connection() as connection:
        may_change_factors(connection, actor)
    check_totp(door.datastore, door.keys, actor.person, asked.code, door.now(), confirming=True)
    with door.datastore.transaction() as connection:
        return answer({"codes": new_recovery_codes(connection, door.keys, actor.person)}, 201)
