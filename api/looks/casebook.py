"""GET /v1/people/cases: what an authority looks into, and what it looked into before."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Investigator
from api.policy.eyes import eyes_of
from api.reads.paging import LAST, AtLeast, Limit, Page, PageToken, await_positions, page, read_mark, regions_of
from domain.region import COMMONS
from projections import directory
from projections.directory import Mark

router = APIRouter(prefix="/v1/people", tags=["looks"])


class CaseTold(BaseModel):
    """`subject`: the lot, item or unit whose chain it opens. `reason`, `outcome`: codes; no outcome: it is open."""

    number: str
    opened_at: datetime
    subject: str
    reason: str
    jurisdiction: str
    closed_at: datetime | None
    outcome: str


@router.get("/cases", operation_id="list_cases", response_model=Page[CaseTold])
async def list_cases(
    request: Request,
    actor: Investigator,
    closed: Annotated[bool, Query(description="Those that were closed, in place of those that are open")] = False,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Of one's authority, whoever opened them; the one opened last first."""
    await await_positions(request, "directory", at_least)
    before = read_mark("cases", token, LAST)
    async with regions_of(request).datastore.reading(eyes_of(actor)) as conn:
        some = await directory.cases(conn, COMMONS, actor.party, closed=closed, before=before, limit=limit + 1)
    items = [one._asdict() for one in some[:limit]]
    return page("cases", items, limit, [Mark(one.opened_at.isoformat(), one.number) for one in some])
