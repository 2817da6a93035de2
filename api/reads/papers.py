"""Papers: shipments (outgoing and incoming), handovers, receipts, sales, with what happened to them later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Actor, Holder
from api.errors import NotRecorded
from api.reads.paging import (
    LAST_ID,
    AtLeast,
    Limit,
    Page,
    PageToken,
    answer,
    await_positions,
    page,
    read_mark,
    region_of,
    regions_of,
    scope_of,
)
from domain.region import COMMONS
from projections import directory
from projections.directory import Mark, Paper

router = APIRouter(prefix="/v1/{region}", tags=["papers"])


class Step(BaseModel):
    """What happened later; `party`: who has it since, or who decided."""

    what: str
    at: datetime
    party: str
    fact: UUID
    body: dict[str, Any]


class ListedPaper(BaseModel):
    """`body`: the plain values of the fact. `region`: whose paper it is."""

    kind: str
    id: UUID
    region: str
    at: datetime
    party: str
    other: str
    third: str
    site: str
    county: str
    to_region: str
    reference: str
    body: dict[str, Any]
    steps: list[Step]


@router.get("/shipments", operation_id="list_shipments", response_model=Page[ListedPaper])
async def list_shipments(
    request: Request,
    region: str,
    actor: Holder,
    direction: Literal["outgoing", "incoming"] = "outgoing",
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Dispatched from this region by or with the asker; or on their way to the asker here, from whatever region."""
    here = region_of(request, region)
    if direction == "outgoing":
        return await _list(request, actor, "shipment", [here], "", limit, token, at_least)
    everywhere = [name for name in regions_of(request) if name != COMMONS]
    return await _list(request, actor, "shipment", everywhere, here, limit, token, at_least)


@router.get("/handovers", operation_id="list_handovers", response_model=Page[ListedPaper])
async def list_handovers(
    request: Request,
    region: str,
    actor: Holder,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Offers made by or to the asker."""
    return await _list(request, actor, "handover", [region_of(request, region)], "", limit, token, at_least)


@router.get("/receipts", operation_id="list_receipts", response_model=Page[ListedPaper])
async def list_receipts(
    request: Request,
    region: str,
    actor: Holder,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Purchases, refusals and receipts, by or from the asker."""
    return await _list(request, actor, "receipt", [region_of(request, region)], "", limit, token, at_least)


@router.get("/sales", operation_id="list_sales", response_model=Page[ListedPaper])
async def list_sales(
    request: Request,
    region: str,
    actor: Holder,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Sold by the asker, or to it."""
    return await _list(request, actor, "sale", [region_of(request, region)], "", limit, token, at_least)


@router.get("/shipments/{shipment}", operation_id="read_shipment", response_model=ListedPaper)
async def read_shipment(
    request: Request, region: str, shipment: UUID, actor: Holder, at_least: AtLeast = None
) -> Response:
    return await _read(request, actor, "shipment", region, shipment, at_least)


@router.get("/handovers/{handover}", operation_id="read_handover", response_model=ListedPaper)
async def read_handover(
    request: Request, region: str, handover: UUID, actor: Holder, at_least: AtLeast = None
) -> Response:
    return await _read(request, actor, "handover", region, handover, at_least)


@router.get("/receipts/{receipt}", operation_id="read_receipt", response_model=ListedPaper)
async def read_receipt(
    request: Request, region: str, receipt: UUID, actor: Holder, at_least: AtLeast = None
) -> Response:
    return await _read(request, actor, "receipt", region, receipt, at_least)


@router.get("/sales/{sale}", operation_id="read_sale", response_model=ListedPaper)
async def read_sale(request: Request, region: str, sale: UUID, actor: Holder, at_least: AtLeast = None) -> Response:
    return await _read(request, actor, "sale", region, sale, at_least)


async def _list(
    request: Request,
    actor: Actor,
    kind: str,
    regions: Sequence[str],
    to_region: str,
    limit: int,
    token: str | None,
    at_least: str | None,
) -> Response:
    name = f"{kind}s to {to_region}"
    before = read_mark(name, token, LAST_ID)
    await await_positions(request, "directory", at_least)
    async with regions_of(request).datastore.reading() as conn:
        found = await directory.papers(
            conn, regions, kind, scope_of(actor), before=before, to_region=to_region, limit=limit + 1
        )
    marks = [Mark(paper.at.isoformat(), str(paper.id)) for _, paper in found]
    return page(name, [_told(where, paper) for where, paper in found], limit, marks)


async def _read(request: Request, actor: Actor, kind: str, region: str, one: UUID, at_least: str | None) -> Response:
    here = region_of(request, region)
    await await_positions(request, "directory", at_least)
    async with regions_of(request).datastore.reading() as conn:
        found = await directory.papers(conn, [here], kind, scope_of(actor), before=LAST_ID, one=one, limit=1)
    if not found:
        raise NotRecorded(id=one)
    return answer(_told(*found[0]))


def _told(region: str, paper: Paper) -> dict[str, Any]:
    return paper._asdict() | {"region": region, "body": msgspec.Raw(paper.body.encode())}
