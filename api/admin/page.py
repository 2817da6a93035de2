"""GET /admin for people, GET /v1/admin/overview for programs; the same overview."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.admin.attention import attention
from api.admin.naming import Naming
from api.admin.overview import Overview, behind, overview
from api.admin.visitor import PATH, AdministratorHere
from api.auth import Actor, Administrator
from api.door.alarms import Alarm
from api.door.keeper import Doorkeeper
from api.language import language
from api.looks.recording import record_look
from api.policy import can
from api.policy.desk import Platform
from api.regions import Regions
from domain.act import SHANGHAI
from projections.catalogue import PROJECTIONS
from scanner_app.pages import render

router = APIRouter(tags=["administration"])
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser would send its own form with Origin: null
    "Vary": "Cookie, Authorization, Accept-Language",
}


@router.get("/v1/admin/overview", operation_id="read_overview")
async def read_overview(request: Request, actor: Administrator) -> Response:
    """Regions, read models, what is parked, imports, exports, discrepancies, disk."""
    regions: Regions = request.app.state.regions
    found = await _recorded(regions, actor)
    told = _plain(found) | {"alarms": alarms_for(request, actor)}
    return Response(msgspec.json.encode(told), 200, {"Cache-Control": "no-store"}, "application/json")


@router.get(PATH, operation_id="see_administration", include_in_schema=False)
async def see_administration(request: Request, actor: AdministratorHere) -> HTMLResponse:
    """The page; the way to sign in for whoever is not."""
    if actor is None:
        return sign_in_page(request, HTTPStatus.UNAUTHORIZED)
    lang = language(request)
    regions: Regions = request.app.state.regions
    found = await _recorded(regions, actor)
    alarms = alarms_for(request, actor)
    html = render(
        "admin.html",
        lang,
        demo="demo" in found.marks,
        found=found,
        attention=list(attention(found, alarms)),
        alarms=alarms,
        projections=[(one.name, behind(found.standings, one.name)) for one in PROJECTIONS],
        naming=Naming(regions, lang),
    )
    return HTMLResponse(html, headers=HEADERS)


def alarms_for(request: Request, actor: Actor) -> list[Alarm]:
    """Who tried doors too often in the last day; of the platform, so none for an administrator of an area."""
    keeper: Doorkeeper = request.app.state.keeper
    return keeper.alarms.recent() if can(actor, "read", Platform()) else []


def sign_in_page(request: Request, status: HTTPStatus, problem: str = "") -> HTMLResponse:
    """The way to sign in, and while developing the form for a token; `problem` is a key of `admin.sign_in.*`."""
    regions: Regions = request.app.state.regions
    tokens = regions.settings.profile == "development"
    html = render("admin_sign_in.html", language(request), problem=problem, tokens=tokens)
    return HTMLResponse(html, status, HEADERS)


async def _recorded(regions: Regions, actor: Actor) -> Overview:
    """The overview; that it was looked at by whom is recorded first, for each party that it names."""
    found = await overview(regions, actor)
    named = [(party, str(one.fact)) for one in found.newest for party in (one.party, one.other)]
    named += [(one.party, one.person or one.party) for one in found.overdrawers]
    named += [(one.party, one.party) for one in (*found.imports, *found.exports)]
    named += found.people.owners()
    await record_look(regions, actor, "administration", named)
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever an overview holds
    """Named tuples as objects, times with Shanghai's offset."""
    if fields := getattr(value, "_fields", None):
        return {name: _plain(one) for name, one in zip(fields, value, strict=True)}
    match value:
        case list() | tuple():
            return [_plain(one) for one in value]
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case datetime():
            return value.astimezone(SHANGHAI)
        case _:
            return value
