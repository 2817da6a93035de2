"""GET /v1/discrepancies: where the facts disagree, newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from api.auth import Holder, Inspector
from api.errors import InvalidParameter
from api.looks.recording import record_look
from api.policy import can
from api.policy.eyes import eyes_of
from api.policy.people import Behaviour
from api.views.asking import Day, Limit, PageToken, PartyAsked, PlacePrefix, ProductAsked, token, untoken
from api.views.looking import regions_of, scope
from projections.discrepancies import KINDS, Discrepancy, Mark, Wanted, by_party, discrepancies, overdrawers
from projections.discrepancies.discrepancy import Kind
from projections.discrepancies.views import NEWEST
from projections.reach.households import households

router = APIRouter(tags=["views"])
ANY: Final[list[Kind]] = []


class DiscrepancyLine(BaseModel):
    """Two facts, or a fact and what it leaves to expect, that disagree."""

    kind: Kind
    region: str
    at: datetime = Field(description="When the disputed thing happened; of a journey, its dispatch")
    fact: UUID = Field(description="The command that shows it")
    lot: str | None
    site: str | None
    county: str | None
    party: str | None
    other_party: str | None
    product: str | None
    expected: Decimal | None
    found: Decimal | None
    reason: str | None
    reference: str | None = Field(description="A shipment, or the lot code that was wanted")
    resolved: UUID | None = Field(description="The command that closed it")
    resolved_at: datetime | None


class DiscrepancyPage(BaseModel):
    """A page may be short, or empty, and yet have a `next`: journeys are matched as they are read, some at a time."""

    items: list[DiscrepancyLine]
    next: str | None


class OverdrawerLine(BaseModel):
    """`Captured: offline` is a claim; this counts what it led to, by who made it and on which device.

    `person` and `device` are empty for administrators.
    """

    party: str
    person: str
    device: str
    overdrafts: int
    open: int


class Overdrawers(BaseModel):
    items: list[OverdrawerLine]


@router.get("/v1/discrepancies", operation_id="see_discrepancies")
async def see_discrepancies(
    request: Request,
    actor: Holder,
    kind: Annotated[list[Kind], Query(description="All when none is given", max_length=len(KINDS))] = ANY,
    county: PlacePrefix = "",
    party: PartyAsked = None,
    product: ProductAsked = None,
    open_only: bool = False,
    from_day: Day | None = None,
    to_day: Day | None = None,
    after: PageToken = "",
    limit: Limit = 100,
) -> DiscrepancyPage:
    """Officials see their area; everybody else what they are part of. A dispatch is overdue after three days."""
    allowed = scope(actor, county, party or "")
    kinds = frozenset(kind or KINDS)
    regions, names = regions_of(request)
    async with regions.datastore.reading(eyes_of(actor)) as connection:
        mine = tuple(await households(connection, names, actor.party)) if actor.member else ()
        wanted = Wanted(kinds, allowed.county, allowed.party, product or "", open_only, from_day, to_day, mine)
        some, following = await discrepancies(
            connection, names, wanted, now=datetime.now(UTC), before=_mark(after), limit=limit
        )
    seen = ((party, str(one.fact)) for one in some for party in (one.party, one.other))
    await record_look(regions, actor, "discrepancies", seen)
    next_ = None if following is None else token(following.at.isoformat(), following.key)
    return DiscrepancyPage(items=[_told(one) for one in some], next=next_)


@router.get("/v1/overdrafts/devices", operation_id="see_overdrawers")
async def see_overdrawers(
    request: Request,
    actor: Inspector,
    county: PlacePrefix = "",
    from_day: Day | None = None,
    to_day: Day | None = None,
) -> Overdrawers:
    """Who overdraws stocks, from which device, most first; to administrators by party alone."""
    wanted = Wanted(county=scope(actor, county, "").county, from_day=from_day, to_day=to_day)
    regions, names = regions_of(request)
    async with regions.datastore.reading(eyes_of(actor)) as connection:
        found = await overdrawers(connection, names, wanted)
    told = found if can(actor, "read", Behaviour()) else by_party(found)
    await record_look(regions, actor, "overdrawers", ((one.party, one.person or one.party) for one in told))
    return Overdrawers(items=[OverdrawerLine(**one._asdict()) for one in told])


def _mark(after: str) -> Mark:
    if not after:
        return NEWEST
    at, key = untoken(after, 2)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidParameter(parameter="page", code="page")
    return Mark(moment, key)


def _told(one: Discrepancy) -> DiscrepancyLine:
    return DiscrepancyLine(
        kind=one.kind,
        region=one.region,
        at=one.at,
        fact=one.fact,
        lot=one.lot or None,
        site=one.site or None,
        county=one.county or None,
        party=one.party or None,
        other_party=one.other or None,
        product=one.product or None,
        expected=one.expected,
        found=one.found,
        reason=one.reason or None,
        reference=one.reference or None,
        resolved=one.resolved,
        resolved_at=one.resolved_at,
    )
