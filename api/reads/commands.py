"""A command of one's own: whether it was recorded, and what it was answered. Told to whoever sent it, in any scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Holder
from api.errors import NotRecorded
from api.reads.paging import answer, region_of, regions_of
from api.recording import recorder

router = APIRouter(prefix="/v1/{region}", tags=["commands"])


class RecordedCommand(BaseModel):
    """`outcome`: what the first answer said."""

    id: UUID
    position: int
    recorded_at: datetime
    at: datetime
    claimed_at: datetime
    observed: bool
    outcome: dict[str, Any]


@router.get("/commands/{command_id}", operation_id="read_command", response_model=RecordedCommand)
async def read_command(request: Request, region: str, command_id: UUID, actor: Holder) -> Response:
    """A command of one's own: whether it was recorded, and what it was answered."""
    here = regions_of(request)[region_of(request, region)]
    row = await run_in_threadpool(recorder(here).find_command, actor.party, actor.person, command_id)
    if row is None:
        raise NotRecorded(id=command_id)
    return answer(
        {
            "id": row.id,
            "position": row.position,
            "recorded_at": row.recorded_at,
            "at": row.at,
            "claimed_at": row.claimed_at,
            "observed": row.observed,
            "outcome": msgspec.Raw(row.outcome),
        }
    )
