"""Who works for a party, and how the party stands: for its managers, its cooperative, and the administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Actor, Supervisor
from api.errors import NotRecorded
from api.fields import PartyId, RegionName
from api.looks.recording import record_look
from api.policy import can
from api.policy.eyes import eyes_of
from api.policy.people import Staff
from api.reads.paging import AtLeast, Limit, Page, PageToken, await_positions, page, read_mark, region_of, regions_of
from api.signing.answers import answer
from api.signing.known import Known, known
from domain.region import COMMONS
from projections import directory
from projections.directory import Mark, Standing

router = APIRouter(prefix="/v1/people", tags=["members"])
Asked = Annotated[PartyId | None, Query(description="PGLN; one's own when none is given")]
Where = Annotated[RegionName | None, Query(description="The region of the party; one's own when none is given")]


class MemberTold(Known):
    """`person` is a random id; `inviter` the person on whose invitation they joined, at `since`."""

    person: str
    role: str
    jurisdiction: str
    inviter: str
    since: datetime
    suspended: bool


class StandingTold(BaseModel):
    """`cooperative`: who acts for a household. `verified_at`: null until somebody looked at the party's papers."""

    party: str
    kind: str
    county: str
    cooperative: str
    credit_code: str
    verified_at: datetime | None
    suspended: bool


@router.get("/members", operation_id="list_members", response_model=Page[MemberTold])
async def list_members(
    request: Request,
    actor: Supervisor,
    party: Asked = None,
    region: Where = None,
    limit: Limit = 50,
    token: PageToken = None,
    at_least: AtLeast = None,
) -> Response:
    """Who works for a party now, of one's own, of a household one acts for, or of one's area."""
    key, home, _ = await _found(request, actor, party, region, at_least)
    after = read_mark("members", token, Mark("", "")).first
    async with regions_of(request).datastore.reading(eyes_of(actor)) as conn:
        some = await directory.members(conn, home, key, after=after, limit=limit + 1)
    await record_look(regions_of(request), actor, "members", ((key, one.person) for one in some[:limit]))
    told = await run_in_threadpool(known, regions_of(request), actor, [one.person for one in some[:limit]])
    items = [one._asdict() | told[one.person] for one in some[:limit]]
    return page("members", items, limit, [Mark(one.person, "") for one in some])


@router.get("/standing", operation_id="read_standing", response_model=StandingTold)
async def read_standing(
    request: Request, actor: Supervisor, party: Asked = None, region: Where = None, at_least: AtLeast = None
) -> Response:
    """Whether a party is verified or suspended, and who acts for it."""
    key, _, stands = await _found(request, actor, party, region, at_least)
    if stands is None:
        raise NotRecorded(party=key)
    await record_look(regions_of(request), actor, "standing", [(key, key), (stands.cooperative, key)])
    return answer(stands._asdict())


async def _found(
    request: Request, actor: Actor, party: str | None, region: str | None, at_least: str | None
) -> tuple[str, str, Standing | None]:
    """The party that is asked for, the store that has its people, and how it stands; None: an operator's own.

    What is not the asker's is not there: raises NotRecorded, UnknownRegion.
    """
    await await_positions(request, "directory", at_least)
    key, near = party or actor.party, region_of(request, region or actor.party_region)
    async with regions_of(request).datastore.reading(eyes_of(actor)) as conn:
        found = await directory.standing(conn, list(dict.fromkeys((near, COMMONS))), key)
    if not can(actor, "read", _staff(key, found[1] if found else None)):
        raise NotRecorded(party=key)
    return (key, *found) if found else (key, COMMONS, None)


def _staff(party: str, stands: Standing | None) -> Staff:
    if stands is None:
        return Staff(party, None)
    return Staff(party, stands.county, stands.cooperative if stands.kind == "household" else "")
