"""GET /v1/flows: what moved from where to where, for anyone; officials see every cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Anyone
from api.views.asking import Day, PlacePrefix, ProductAsked, days
from api.views.looking import Looking
from api.views.overview import Overview, overview
from projections.flows.arrived import trips
from projections.flows.hiding import MANY, Sight
from projections.flows.moved import Dimension, Wanted, grouped

router = APIRouter(tags=["views"])
DEFAULT: Final[list[Dimension]] = ["stage", "from_county", "to_city"]


class FlowLine(BaseModel):
    """So much of one product; the parts that `by` asks for are filled, the others null. `*` stands for several."""

    product: str = Field(description="GTIN; `*`: several products merged")
    unit: str = Field(description="kg or piece")
    quantity: Decimal
    journeys: int
    parties: int = Field(description="Different parties that gave")
    stage: str | None = Field(None, description="collected from growers, shipped onwards, returned")
    from_county: str | None = None
    from_city: str | None = None
    to_county: str | None = Field(None, description="To the public the city, save where goods are collected")
    to_city: str | None = None
    month: str | None = None
    day: str | None = Field(None, description="To the public the first of the month")


class TripLine(BaseModel):
    """Shipments that were received: the latest 500 of each region and month."""

    product: str
    from_city: str
    to_city: str
    lost_share: float = Field(description="Of the quantity sent, what was not accepted")
    hours: float = Field(description="Median, from dispatch to receipt")
    journeys: int


class KeptLine(BaseModel):
    """Null: nothing may be shown, or there was none."""

    county: str
    product: str
    unit: str
    on_hand: Decimal | None = Field(description="Now, whatever days were asked for")
    hours: float | None = Field(description="Mean time that goods lay before they left")
    waste_share: float | None = Field(description="Of what went into sorting, packing and processing")


class Flows(BaseModel):
    """What may be seen of the days `from_day` to `to_day`, which for the public are whole months."""

    from_day: date
    to_day: date
    full: bool = Field(description="True for officials: nothing is hidden or merged")
    hidden: int = Field(description="Cells of fewer than 5 givers or takers that no merging made 5; in no number here")
    lines: list[FlowLine]
    trips: list[TripLine]
    kept: list[KeptLine]


@router.get("/v1/flows", operation_id="see_flows")
async def see_flows(
    request: Request,
    response: Response,
    _: Anyone,
    sight: Looking,
    product: ProductAsked = None,
    from_: Annotated[PlacePrefix, Query(alias="from")] = "",
    to: PlacePrefix = "",
    from_day: Day | None = None,
    to_day: Day | None = None,
    by: Annotated[list[Dimension], Query(description="What to group by; the product always", max_length=8)] = DEFAULT,
) -> Flows:
    """What moved from where to where, how long it took, what was lost, what lies where.

    Public sums leave out, or merge with others, what fewer than five parties gave or took; every total adds up only
    what is shown, so none can be subtracted from another to learn more. A product or place that is asked for takes no
    merged sums.
    """
    first, last = days(from_day, to_day)
    wanted = Wanted(product or "", from_, to if sight.full else to[:4])
    found = await overview(request, sight, first, last, wanted, daily="day" in by)
    response.headers.update(caching(sight))
    return told(found, list(dict.fromkeys(by)))


def caching(sight: Sight) -> dict[str, str]:
    """What may be kept by whom: an official's answer by nobody."""
    return {"Cache-Control": "private, no-store" if sight.full else "public, max-age=30", "Vary": "Authorization"}


def told(found: Overview, by: list[Dimension]) -> Flows:
    """As JSON."""
    return Flows(
        from_day=found.moved.period.first,
        to_day=found.moved.period.last,
        full=found.sight.full,
        hidden=found.moved.hidden,
        lines=[
            FlowLine(
                product=line.product,
                unit=unit(found, line.product),
                quantity=line.quantity,
                journeys=line.journeys,
                parties=line.parties,
                **dict(zip(by, line.key, strict=True)),
            )
            for line in grouped(found.moved.cells, by)
        ],
        trips=[
            TripLine(
                product=trip.product,
                from_city=trip.from_city,
                to_city=trip.to_city,
                lost_share=trip.lost,
                hours=trip.hours,
                journeys=trip.journeys,
            )
            for trip in trips(found.arrivals)
        ],
        kept=[
            KeptLine(
                county=line.county,
                product=line.product,
                unit=unit(found, line.product),
                on_hand=line.on_hand,
                hours=line.hours,
                waste_share=line.waste,
            )
            for line in found.kept
        ],
    )


def unit(found: Overview, product: str) -> str:
    """What a product is measured in; only what is weighed is ever merged."""
    known = found.products.get(product)
    return known.measure if known and product != MANY else "kg"
