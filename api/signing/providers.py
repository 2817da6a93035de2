"""Sign in by the identity provider that is configured, and be known by it from now on, or no longer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Anyone, SignedInPerson
from api.fields import Body
from api.signing.answers import SignedIn, answer, nothing, told
from api.signing.door import Door, Here, asker, person_of
from api.signing.form import Key, OnDevice, described, form
from api.signing.guarding import may_change_factors
from api.signing.opening import open_on
from store.people.caps import Cap, take
from store.people.devices.device_key import read_device_key
from store.people.errors import NotAMember, NotFound, ProviderRefused
from store.people.persons import find_person
from store.people.provider import LIFE, Visit, begin_visit, link, linked, links_of, take_visit, unlink

if TYPE_CHECKING:
    from api.signing.provider import Identity, Provider

router = APIRouter(prefix="/v1/people", tags=["signing in"])
VISITS = Cap("provider-visit", 300, LIFE)
"""Of one address: phones behind one carrier share it."""
State = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class VisitAsked(Body):
    """`key`: the device's own, which must come back with the answer."""

    key: Key


class VisitBegun(BaseModel):
    """`address`: where the browser goes; it comes back to /people/back with `state` and a code. Seconds."""

    state: str
    address: str
    expires_in: int


class FromProvider(OnDevice):
    """What the provider sent the browser back with."""

    state: State
    code: Code


class LinkAsked(Body):
    """What the provider sent the browser back with, and the key of the device that it was sent from."""

    key: Key
    state: State
    code: Code


class LinkTold(BaseModel):
    """One provider that knows the person."""

    issuer: str
    made_at: datetime
    used_at: datetime | None


class Links(BaseModel):
    """At most one for each provider."""

    items: list[LinkTold]


@router.post(
    "/provider-visits",
    operation_id="begin_provider_visit",
    status_code=201,
    response_model=VisitBegun,
    openapi_extra=described(VisitAsked),
)
def begin(request: Request, _: Anyone, door: Here, asked: Annotated[VisitAsked, Depends(form(VisitAsked))]) -> Response:
    """Begin to sign in by the identity provider, on the device with this key."""
    return _begin(request, door, asked, None)


@router.post(
    "/sessions/by-provider",
    operation_id="sign_in_with_provider",
    status_code=201,
    response_model=SignedIn,
    openapi_extra=described(FromProvider),
)
def sign_in_with_provider(
    _: Anyone, door: Here, asked: Annotated[FromProvider, Depends(form(FromProvider))]
) -> Response:
    """With what the provider says. Whoever is not known by it yet signs in otherwise and links it first."""
    now, provider = door.now(), _provider(door)
    visit = _visit(door, asked.state, asked.key, now)
    if visit.person is not None:
        raise ProviderRefused(reason="visit-unknown")
    identity = provider.identity(visit, asked.code)
    with door.datastore.transaction() as connection:
        who = linked(connection, door.keys, identity.issuer, identity.subject, now)
        person = find_person(connection, who) if who else None
        if person is None:
            raise NotAMember
        return told(open_on(connection, door, person, asked, _proved(identity), now))


@router.post(
    "/provider-links/visits",
    operation_id="begin_provider_link",
    status_code=201,
    response_model=VisitBegun,
    openapi_extra=described(VisitAsked),
)
def begin_link(
    request: Request,
    door: Here,
    actor: SignedInPerson,
    asked: Annotated[VisitAsked, Depends(form(VisitAsked))],
) -> Response:
    """Begin to be known by the identity provider."""
    with door.datastore.transaction() as connection:
        person = person_of(connection, actor)
        may_change_factors(connection, actor)
    return _begin(request, door, asked, person.id)


@router.post(
    "/provider-links",
    operation_id="link_provider",
    status_code=204,
    response_class=Response,
    openapi_extra=described(LinkAsked),
)
def link_provider(door: Here, actor: SignedInPerson, asked: Annotated[LinkAsked, Depends(form(LinkAsked))]) -> Response:
    """Be known by the identity provider from now on; only by whoever began it."""
    now, provider = door.now(), _provider(door)
    visit = _visit(door, asked.state, asked.key, now)
    if visit.person != actor.person:
        raise ProviderRefused(reason="visit-unknown")
    identity = provider.identity(visit, asked.code)
    with door.datastore.transaction() as connection:
        person = person_of(connection, actor)
        may_change_factors(connection, actor)
        link(connection, door.keys, person.id, identity.issuer, identity.subject, now)
    return nothing()


@router.get("/provider-links", operation_id="list_provider_links", response_model=Links)
def list_links(door: Here, actor: SignedInPerson) -> Response:
    """By which identity providers the person at work is known."""
    with door.datastore.connection() as connection:
        return answer({"items": [one._asdict() for one in links_of(connection, actor.person)]})


@router.delete("/provider-links/current", operation_id="unlink_provider", status_code=204, response_class=Response)
def unlink_provider(door: Here, actor: SignedInPerson) -> Response:
    """Be known by the configured identity provider no longer."""
    with door.datastore.transaction() as connection:
        person = person_of(connection, actor)
        may_change_factors(connection, actor)
        unlink(connection, person.id, _provider(door).issuer)
    return nothing()


def _begin(request: Request, door: Door, asked: VisitAsked, person: str | None) -> Response:
    now, provider = door.now(), _provider(door)
    thumbprint = read_device_key(asked.key).thumbprint
    with door.datastore.transaction() as connection:
        take(connection, door.keys, VISITS, asker(request).address, now)
        visit = begin_visit(connection, door.keys, thumbprint, person, now)
    begun = {"state": visit.state, "address": provider.address(visit), "expires_in": int(LIFE.total_seconds())}
    return answer(begun, 201)


def _visit(door: Door, state: str, key: dict[str, object], now: datetime) -> Visit:
    """The visit is over from now on, whatever comes of it."""
    with door.datastore.transaction() as connection:
        return take_visit(connection, door.keys, state, read_device_key(key).thumbprint, now)


def _proved(identity: Identity) -> str:
    return "provider+mfa" if identity.several else "provider"


def _provider(door: Door) -> Provider:
    """Raises NotFound where none is configured."""
    if door.provider is None:
        raise NotFound
    return door.provider
