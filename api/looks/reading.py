"""GET /v1/people/looks: an owner sees who looked at what is theirs; officials what they and theirs looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Actor, Holder
from api.errors import InvalidParameter
from api.fields import CaseNumber
from api.policy import can
from api.policy.eyes import eyes_of
from api.policy.people import Looked
from api.reads.paging import Limit, Page, PageToken, page, read_mark, regions_of
from api.regions import Regions
from domain.party import Party
from domain.region import COMMONS
from projections.directory import Mark
from projections.reach.households import households
from store.looks import NEWEST, Kept, Look, looks_at, looks_by, looks_for, looks_within

router = APIRouter(prefix="/v1/people", tags=["looks"])
_NEWEST = Mark(str(NEWEST), "")
Case = Annotated[CaseNumber | None, Query(description="Of officials: the looks of their authority for this case alone")]


class Viewed(BaseModel):
    """Ids of one owner: parties, sites, lots, units, papers, labels, persons."""

    party: str
    ids: list[str]


class LookTold(BaseModel):
    """One answer that an official was given. `authority` is its party; which `person` it was is told to officials.

    `basis`: their area (`jurisdiction`, empty: everywhere), a case (`reference`: its number), or a reason that they
    gave when they took data out (`reference`: that export). `what`: the list, paper or trace.
    """

    id: int
    at: datetime
    role: str
    authority: str
    authority_name: str
    person: str
    jurisdiction: str
    basis: str
    reference: str
    what: str
    seen: list[Viewed]


@router.get("/looks", operation_id="list_looks", response_model=Page[LookTold])
async def list_looks(
    request: Request, actor: Holder, case: Case = None, limit: Limit = 50, token: PageToken = None
) -> Response:
    """Who looked, newest first: at one's own and at one's households'; of officials what they and theirs looked at.

    Administrators have the looks of all officials whose area lies in their own.
    """
    regions = regions_of(request)
    before = _position(read_mark("looks", token, _NEWEST))
    async with regions.datastore.reading(eyes_of(actor)) as conn:
        mine = await _mine(conn, regions, actor)
        found = await _found(conn, actor, mine, case, before, limit + 1)
    found = [one for one in found if can(actor, "read", _looked(one.look, actor, mine))]
    items = await run_in_threadpool(_told, regions, actor, mine, found[:limit])
    return page("looks", items, limit, [Mark(str(one.position), "") for one in found])


async def _mine(conn: AsyncConnection[TupleRow], regions: Regions, actor: Actor) -> list[str]:
    """The asker's party, and the households that it acts for."""
    if actor.official:
        return []
    cities = [name for name in regions if name != COMMONS]
    return [actor.party, *(await households(conn, cities, actor.party))]


async def _found(
    conn: AsyncConnection[TupleRow], actor: Actor, mine: Collection[str], case: str | None, before: int, limit: int
) -> list[Kept]:
    if case:
        return await looks_for(conn, case, actor.party, before=before, limit=limit) if actor.official else []
    if not actor.official:
        return await looks_at(conn, mine, before=before, limit=limit)
    if actor.role == "administrator":
        return await looks_within(conn, actor.area, before=before, limit=limit)
    return await looks_by(conn, actor.person, actor.party, before=before, limit=limit)


def _looked(look: Look, actor: Actor, mine: Collection[str]) -> Looked:
    owners = look.seen.keys()
    return Looked(look.person, look.party, look.jurisdiction, owners, {actor.party} if owners & set(mine) else set())


def _told(regions: Regions, actor: Actor, mine: Collection[str], found: Sequence[Kept]) -> list[dict[str, Any]]:
    return [
        {
            "id": position,
            "at": look.at,
            "role": look.role,
            "authority": look.party,
            "authority_name": _name(regions, look.party),
            "person": look.person if actor.official else "",
            "jurisdiction": look.jurisdiction,
            "basis": look.basis,
            "reference": look.reference,
            "what": look.what,
            "seen": [
                {"party": party, "ids": ids} for party, ids in look.seen.items() if actor.official or party in mine
            ],
        }
        for position, look in found
    ]


def _name(regions: Regions, party: str) -> str:
    known = regions.commons.find(Party, party, to_tell=False)
    return known.name if known else ""


def _position(mark: Mark) -> int:
    if not mark.first.isdecimal() or len(mark.first) > 19:
        raise InvalidParameter(parameter="page", code="page")
    return int(mark.first)
