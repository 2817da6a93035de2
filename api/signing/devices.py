"""The devices of the person at work, and those of a cooperative's people that wait to be confirmed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from api.auth import SignedInPerson, Supervisor
from api.signing.answers import answer, nothing
from api.signing.door import Here, person_of
from api.signing.guarding import may_change_factors
from api.signing.known import Known, known
from store.people.devices.devices import Device, confirm, devices_of, revoke, waiting_in
from store.people.errors import NotFound
from store.people.persons import release_number

router = APIRouter(prefix="/v1/people", tags=["devices"])


class DeviceTold(BaseModel):
    """`used_at`: when its session was refreshed last; null without one. `this`: the one that asks."""

    id: UUID
    label: str
    state: str
    made_at: datetime
    used_at: datetime | None
    this: bool


class Devices(BaseModel):
    """Of one person."""

    items: list[DeviceTold]


class WaitingTold(Known):
    """A device that a person long unseen signed in on."""

    id: UUID
    label: str
    made_at: datetime
    person: str


class Waiting(BaseModel):
    """Of a party's people."""

    items: list[WaitingTold]


@router.get("/devices", operation_id="list_devices", response_model=Devices)
def list_devices(door: Here, actor: SignedInPerson) -> Response:
    """Where one is signed in, or was; without those that were revoked."""
    with door.datastore.connection() as connection:
        found = devices_of(connection, actor.person)
    return answer({"items": [_told(one, actor.device) for one in found]})


@router.delete("/devices/{device}", operation_id="revoke_device", status_code=204, response_class=Response)
def revoke_device(device: UUID, door: Here, actor: SignedInPerson) -> Response:
    """End a device of one's own: a lost phone is out within seconds, and its key does not come back.

    An official with a second factor must have shown it, but for the device that asks.
    """
    with door.datastore.transaction() as connection:
        if str(device) != actor.device:
            may_change_factors(connection, actor)
        revoke(connection, device, actor.person, actor.person, door.now())
    return nothing()


@router.post("/devices/{device}/confirmations", operation_id="confirm_device", status_code=204, response_class=Response)
def confirm_device(device: UUID, door: Here, actor: SignedInPerson) -> Response:
    """Let a new device of one's own in, from one that is known already."""
    with door.datastore.transaction() as connection:
        confirm(connection, device, person_of(connection, actor).id, actor.person, door.now())
    return nothing()


@router.get("/waiting-devices", operation_id="list_waiting_devices", response_model=Waiting)
def list_waiting_devices(door: Here, actor: Supervisor) -> Response:
    """New devices of the party's people who were not seen for 90 days: their numbers may be somebody else's by now."""
    with door.datastore.connection() as connection:
        found = waiting_in(connection, actor.party)
    told = known(door.regions, actor, {one.person for one in found})
    names = ("id", "label", "made_at", "person")
    return answer({"items": [{name: getattr(one, name) for name in names} | told[one.person] for one in found]})


@router.post(
    "/waiting-devices/{device}/confirmations",
    operation_id="confirm_waiting_device",
    status_code=204,
    response_class=Response,
)
def confirm_waiting_device(device: UUID, door: Here, actor: Supervisor) -> Response:
    """The cooperative knows the person, and answers for it that this is them."""
    with door.datastore.transaction() as connection:
        waiting = _waiting(waiting_in(connection, actor.party), device)
        confirm(connection, device, waiting.person, actor.person, door.now())
    return nothing()


@router.post(
    "/waiting-devices/{device}/refusals", operation_id="refuse_waiting_device", status_code=204, response_class=Response
)
def refuse_waiting_device(device: UUID, door: Here, actor: Supervisor) -> Response:
    """It is somebody else: the number was handed on. It leads to the person no longer, and its holder may join anew."""
    with door.datastore.transaction() as connection:
        waiting = _waiting(waiting_in(connection, actor.party), device)
        revoke(connection, device, waiting.person, actor.person, door.now())
        release_number(connection, waiting.person)
    return nothing()


def _waiting(found: list[Device], device: UUID) -> Device:
    for one in found:
        if one.id == device:
            return one
    raise NotFound


def _told(device: Device, this: str) -> dict[str, object]:
    shown: dict[str, object] = {name: getattr(device, name) for name in ("id", "label", "state", "made_at", "used_at")}
    return shown | {"this": str(device.id) == this}
