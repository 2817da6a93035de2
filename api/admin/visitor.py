"""An administrator at a browser: the token comes in a cookie that only this page reads."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from api.auth import Actor, Require, Tokens
from api.door.cookies import Kept, encrypted
from api.door.origin import own_origins, sent_by_own_page
from api.errors import Unauthenticated, WrongRole
from store.people.errors import MembershipSuspended

PATH: Final = "/admin"
COOKIE: Final = Kept("suyuan_admin", 8 * 3600)
"""Kept for a day of work."""


class Visited(Require):
    """The administrator of the Authorization header or of the cookie; None for anybody else, whom a page receives."""

    async def __call__(self, connection: HTTPConnection) -> Actor | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        try:
            return self.judge(await holder(connection))
        except (Unauthenticated, WrongRole, MembershipSuspended):
            return None


AdministratorHere = Annotated[Actor | None, Depends(Visited("Administrator", "administrator"))]


async def holder(connection: HTTPConnection, token: str = "") -> Actor | None:
    """Whose the given token is, or that of the header, or that of the cookie. Raises Unauthenticated."""
    tokens: Tokens = connection.app.state.tokens
    settings = connection.app.state.regions.settings
    kept = token or COOKIE.read(connection, encrypted=encrypted(connection, settings))
    if token or (kept and "authorization" not in connection.headers):
        sent = [(b"authorization", f"Bearer {kept}".encode("ascii", "ignore"))]
        return await tokens.actor(HTTPConnection({"type": "http", "headers": sent}))
    return await tokens.actor(connection)


def own_form(request: Request) -> bool:
    """Whether a page of this very host sent the form: asked of sign-in too, to which no cookie comes yet."""
    own = own_origins(request.app.state.regions.settings, request.scope)
    return sent_by_own_page(dict(request.scope["headers"]), own)
