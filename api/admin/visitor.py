"""An administrator at a browser: the token comes in a cookie that only this page is sent."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from api.auth import Actor, Require, Tokens
from api.errors import Unauthenticated, WrongRole
from store.people.errors import MembershipSuspended

COOKIE: Final = "suyuan_admin"
PATH: Final = "/admin"
SECONDS: Final = 8 * 3600
"""How long the browser keeps it: a day of work."""


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
    kept = token or connection.cookies.get(COOKIE, "")
    if token or (kept and "authorization" not in connection.headers):
        sent = [(b"authorization", f"Bearer {kept}".encode("ascii", "ignore"))]
        return await tokens.actor(HTTPConnection({"type": "http", "headers": sent}))
    return await tokens.actor(connection)


def own_form(request: Request) -> bool:
    """Whether a page of this very host sent the form; the cookie's SameSite is the second lock, not the only one."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin" if origin else "")
    return site == "same-origin" and (not origin or urlsplit(origin).netloc == request.headers.get("host"))


def remember(response: Response, token: str, *, secure: bool) -> None:
    """Let the browser keep the token where no script reads it."""
    response.set_cookie(COOKIE, token, max_age=SECONDS, path=PATH, secure=secure, httponly=True, samesite="strict")


def forget(response: Response) -> None:
    """Let the browser drop it."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")
