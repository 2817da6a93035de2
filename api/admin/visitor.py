"""An administrator at a browser: a cookie of the desk alone, which the API does not read."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends
from fastapi.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request

from api.auth import Actor, Require, Tokens
from api.door.cookies import Kept, encrypted
from api.door.origin import own_origins, sent_by_own_page
from api.errors import Unauthenticated, WrongRole
from api.signing.door import Door
from store.people.desk_sessions import AGE, at_desk
from store.people.errors import MembershipSuspended
from store.settings import Settings

PATH: Final = "/admin"
DESK: Final = Kept("suyuan_desk", int(AGE.total_seconds()))
"""The secret of a session of the desk (store/people/desk_sessions.py)."""
TOKEN: Final = Kept("suyuan_admin", int(AGE.total_seconds()))
"""A token of the command line; while developing alone."""


class Visited(Require):
    """The administrator of the Authorization header or of a cookie; None for anybody else, whom a page receives."""

    async def __call__(self, connection: HTTPConnection) -> Actor | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        try:
            return self.judge(await holder(connection))
        except (Unauthenticated, WrongRole, MembershipSuspended):
            return None


AdministratorHere = Annotated[Actor | None, Depends(Visited("Administrator", "administrator"))]


async def holder(connection: HTTPConnection) -> Actor | None:
    """Whose the token of the header is, or the cookie. Raises Unauthenticated, MembershipSuspended."""
    tokens: Tokens = connection.app.state.tokens
    if "authorization" in connection.headers:
        return await tokens.actor(connection)
    settings: Settings = connection.app.state.regions.settings
    over_tls = encrypted(connection, settings)
    secret = DESK.read(connection, encrypted=over_tls)
    if secret and (found := await run_in_threadpool(_visitor, connection.app.state.door, secret)):
        return found
    token = TOKEN.read(connection, encrypted=over_tls)
    return await bearer(connection, token) if token and settings.profile == "development" else None


async def bearer(connection: HTTPConnection, token: str) -> Actor | None:
    """Whose this token is. Raises Unauthenticated, MembershipSuspended."""
    tokens: Tokens = connection.app.state.tokens
    sent = [(b"authorization", f"Bearer {token}".encode("ascii", "ignore"))]
    return await tokens.actor(HTTPConnection({"type": "http", "headers": sent}))


def own_form(request: Request) -> bool:
    """Whether a page of this very host sent the form: asked of sign-in too, to which no cookie comes yet."""
    own = own_origins(request.app.state.regions.settings, request.scope)
    return sent_by_own_page(dict(request.scope["headers"]), own)


def _visitor(door: Door, secret: str) -> Actor | None:
    with door.datastore.transaction() as connection:
        found = at_desk(connection, secret, door.now())
    if found is None:
        return None
    role = found.role
    return Actor(
        found.person,
        role.party,
        role.party_region,
        role.role,
        role.jurisdiction,
        session=found.session,
        device=str(found.device),
    )
