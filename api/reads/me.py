"""Who am I: the person, the party and the role of the token that came along."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import SignedInPerson
from api.policy.eyes import eyes_of
from api.reads.paging import answer, region_of, regions_of
from api.reads.personal import of_parties
from domain.region import COMMONS
from projections.directory import Scope
from projections.reach.parties import parties

router = APIRouter(prefix="/v1/{region}", tags=["registers"])


class Me(BaseModel):
    """`kind`, `name` and `county` are empty until the party's registration was read."""

    person: str
    party: str
    role: str
    jurisdiction: str
    home: str
    kind: str
    name: str
    county: str


@router.get("/parties/me", operation_id="read_me", response_model=Me)
async def read_me(request: Request, region: str, actor: SignedInPerson) -> Response:
    """The asker; a member who is suspended learns who that is, too."""
    regions = list(dict.fromkeys((region_of(request, region), actor.party_region, COMMONS)))
    known = [name for name in regions if name in regions_of(request)]
    async with regions_of(request).datastore.reading(eyes_of(actor)) as conn:
        found = await parties(conn, known, Scope(), key=actor.party, limit=1)
    party = found[0] if found else None
    name = party.name if party else ""
    if party and party.kind == "household":
        own = await run_in_threadpool(of_parties, regions_of(request), actor.party_region, [actor.party])
        name = own.get(actor.party, {}).get("name", "")
    return answer(
        {
            "person": actor.person,
            "party": actor.party,
            "role": actor.role,
            "jurisdiction": actor.jurisdiction,
            "home": actor.party_region,
            "kind": party.kind if party else "",
            "name": name,
            "county": party.county if party else "",
        }
    )
