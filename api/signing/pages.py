"""The pages of people: shells that hold nothing of anybody; their scripts ask the API as whoever signed in there."""

from __future__ import annotations

from typing import Final, Literal, get_args

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.auth import Anyone
from api.door.way_back import way_back
from api.language import language
from api.policy.actor import MEMBER_ROLES, OFFICIAL_ROLES, ROLES
from api.privacy.notices import PURPOSES
from api.privacy.retention import TERMS
from api.routes.cases import CaseOutcome
from api.signing.door import Here
from api.views.overview import DEMO
from domain.region import COMMONS
from scanner_app.pages import render

router = APIRouter(prefix="/people", tags=["people"], include_in_schema=False)
POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:;"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""As every page of ours has it, with scripts in files of ours that ask this very server."""
LOOKED: Final = (
    "trace", "lots", "stocks", "sites", "parties", "label-rolls", "label", "unit", "receipt", "receipts", "shipment",
    "shipments", "handover", "handovers", "sale", "sales", "balance", "discrepancies", "overdrawers", "administration",
    "members", "standing", "picture", "export-lots", "export-movements", "export-trace", "export-facts",
)  # fmt: skip
"""What is looked at, as looks call it (api/looks/recording.py)."""
CASE_REASONS: Final = ("complaint", "inspection", "suspected_residue", "no_certificate", "other")
"""What the form offers."""
Name = Literal["sign_in", "join", "me", "members", "held", "cases", "desk", "back"]


@router.get("")
async def see_people(_: Anyone) -> RedirectResponse:
    """Whoever is signed in here is shown; others are asked to sign in."""
    return RedirectResponse("/people/me", 303)


@router.get("/sign-in", response_class=HTMLResponse)
async def see_sign_in(request: Request, _: Anyone, door: Here, to: str = "") -> Response:
    """By code, passkey, password or provider. `to`: where its script goes on; only a path of ours is let in."""
    if way_back(to, "") != to:
        return RedirectResponse("/people/sign-in", 303)
    return await _page(request, door, "sign_in")


@router.get("/join", response_class=HTMLResponse)
async def see_join(request: Request, _: Anyone, door: Here) -> HTMLResponse:
    """With an invitation, whose code is behind the # of the address."""
    return await _page(request, door, "join")


@router.get("/me", response_class=HTMLResponse)
async def see_me(request: Request, _: Anyone, door: Here) -> HTMLResponse:
    """Role, devices, proofs, who looked."""
    return await _page(request, door, "me")


@router.get("/members", response_class=HTMLResponse)
async def see_members(request: Request, _: Anyone, door: Here) -> HTMLResponse:
    """A party's people, for those who answer for them."""
    return await _page(request, door, "members")


@router.get("/held", response_class=HTMLResponse)
async def see_held(request: Request, _: Anyone, door: Here) -> HTMLResponse:
    """What is held on the person at work, what they agreed to, and its end."""
    return await _page(request, door, "held")


@router.get("/cases", response_class=HTMLResponse)
async def see_cases(request: Request, _: Anyone, door: Here) -> HTMLResponse:
    """An authority's open cases, for its inspectors and regulators."""
    return await _page(request, door, "cases")


@router.get("/desk", response_class=HTMLResponse)
async def see_desk(request: Request, _: Anyone, door: Here) -> HTMLResponse:
    """On the way to the administrators' desk; its script opens it as whoever signed in here."""
    return await _page(request, door, "desk")


@router.get("/back", response_class=HTMLResponse)
async def see_back(request: Request, _: Anyone, door: Here, state: str = "", code: str = "") -> HTMLResponse:
    """Back from the identity provider; its script reads the address."""
    return await _page(request, door, "back")


async def _page(request: Request, door: Here, name: Name) -> HTMLResponse:
    async with door.datastore.reading() as connection:
        demo = await (await connection.execute(DEMO)).fetchone() is not None
    html = render(
        f"people_{name}.html",
        language(request),
        demo=demo,
        page=name,
        provider=door.provider is not None,
        roles=sorted(ROLES),
        invited=sorted(MEMBER_ROLES),
        officials=sorted(OFFICIAL_ROLES),
        regions=[name for name in door.regions if name != COMMONS],
        purposes=PURPOSES,
        looked=LOOKED,
        case_reasons=CASE_REASONS,
        case_outcomes=get_args(CaseOutcome),
        fields=sorted({field for term in TERMS.values() for field in term.fields}),
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})
