"""Sign in to the administrators' page with a token, and out again."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.admin.page import HEADERS, sign_in_page
from api.admin.visitor import COOKIE, PATH, holder, own_form
from api.auth import ADMINISTRATOR, Anyone
from api.body import TooLarge
from api.door.cookies import encrypted
from api.errors import Unauthenticated, WrongRole
from api.language import language
from api.regions import Regions

router = APIRouter(tags=["administration"])
MOST: Final = 2_000
"""Bytes of the form."""


@router.post(f"{PATH}/sign-in", operation_id="sign_in", include_in_schema=False)
async def sign_in(request: Request, _: Anyone) -> Response:
    """Keep the token of an administrator in a cookie of this page."""
    if not own_form(request):
        return sign_in_page(language(request), HTTPStatus.FORBIDDEN, "foreign")
    token = parse_qs((await _form(request)).decode("ascii", "ignore")).get("token", [""])[0].strip()
    try:
        ADMINISTRATOR.judge(await holder(request, token) if token else None)
    except Unauthenticated:
        return sign_in_page(language(request), HTTPStatus.UNAUTHORIZED, "unknown")
    except WrongRole:
        return sign_in_page(language(request), HTTPStatus.FORBIDDEN, "wrong_role")
    response = RedirectResponse(PATH, HTTPStatus.SEE_OTHER, HEADERS)
    COOKIE.set(response, token, encrypted=_encrypted(request))
    return response


@router.post(f"{PATH}/sign-out", operation_id="sign_out", include_in_schema=False)
async def sign_out(request: Request, _: Anyone) -> Response:
    """Forget the token on this browser; `suyuan token revoke` ends it everywhere."""
    if not own_form(request):
        return sign_in_page(language(request), HTTPStatus.FORBIDDEN, "foreign")
    response = RedirectResponse(PATH, HTTPStatus.SEE_OTHER, HEADERS)
    COOKIE.drop(response, encrypted=_encrypted(request))
    return response


def _encrypted(request: Request) -> bool:
    regions: Regions = request.app.state.regions
    return encrypted(request, regions.settings)


async def _form(request: Request) -> bytes:
    found = b""
    async for chunk in request.stream():
        found += chunk
        if len(found) > MOST:
            raise TooLarge(MOST)
    return found
