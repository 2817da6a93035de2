"""GET /v1/balance: does mass in equal mass out, per lot, site, county, product or season."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from api.auth import Holder
from api.fields import LotId
from api.looks.cases import Asking
from api.looks.recording import record_look
from api.policy import fields
from api.policy.eyes import eyes_of
from api.policy.fields import Shown
from api.views.asking import Day, Limit, PageToken, PartyAsked, PlacePrefix, ProductAsked, token, untoken
from api.views.looking import Scope, regions_of, scope
from projections.balance.views import By, Filter, Line, balance
from projections.flows.names import products
from projections.reach.households import households
from projections.reach.owners import owners

router = APIRouter(tags=["views"])


class BalanceLine(BaseModel):
    """Quantities in the product's base measure. came - went + variance = on_hand, where came and went add up causes."""

    lot: str | None
    site: str | None
    county: str | None
    product: str
    season: int | None = Field(description="The year in which the season began")
    harvested: Decimal
    received: Decimal
    bought: Decimal = Field(description="By voucher, of another party of the chain")
    accepted: Decimal
    produced: Decimal
    taken_back: Decimal
    found: Decimal
    consumed: Decimal
    dispatched: Decimal
    handed_over: Decimal
    sold: Decimal | None = Field(description="Null where it would tell of a deal")
    traded: Decimal | None = Field(description="Sold by voucher to another party of the chain; null as `sold`")
    destroyed: Decimal
    given_back: Decimal
    variance: Decimal = Field(description="What counts said against the movements")
    on_hand: Decimal
    waste: Decimal = Field(description="Of transformations, at their site and of their first input's product")
    under_way: Decimal = Field(description="Sent and not received; below zero: more was received than sent")
    excess: Decimal | None = Field(description="Of a lot, over all regions: more was sold or used than was grown")


class BalancePage(BaseModel):
    """`next`: the token of the next page; null at the end."""

    items: list[BalanceLine]
    next: str | None


@router.get("/v1/balance", operation_id="see_balance")
async def see_balance(
    request: Request,
    actor: Holder,
    asking: Asking,
    by: Annotated[By, Query(description="Each but `product` and `lot` is told for each product apart")] = "product",
    county: PlacePrefix = "",
    party: PartyAsked = None,
    product: ProductAsked = None,
    lot: Annotated[LotId | None, Query()] = None,
    from_day: Day | None = None,
    to_day: Day | None = None,
    after: PageToken = "",
    limit: Limit = 100,
) -> BalancePage:
    """Officials see their area; everybody else their own stocks. Days are those on which a stock first moved.

    What was sold is a deal: officials have totals, administrators those of five sellers and more.
    """
    on_case = bool(lot) and asking.covers(lot or "")
    asker = asking.to(lot or "")
    allowed = Scope(county, party or "") if on_case else scope(actor, county, party or "")
    regions, names = regions_of(request)
    async with regions.datastore.reading(eyes_of(asker)) as connection:
        mine = tuple(await households(connection, names, actor.party)) if actor.member else ()
        only = Filter(allowed.county, allowed.party, product or "", lot or "", from_day, to_day, mine)
        seasons = {one.product: one.season for one in (await products(connection)).values()}
        start = untoken(after, 1)[0] if after else ""
        found = await balance(connection, names, by, only, seasons=seasons, after=start, limit=limit + 1)
        page, more = found[:limit], len(found) > limit
        lots, sites = {one.lot for one in page} | {only.lot}, {one.site for one in page}
        whose = await owners(connection, names, lots - {""}, sites - {""}, only.county) if actor.official else []
    of_party = [(only.party, one.lot or one.site or one.county or one.product) for one in page]
    await record_look(regions, asker, "balance", of_party if only.party else whose)
    whole = by == "lot" and not allowed.party and not allowed.county
    total = by not in ("lot", "site") and not lot and not allowed.party

    def deals(line: Line) -> bool:
        return fields.sales(asker, total=total, sellers=len(line.sellers)) is Shown.FULL

    return BalancePage(
        items=[_told(line, whole, deals(line)) for line in page], next=token(page[-1].key) if more else None
    )


def _told(line: Line, whole: bool, deals: bool) -> BalanceLine:
    """`whole`: the line has every stock of its lot, so an excess is one. `deals`: what was sold is told."""
    sums = line.sums
    return BalanceLine(
        lot=line.lot or None,
        site=line.site or None,
        county=line.county or None,
        product=line.product,
        season=line.season,
        harvested=sums.harvested,
        received=sums.received,
        bought=sums.bought,
        accepted=sums.accepted,
        produced=sums.produced,
        taken_back=sums.taken_back,
        found=sums.found,
        consumed=sums.consumed,
        dispatched=sums.dispatched,
        handed_over=sums.handed_over,
        sold=sums.sold if deals else None,
        traded=sums.traded if deals else None,
        destroyed=sums.destroyed,
        given_back=sums.given_back,
        variance=sums.variance,
        on_hand=sums.on_hand,
        waste=sums.waste,
        under_way=sums.under_way,
        excess=sums.excess if whole else None,
    )
