"""Lists of what is registered: parties, sites, products, lots, stocks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Holder
from api.fields import LotId, ProductId, SiteId
from api.looks.cases import Asking
from api.looks.recording import record_look
from api.looks.shown import of_parties, of_rows
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
from api.reads.register_told import told_parties, told_sites
from domain.region import COMMONS
from projections import directory
from projections.directory import Mark
from projections.reach.parties import parties

router = APIRouter(prefix="/v1/{region}", tags=["registers"])
START = Mark("", "")


class ListedParty(BaseModel):
    """Of a household name and phone come from the vault, masked or empty to whom they are not to be told.

    `verified_at`: null until somebody looked at the party's papers. `suspended`: it moves no goods.
    """

    party: str
    kind: str
    name: str
    county: str
    cooperative: str
    verified_at: datetime | None
    suspended: bool
    phone: str


class Place(BaseModel):
    """WGS-84 degrees."""

    lat: float
    lon: float


class ListedSite(BaseModel):
    """Of a household's plot `name` and `point` are told to itself, its cooperative and the area's inspectors."""

    site: str
    party: str
    kind: str
    name: str
    county: str
    town: str
    point: Place | None


class ListedProduct(BaseModel):
    product: str
    name_zh: str
    name_en: str
    category: str
    measure: str
    county: str
    certificate: bool
    more: dict[str, Any]


class ListedLot(BaseModel):
    lot: str
    at: datetime
    kind: str
    product: str
    party: str
    site: str
    county: str


class ListedStock(BaseModel):
    """Quantities in the lot's base measure (kg or pieces), as decimal strings."""

    lot: str
    site: str
    party: str
    product: str
    on_hand: str
    last_at: datetime
    holds: list[UUID]
    overdrawn: str | None


@router.get("/parties", operation_id="list_parties", response_model=Page[ListedParty])
async def list_parties(
    request: Request,
    region: str,
    actor: Holder,
    asking: Asking,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Parties registered in a region; of households those that the asker acts for, took goods from, or of its area."""
    here = region_of(request, region)
    await await_positions(request, "directory", at_least)
    async with regions_of(request).datastore.reading(eyes_of(asking.investigating)) as conn:
        after = read_mark("parties", token, START).first
        found = await parties(conn, [here], asking.scope, after=after, limit=limit + 1)
    items = await run_in_threadpool(told_parties, regions_of(request), here, asking, found[:limit])
    await record_look(regions_of(request), asking.investigating, "parties", of_parties(items))
    return page("parties", items, limit, [Mark(row.party, "") for row in found])


@router.get("/sites", operation_id="list_sites", response_model=Page[ListedSite])
async def list_sites(
    request: Request,
    region: str,
    actor: Holder,
    asking: Asking,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Sites of the asker's party and of the households that it acts for."""
    here = region_of(request, region)
    await await_positions(request, "directory", at_least)
    async with regions_of(request).datastore.reading(eyes_of(asking.investigating)) as conn:
        after = read_mark("sites", token, START).first
        found = await directory.sites(conn, here, asking.scope, after=after, limit=limit + 1)
    items = await run_in_threadpool(told_sites, regions_of(request), here, asking, found[:limit])
    await record_look(regions_of(request), asking.investigating, "sites", of_rows(items, "site"))
    return page("sites", items, limit, [Mark(row.site, "") for row in found])


@router.get("/products", operation_id="list_products", response_model=Page[ListedProduct])
async def list_products(
    request: Request,
    region: str,
    actor: Holder,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Products; they are the same in every region."""
    region_of(request, region)
    await await_positions(request, "directory", at_least)
    async with regions_of(request).datastore.reading(eyes_of(actor)) as conn:
        after = read_mark("products", token, START).first
        found = await directory.products(conn, COMMONS, after=after, limit=limit + 1)
    items = [row._asdict() | {"more": msgspec.Raw(row.more.encode())} for row in found]
    return page("products", items, limit, [Mark(row.product, "") for row in found])


@router.get("/lots", operation_id="list_lots", response_model=Page[ListedLot])
async def list_lots(
    request: Request,
    region: str,
    actor: Holder,
    asking: Asking,
    product: ProductId | None = None,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Lots that began with the asker's party, newest first."""
    await await_positions(request, "directory", at_least)
    async with regions_of(request).datastore.reading(eyes_of(asking.investigating)) as conn:
        found = await directory.lots(
            conn,
            region_of(request, region),
            asking.scope,
            before=read_mark("lots", token, LAST),
            product=product or "",
            limit=limit + 1,
        )
    marks = [Mark(row.at.isoformat(), row.lot) for row in found]
    items = [row._asdict() for row in found[:limit]]
    await record_look(regions_of(request), asking.investigating, "lots", of_rows(items, "lot"))
    return page("lots", items, limit, marks)


@router.get("/stocks", operation_id="list_stocks", response_model=Page[ListedStock])
async def list_stocks(
    request: Request,
    region: str,
    actor: Holder,
    asking: Asking,
    site: SiteId | None = None,
    lot: LotId | None = None,
    empty: Annotated[bool, Query(description="What once lay there too")] = False,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """What lies where, with its holds and overdrafts."""
    for projection in ("balance", "directory"):
        await await_positions(request, projection, at_least)
    async with regions_of(request).datastore.reading(eyes_of(asking.investigating)) as conn:
        found = await directory.stocks(
            conn,
            region_of(request, region),
            asking.scope,
            after=read_mark("stocks", token, START),
            site=site or "",
            lot=lot or "",
            empty=empty,
            limit=limit + 1,
        )
    items = [row._asdict() for row in found[:limit]]
    await record_look(regions_of(request), asking.investigating, "stocks", of_rows(items, "lot", "site"))
    return page("stocks", items, limit, [Mark(row.lot, row.site) for row in found])
