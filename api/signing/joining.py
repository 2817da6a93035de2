"""Join with an invitation: the number is proved by a code, the invitation says for whom and as what."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Anyone
from api.signing.answers import SignedIn, told
from api.signing.belonging import copy_member, record_joining
from api.signing.door import Door, Here, asker
from api.signing.form import Phone, WithCode, described, form
from store.connection import StoreConnection
from store.people.codes import Ticket, spend_code
from store.people.devices.device_key import read_device_key
from store.people.devices.devices import register, waits
from store.people.devices.sessions import open_session
from store.people.errors import CodeWrong
from store.people.invitations import Invitation, try_invitation, use
from store.people.persons import Person, add_person, find_by_phone, release_number
from store.people.roles import choose, roles_of

router = APIRouter(prefix="/v1/people", tags=["signing in"])


class WithInvitation(WithCode):
    """`phone`: the number that the code (asked for to join) came to; `invitation`: the code printed on it."""

    phone: Phone
    invitation: Annotated[str, StringConstraints(min_length=12, max_length=30)]


@router.post(
    "/sessions/by-invitation",
    operation_id="join",
    status_code=201,
    response_model=SignedIn,
    openapi_extra=described(WithInvitation),
)
def join(
    request: Request, _: Anyone, door: Here, asked: Annotated[WithInvitation, Depends(form(WithInvitation))]
) -> Response:
    """Become one of a party's people, and sign in at once. Once more with the same invitation changes nothing.

    Somebody long unseen is first confirmed on this device (`state` is waiting), and then joins.
    """
    now, mark = door.now(), door.keys.mark("phone", asked.phone)
    thumbprint, ticket = read_device_key(asked.key).thumbprint, Ticket(asked.ticket, asked.code)
    proved = spend_code(door.datastore, door.keys, ticket, "join", thumbprint, asker(request), now)
    if not compare_digest(proved, mark):
        raise CodeWrong
    invitation = try_invitation(door.datastore, door.keys, asked.invitation, mark, asker(request).address, now)
    with door.datastore.transaction() as connection:
        person = _known(connection, mark, now) or _new(connection, door, invitation, asked.phone, mark)
        device = register(connection, person, read_device_key(asked.key), asked.label, now)
        joins = device.state == "active"
        if joins:
            use(connection, invitation, person.id, now)
    if joins:
        record_joining(door, invitation, person.id, device.id, now)
    with door.datastore.transaction() as connection:
        if joins:
            copy_member(connection, door.regions, invitation.party, invitation.party_region, person.id, now)
        as_ = invitation.opens if joins else choose(roles_of(connection, person.id))
        return told(open_session(connection, door.keys, person.id, device, "code", now, party=as_.party, role=as_.role))


def _known(connection: StoreConnection, mark: bytes, now: datetime) -> Person | None:
    """Who has that number; not who works for nobody and was long unseen, or has a device that waits.

    The number may be another's by now, and nobody is left to say so.
    """
    person = find_by_phone(connection, mark)
    doubtful = person is not None and (person.dormant(now) or waits(connection, person.id))
    if person is not None and doubtful and not roles_of(connection, person.id):
        release_number(connection, person.id)
        return None
    return person


def _new(connection: StoreConnection, door: Door, invitation: Invitation, number: str, mark: bytes) -> Person:
    """Somebody new: their number goes to the vault of their home region, under a key of their own.

    Who joined with that number a moment before is there already; then nothing is kept.
    """
    id, vault, now = uuid4(), door.regions.vault(invitation.home), door.now()
    phone = vault.keep_within(connection, str(id), id, {"phone": number})
    person = add_person(connection, Person(str(id), invitation.home, phone, now), mark, now)
    if person.id != str(id):
        vault.keep_only(connection, str(id), [])
    return person
