"""Papers: shipments (outgoing and incoming), handovers, receipts, sales, with what happened to them later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Actor, Holder
from api.errors import NotRecorded
from api.looks.cases import Asking, OnCase
from api.looks.recording import record_look
from api.looks.shown import of_papers
from api.policy import fields
from api.policy.eyes import eyes_of
from api.policy.fields import Shown
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
)
from api.reads.paper_told import concerns, dealing_of, lots_of, told, trip_of
from api.reads.personal import Personal, of_sales, of_shipments
from api.regions import Regions
from domain.region import COMMONS
from projections.directory import Mark, Paper
from projections.reach.households import households
from projections.reach.papers import papers, received

router = APIRouter(prefix="/v1/{region}", tags=["papers"])
_VAULTED: Final = {"shipment": of_shipments, "sale": of_sales}
"""Kinds of papers with personal values, and who opens them."""


class Step(BaseModel):
    """What happened later; `party`: who has it since, or who decided."""

    what: str
    at: datetime
    party: str
    fact: UUID
    body: dict[str, Any]


class Vehicle(BaseModel):
    """Who drives; after the trip, and to the receiver, a masked plate alone."""

    plate: str
    driver: str
    phone: str


class Buyer(BaseModel):
    """Of a sale to somebody without an account; told to the seller."""

    name: str
    phone: str


class ListedPaper(BaseModel):
    """`body`: the plain values of the fact. `region`: whose paper it is. Of a sale officials see no buyer, no quantity.

    `vehicle` and `buyer`: from the vault, to whom they may be told.
    """

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
    vehicle: Vehicle | None
    buyer: Buyer | None


@router.get("/shipments", operation_id="list_shipments", response_model=Page[ListedPaper])
async def list_shipments(
    request: Request,
    region: str,
    actor: Holder,
    asking: Asking,
    direction: Literal["outgoing", "incoming"] = "outgoing",
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Dispatched from this region by or with the asker; or on their way to the asker here, from whatever region."""
    here = region_of(request, region)
    if direction == "outgoing":
        return await _list(request, asking, "shipment", [here], "", limit, token, at_least)
    everywhere = [name for name in regions_of(request) if name != COMMONS]
    return await _list(request, asking, "shipment", everywhere, here, limit, token, at_least)


@router.get("/handovers", operation_id="list_handovers", response_model=Page[ListedPaper])
async def list_handovers(
    request: Request,
    region: str,
    actor: Holder,
    asking: Asking,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Offers made by or to the asker."""
    return await _list(request, asking, "handover", [region_of(request, region)], "", limit, token, at_least)


@router.get("/receipts", operation_id="list_receipts", response_model=Page[ListedPaper])
async def list_receipts(
    request: Request,
    region: str,
    actor: Holder,
    asking: Asking,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Purchases, refusals and receipts, by or from the asker."""
    return await _list(request, asking, "receipt", [region_of(request, region)], "", limit, token, at_least)


@router.get("/sales", operation_id="list_sales", response_model=Page[ListedPaper])
async def list_sales(
    request: Request,
    region: str,
    actor: Holder,
    asking: Asking,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Sold by the asker, or to it."""
    return await _list(request, asking, "sale", [region_of(request, region)], "", limit, token, at_least)


@router.get("/shipments/{shipment}", operation_id="read_shipment", response_model=ListedPaper)
async def read_shipment(
    request: Request, region: str, shipment: UUID, actor: Holder, asking: Asking, at_least: AtLeast = None
) -> Response:
    return await _read(request, asking, "shipment", region, shipment, at_least)


@router.get("/handovers/{handover}", operation_id="read_handover", response_model=ListedPaper)
async def read_handover(
    request: Request, region: str, handover: UUID, actor: Holder, asking: Asking, at_least: AtLeast = None
) -> Response:
    return await _read(request, asking, "handover", region, handover, at_least)


@router.get("/receipts/{receipt}", operation_id="read_receipt", response_model=ListedPaper)
async def read_receipt(
    request: Request, region: str, receipt: UUID, actor: Holder, asking: Asking, at_least: AtLeast = None
) -> Response:
    return await _read(request, asking, "receipt", region, receipt, at_least)


@router.get("/sales/{sale}", operation_id="read_sale", response_model=ListedPaper)
async def read_sale(
    request: Request, region: str, sale: UUID, actor: Holder, asking: Asking, at_least: AtLeast = None
) -> Response:
    return await _read(request, asking, "sale", region, sale, at_least)


async def _list(
    request: Request,
    asking: OnCase,
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
    async with regions_of(request).datastore.reading(eyes_of(asking.investigating)) as conn:
        found = await papers(conn, regions, kind, asking.scope, before=before, to_region=to_region, limit=limit + 1)
        items = await _told(request, conn, asking, found[:limit])
    await record_look(regions_of(request), asking.investigating, f"{kind}s", of_papers(items))
    marks = [Mark(paper.at.isoformat(), str(paper.id)) for _, paper in found]
    return page(name, items, limit, marks)


async def _read(request: Request, asking: OnCase, kind: str, region: str, one: UUID, at_least: str | None) -> Response:
    here = region_of(request, region)
    await await_positions(request, "directory", at_least)
    async with regions_of(request).datastore.reading(eyes_of(asking.investigating)) as conn:
        found = await papers(conn, [here], kind, asking.scope, before=LAST_ID, one=one, limit=1)
        items = await _told(request, conn, asking, found)
    if not items:
        raise NotRecorded(id=one)
    await record_look(regions_of(request), asking.investigating, kind, of_papers(items))
    return answer(items[0])


async def _told(
    request: Request, conn: AsyncConnection[TupleRow], asking: OnCase, found: Sequence[tuple[str, Paper]]
) -> list[Any]:
    """As the asker may see them; the vault is asked once a region, for what concerns them."""
    actor, cities = asking.actor, [name for name in regions_of(request) if name != COMMONS]
    asks = actor.member and any(paper.kind in _VAULTED for _, paper in found)
    mine = [actor.party, *(await households(conn, cities, actor.party))] if asks else []
    found = [(region, paper) for region, paper in found if concerns(actor, mine, paper)]
    personal = [(region, paper) for region, paper in found if paper.kind in _VAULTED]
    under_way = [paper.id for _, paper in personal if paper.kind == "shipment" and paper.party in mine]
    ended = await received(conn, cities, under_way)
    over = {paper.id: _over(paper, ended) for _, paper in personal}
    asked = [
        (region, paper)
        for region, paper in personal
        if _opens(asking.about(lots_of(paper)), mine, paper, over[paper.id])
    ]  # fmt: skip
    opened = await run_in_threadpool(_open, regions_of(request), asked) if asked else {}
    return [
        told(asking.about(lots_of(paper)), mine, region, paper, opened.get(paper.id, {}), over.get(paper.id, False))
        for region, paper in found
    ]


def _over(paper: Paper, ended: Collection[str]) -> bool:
    """A trip ends at the gate, or with a receipt."""
    return str(paper.id) in ended or any(step["what"] == "arrived" for step in paper.steps)


def _opens(actor: Actor, mine: Collection[str], paper: Paper, over: bool) -> bool:
    if paper.kind == "shipment":
        return fields.plate(actor, trip_of(actor, mine, paper, over)) is not Shown.NOTHING
    return fields.deal(actor, dealing_of(actor, mine, paper)) is not Shown.NOTHING


def _open(regions: Regions, asked: Sequence[tuple[str, Paper]]) -> dict[UUID, Personal]:
    found: dict[UUID, Personal] = {}
    for region in {region for region, _ in asked}:
        for kind, ask in _VAULTED.items():
            ids = [str(paper.id) for where, paper in asked if (where, paper.kind) == (region, kind)]
            found |= {UUID(one): values for one, values in ask(regions, region, ids).items()}
    return found
