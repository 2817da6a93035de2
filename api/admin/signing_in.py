"""Open the desk from a sign-in of people, and leave it; while developing also with a token of the command line."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.page import HEADERS, sign_in_page
from api.admin.visitor import DESK, PATH, TOKEN, bearer, own_form
from api.auth import ADMINISTRATOR, Administrator, Anyone
from api.body import TooLarge
from api.door.cookies import encrypted
from api.errors import ForeignPage, Unauthenticated, WrongRole
from api.signing.answers import nothing
from api.signing.door import Door, Here
from store.people.desk_sessions import open_desk, session_behind
from store.people.devices.sessions import end_session

router = APIRouter(tags=["administration"])
MOST: Final = 2_000
"""Bytes of the form."""


@router.post(f"{PATH}/sessions", operation_id="open_desk", include_in_schema=False)
def open_session(request: Request, door: Here, actor: Administrator) -> Response:
    """A cookie of the desk, for the page /people/desk: by an administrator who showed both factors just now."""
    if not own_form(request):
        raise ForeignPage
    with door.datastore.transaction() as connection:
        secret = open_desk(connection, actor.session, door.now())
    response = nothing()
    DESK.set(response, secret, encrypted=encrypted(request, door.regions.settings))
    return response


@router.post(f"{PATH}/sign-in", operation_id="sign_in", include_in_schema=False)
async def sign_in(request: Request, _: Anyone, door: Here) -> Response:
    """Keep a token of the command line in a cookie of this page; there are none in production."""
    settings = door.regions.settings
    if settings.profile != "development":
        return sign_in_page(request, HTTPStatus.NOT_FOUND)
    if not own_form(request):
        return sign_in_page(request, HTTPStatus.FORBIDDEN, "foreign")
    token = parse_qs((await _form(request)).decode("ascii", "ignore")).get("token", [""])[0].strip()
    try:
        ADMINISTRATOR.judge(await bearer(request, token) if token else None)
    except Unauthenticated:
        return sign_in_page(request, HTTPStatus.UNAUTHORIZED, "unknown")
    except WrongRole:
        return sign_in_page(request, HTTPStatus.FORBIDDEN, "wrong_role")
    response = RedirectResponse(PATH, HTTPStatus.SEE_OTHER, HEADERS)
    TOKEN.set(response, token, encrypted=encrypted(request, settings))
    return response


@router.post(f"{PATH}/sign-out", operation_id="leave_desk", include_in_schema=False)
async def sign_out(request: Request, _: Anyone, door: Here) -> Response:
    """Sign this browser out: of the desk, and the session of people that opened it."""
    if not own_form(request):
        return sign_in_page(request, HTTPStatus.FORBIDDEN, "foreign")
    over_tls = encrypted(request, door.regions.settings)
    if secret := DESK.read(request, encrypted=over_tls):
        await run_in_threadpool(_end, door, secret)
    response = RedirectResponse(PATH, HTTPStatus.SEE_OTHER, HEADERS)
    for cookie in (DESK, TOKEN):
        cookie.drop(response, encrypted=over_tls)
    return response


def _end(door: Door, secret: str) -> None:
    now = door.now()
    with door.datastore.transaction() as connection:
        if session := session_behind(connection, secret):
            end_session(connection, session, "signed-out", now)


async def _form(request: Request) -> bytes:
    found = b""
    async for chunk in request.stream():
        found += chunk
        if len(found) > MOST:
            raise TooLarge(MOST)
    return found
