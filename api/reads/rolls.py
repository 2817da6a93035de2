"""The rolls of labels that somebody was issued."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Holder
from api.looks.cases import Asking
from api.looks.recording import record_look
from api.looks.shown import of_rows
from api.policy.eyes import eyes_of
from api.reads.paging import (
    LAST,
    AtLeast,
    Limit,
    Page,
    PageToken,
    await_positions,
    page,
    read_mark,
    region_of,
    regions_of,
)
from api.reads.register_told import told_rolls
from projections.directory import Mark
from projections.reach.rolls import rolls

router = APIRouter(prefix="/v1/{region}", tags=["labels"])


class ListedRoll(BaseModel):
    """`first` and `last` are empty for administrators, who count."""

    product: str
    roll: str
    at: datetime
    party: str
    first: str
    last: str
    labels: int


@router.get("/label-rolls", operation_id="list_label_rolls", response_model=Page[ListedRoll])
async def list_label_rolls(
    request: Request,
    region: str,
    actor: Holder,
    asking: Asking,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Rolls of labels that the asker's party was issued, or one with a place in its area, newest first."""
    await await_positions(request, "directory", at_least)
    async with regions_of(request).datastore.reading(eyes_of(asking.investigating)) as conn:
        before = read_mark("label-rolls", token, LAST)
        found = await rolls(conn, region_of(request, region), asking.scope, before=before, limit=limit + 1)
    marks = [Mark(row.at.isoformat(), row.roll) for row in found]
    items = told_rolls(asking, found[:limit])
    await record_look(regions_of(request), asking.investigating, "label-rolls", of_rows(items, "roll"))
    return page("label-rolls", items, limit, marks)
