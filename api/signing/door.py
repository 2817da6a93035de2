"""What every way in needs: the store of people, its keys, a sender of messages, a clock, our own addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import Request

from api.auth import Actor
from api.door.visitor import network_of
from api.regions import Regions
from api.signing.sender import Sender
from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.codes import Asker
from store.people.errors import NotAMember
from store.people.factors.passkeys import Site
from store.people.keys import Keys
from store.people.persons import Person, find_person
from store.settings import Settings

if TYPE_CHECKING:
    from api.signing.provider import Provider

BACK: Final = "/people/back"
"""The page that takes state and code and hands them to `sign_in_with_provider`."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Door:
    """One a process. `clock` is turned by hand in tests."""

    regions: Regions
    sender: Sender
    keys: Keys
    provider: Provider | None = None
    clock: Callable[[], datetime] = field(default=_now)

    @property
    def datastore(self) -> Datastore:
        return self.regions.datastore

    def now(self) -> datetime:
        return self.clock()

    def origins(self, request: Request) -> list[str]:
        """Scheme, host and port by which people reach this server; while developing, any that leads to it."""
        settings = self.regions.settings
        parts = urlsplit(settings.public_url)
        found = [f"{parts.scheme}://{parts.netloc}"]
        if settings.profile == "development":
            found.append(f"{request.url.scheme}://{request.url.netloc}")
        return found

    def addresses(self, request: Request) -> frozenset[str]:
        """What a proof or an assertion made for this request may name."""
        return frozenset(f"{origin}{request.url.path}" for origin in self.origins(request))

    def site(self, request: Request) -> Site:
        """Passkeys belong to the host of the public address (while developing: of the request)."""
        origins = self.origins(request)
        return Site(urlsplit(origins[-1]).hostname or "", origins)


def provider_of(settings: Settings) -> Provider | None:
    """The configured one. It sends people back to /people/back of the public address."""
    if settings.identity_provider is None:
        return None
    from api.signing.provider import Provider  # it brings Authlib and httpx, which no start without one needs

    return Provider(settings.identity_provider, settings.public_url + BACK)


def door_of(request: Request) -> Door:
    return request.app.state.door


Here = Annotated[Door, Depends(door_of)]


def asker(request: Request, device: str = "") -> Asker:
    """Who asks, for the caps."""
    return Asker(network_of(request.client.host) if request.client else "", device)


def person_of(connection: StoreConnection, actor: Actor) -> Person:
    """The person at work, locked. Raises NotAMember for programs and for tokens of the command line."""
    found = find_person(connection, actor.person)
    if found is None:
        raise NotAMember
    return found
