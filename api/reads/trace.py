"""Where something came from and where it went: the whole chain for officials, one step each way for a party."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Actor, Holder
from api.errors import NotRecorded, NotYetVisible, OutsideJurisdiction
from api.fields import Moment, TracedId
from api.reads.paging import AtLeast, answer, await_positions, read_positions, regions_of
from api.sent import read_moment
from domain.gs1 import parse
from domain.region import COMMONS
from projections.trace.answers import History
from projections.walk import one_step, trace

router = APIRouter(tags=["trace"])


class TracedLot(BaseModel):
    """A lot and a region that knows it."""

    region: str
    lot: str


class TracedEdge(BaseModel):
    """`parent` went into `child`."""

    region: str
    child: str
    parent: str
    kind: str
    command_id: UUID
    ordinal: int
    about: UUID
    occurred_at: datetime
    asserted: int


class TracedStep(BaseModel):
    """What happened to a lot; texts are empty where the fact says nothing, quantities are in base measure."""

    region: str
    lot: str
    kind: str
    occurred_at: datetime
    site: str
    county: str
    party: str
    carrier: str
    other_region: str
    other_site: str
    other_county: str
    other_party: str
    quantity: str | None
    expected: str | None
    rejected: str | None
    unit: str
    reference: str
    detail: str
    reason: str
    proof: dict[str, Any] | None
    about: UUID
    corrected: bool
    command_id: UUID
    ordinal: int
    line: int
    asserted: int
    withdrawn: int | None


class TracedUnit(BaseModel):
    """What was put into a logistic unit or taken out, or where it was put itself."""

    region: str
    unit: str
    kind: str
    occurred_at: datetime
    lot: str
    quantity: str | None
    parent: str
    site: str
    party: str
    command_id: UUID
    ordinal: int
    line: int
    asserted: int


class Trace(BaseModel):
    """`lots`: where it began. `positions`: give them back as `recorded_as_of` to be answered the same again."""

    lots: list[str]
    nodes: list[TracedLot]
    edges: list[TracedEdge]
    steps: list[TracedStep]
    units: list[TracedUnit]
    positions: dict[str, int]
    truncated: bool


@router.get("/v1/trace", operation_id="trace", response_model=Trace)
async def read_trace(
    request: Request,
    actor: Holder,
    traced: Annotated[TracedId, Query(alias="id", description="A lot, an item or a unit, in any GS1 form")],
    direction: Literal["up", "down", "both"] = "both",
    as_of: Annotated[str | None, Query(description="As things stood then")] = None,
    recorded_as_of: Annotated[
        str | None, Query(max_length=500, description="As they were known then: a time, or region:position pairs")
    ] = None,
    at_least: AtLeast = None,
) -> Response:
    """Everything upstream or downstream, over all regions; of a party's own dealings when a party asks."""
    await await_positions(request, "trace", at_least)
    names = [name for name in regions_of(request) if name != COMMONS]
    then, known = read_moment(as_of, "as_of"), _recorded(recorded_as_of)
    async with regions_of(request).datastore.reading() as conn:
        try:
            if actor.official:
                found = await trace(conn, names, parse(traced), direction, as_of=then, recorded_as_of=known)
            else:
                found = await one_step(conn, names, parse(traced), actor.party, as_of=then, recorded_as_of=known)
        except LookupError as error:
            if type(error) is not LookupError:  # a KeyError is a mistake of ours
                raise
            raise NotYetVisible(projection="trace") from error
    _judge(actor, found, traced)
    return answer(_told(found))


def _judge(actor: Actor, found: History, traced: str) -> None:
    if not found.nodes:
        raise NotRecorded(id=traced)
    if actor.jurisdiction and not any(step.county.startswith(actor.jurisdiction) for step in found.steps):
        raise OutsideJurisdiction(id=traced)


def _recorded(text: str | None) -> datetime | dict[str, int] | None:
    if text is None:
        return None
    try:
        return TypeAdapter(Moment).validate_python(text)
    except ValidationError:
        return read_positions(text, "recorded_as_of")


def _told(found: History) -> dict[str, Any]:
    return {
        "lots": found.lots,
        "nodes": [one._asdict() for one in found.nodes],
        "edges": [one._asdict() for one in found.edges],
        "steps": [one._asdict() for one in found.steps],
        "units": [one._asdict() for one in found.units],
        "positions": found.positions,
        "truncated": found.truncated,
    }
