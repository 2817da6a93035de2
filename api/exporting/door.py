"""POST /v1/exports: take out what one's lists would show, as a file; officials say why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse

from api.auth import Actor, Holder
from api.errors import InvalidParameter, UnknownRegion
from api.exporting.asked import Asked, Form, Line
from api.exporting.facts import facts
from api.exporting.lines import lines
from api.exporting.official import allowed, recorded
from api.exporting.runs import count, remember
from api.exporting.writing import write
from api.fields import Body, CaseNumber, Note, RegionName
from api.looks.cases import OnCase, on_case
from api.policy import can
from api.policy.desk import Platform
from api.regions import Regions
from api.signing.form import described, form
from domain.region import COMMONS

router = APIRouter(tags=["exports"])
MOST: Final = 200_000
"""Lines of a file; `suyuan export` on the machine has no limit."""
MEDIA: Final[dict[Form, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", "content": {one: {"schema": {"type": "string"}} for one in MEDIA.values()}}
}


class ExportAsked(Body):
    """Days are Asia/Shanghai, both included. `reason`: officials say why; it is kept in the vault.

    `case`: of officials, an open case of their authority, whose lots are taken out wherever they went.
    """

    what: Literal["lots", "movements", "facts"]
    regions: tuple[RegionName, ...] = ()
    from_day: date | None = None
    to_day: date | None = None
    format: Form = "csv"
    reason: Note | None = None
    case: CaseNumber | None = None


class TooMany(Exception):
    """More lines than a file has."""


@router.post(
    "/v1/exports",
    operation_id="take_out",
    response_class=FileResponse,
    responses=FILE,
    openapi_extra=described(ExportAsked),
)
async def take_out(
    request: Request, actor: Holder, asked: Annotated[ExportAsked, Depends(form(ExportAsked))]
) -> FileResponse:
    """Lots, movements or raw facts: one's own and one's households', an official's area by what lists would show."""
    regions: Regions = request.app.state.regions
    cities = [name for name in regions if name != COMMONS]
    if unknown := next((one for one in asked.regions if one not in cities), None):
        raise UnknownRegion(region=unknown)
    if actor.official and len((asked.reason or "").strip()) < 4:
        raise InvalidParameter(parameter="reason", code="reason")
    asking = await on_case(regions, actor, asked.case)
    wanted = Asked(
        asked.what,
        asked.regions or tuple(cities),
        party=_party(actor, asked.what),
        from_day=asked.from_day,
        to_day=asked.to_day,
        asking=asking,
    )
    try:
        path = await run_in_threadpool(_file, regions, wanted, asking, asked)
    except TooMany:
        raise InvalidParameter(parameter="from_day", code="days") from None
    return FileResponse(
        path,
        headers={"Cache-Control": "no-store"},
        media_type=MEDIA[asked.format],
        filename=f"suyuan-{asked.what}.{asked.format}",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


def _party(actor: Actor, what: str) -> str:
    """Raw facts are one's own, and the platform's for a migration."""
    everybodys = can(actor, "read", Platform()) if what == "facts" else actor.official
    return "" if everybodys else actor.party


def _file(regions: Regions, wanted: Asked, asking: OnCase, asked: ExportAsked) -> Path:
    actor = asking.investigating
    run = remember(regions, wanted, person=actor.person, reason=(asked.reason or "").strip())
    rows: Iterator[Line] = facts(regions, wanted) if wanted.what == "facts" else lines(regions, wanted)
    if actor.official:
        rows = rows if wanted.what == "facts" else allowed(asking, rows)
        rows = recorded(regions, actor, wanted.what, run, rows)
    with ExitStack() as undo, NamedTemporaryFile(prefix="suyuan-export-", delete=False) as file:
        path = Path(file.name)
        undo.callback(path.unlink, missing_ok=True)
        count(regions.datastore, run, write(_some(rows), asked.format, file))
        undo.pop_all()
    return path


def _some(rows: Iterator[Line]) -> Iterator[Line]:
    for number, line in enumerate(rows):
        if number == MOST:
            raise TooMany
        yield line
