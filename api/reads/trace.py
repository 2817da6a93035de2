"""Where something came from and where it went: the whole chain for officials, one step each way for a party."""

from __future__ import annotations

from asyncio import gather
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Holder
from api.errors import NotYetVisible
from api.fields import Moment, TracedId
from api.looks.cases import Asking
from api.looks.recording import record_look
from api.looks.shown import of_history
from api.policy.eyes import eyes_of
from api.reads.paging import AtLeast, answer, await_positions, read_positions, regions_of
from api.reads.trace_seen import judge, seen
from api.reads.traced import ANSWER
from api.sent import read_moment
from domain.gs1 import parse
from domain.region import COMMONS
from projections.reach.households import households
from projections.walk import one_step, trace

router = APIRouter(tags=["trace"])


@router.get("/v1/trace", operation_id="trace", responses=ANSWER)
async def read_trace(
    request: Request,
    actor: Holder,
    asking: Asking,
    traced: Annotated[TracedId, Query(alias="id", description="A lot, an item or a unit, in any GS1 form")],
    direction: Literal["up", "down", "both"] = "both",
    as_of: Annotated[str | None, Query(description="As things stood then")] = None,
    recorded_as_of: Annotated[
        str | None, Query(max_length=500, description="As they were known then: a time, or region:position pairs")
    ] = None,
    at_least: AtLeast = None,
) -> Response:
    """Everything upstream or downstream, over all regions; of a party's own dealings when a party asks.

    Inspectors and regulators see the steps with an end in their area; for a case its whole chain. Administrators see
    every chain that touches their area. Buyer and quantity of a sale are its sides' own.
    """
    await await_positions(request, "trace", at_least)
    names = [name for name in regions_of(request) if name != COMMONS]
    then, known = read_moment(as_of, "as_of"), _recorded(recorded_as_of)
    try:
        async with regions_of(request).datastore.reading(eyes_of(asking.investigating)) as conn:
            if actor.official:
                found = await trace(conn, names, parse(traced), direction, as_of=then, recorded_as_of=known)
            else:
                mine = [actor.party, *(await households(conn, names, actor.party))]
                found = await one_step(conn, names, parse(traced), mine, as_of=then, recorded_as_of=known)
    except LookupError as error:
        if type(error) is not LookupError:  # a KeyError is a mistake of ours
            raise
        raise NotYetVisible(projection="trace") from error
    asker = judge(asking, found, traced)
    shown = seen(asking, found)
    recording = record_look(regions_of(request), asker, "trace", of_history(shown), asked=traced)
    _, made = await gather(recording, run_in_threadpool(answer, shown))  # a megabyte is written while the look commits
    return made


def _recorded(text: str | None) -> datetime | dict[str, int] | None:
    if text is None:
        return None
    try:
        return TypeAdapter(Moment).validate_python(text)
    except ValidationError:
        return read_positions(text, "recorded_as_of")
