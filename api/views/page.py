"""GET /views: the supply-chain views as one page, drawn here, without a script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.auth import Anyone
from api.language import language
from api.views.asking import FormDay, PlacePrefix, days, form_day
from api.views.flows import caching
from api.views.looking import Looking
from api.views.naming import Naming
from api.views.overview import Overview, overview
from api.views.pictures import pictures
from domain.place.county import REGION_OF_PREFECTURE
from domain.values import ZERO
from projections.flows.arrived import trips
from projections.flows.hiding import MANY
from projections.flows.moved import Cell, Wanted, grouped
from scanner_app.pages import render

router = APIRouter(tags=["views"])
MOST: Final = 15
"""Rows of a table; all of them are in the JSON."""


class Row(NamedTuple):
    """Cells of a table as they are shown, and for a bar how long it is, of 100."""

    texts: tuple[str, ...]
    bar: float = 0


class Table(NamedTuple):
    rows: list[Row]
    more: int


class Figures(NamedTuple):
    """The sums at the head: tonnes collected and shipped, journeys, counties."""

    collected: str
    shipped: str
    journeys: int
    counties: int


@router.get("/views", operation_id="see_views", response_class=HTMLResponse)
async def see_views(
    request: Request,
    _: Anyone,
    sight: Looking,
    product: Annotated[str, Query(pattern="^([0-9]{14})?$")] = "",
    city: PlacePrefix = "",
    to: PlacePrefix = "",
    from_day: FormDay = "",
    to_day: FormDay = "",
) -> HTMLResponse:
    """A diagram, a map, a chart and tables of what moved, how long it took, what was lost and what lies where."""
    lang = language(request)
    first, last = days(form_day(from_day), form_day(to_day))
    found = await overview(request, sight, first, last, Wanted(product, city[:4], to[:4]))
    naming = Naming(lang, found.products)
    asked = {"product": product, "city": city, "to": to, "from_day": from_day, "to_day": to_day}
    html = render(
        "views.html",
        lang,
        demo=found.demo,
        first=found.moved.period.first,
        last=found.moved.period.last,
        asked=asked,
        query=urlencode({key: value for key, value in asked.items() if value}),
        days=(first, last),
        products=sorted((one.product, naming.product(one.product)) for one in found.products.values()),
        cities=[(code, naming.place(code)) for code in sorted(REGION_OF_PREFECTURE)],
        targets=[(code, naming.place(code)) for code in (*sorted(REGION_OF_PREFECTURE), "810000")],
        full=sight.full,
        hidden=found.moved.hidden,
        merged=any(cell.product == MANY for cell in found.moved.cells),
        figures=_figures(found.moved.cells, naming),
        drawn=pictures(found.moved.cells, naming),
        routes=_routes(found, naming),
        trips=_trips(found, naming),
        kept=_kept(found, naming),
    )
    return HTMLResponse(html, headers=caching(sight) | {"Vary": "Authorization, Accept-Language, Cookie"})


def _figures(cells: Iterable[Cell], naming: Naming) -> Figures:
    weighed = [cell for cell in cells if naming.weighed(cell.product)]
    sums = {
        stage: float(sum((cell.quantity for cell in weighed if cell.stage == stage), ZERO)) / 1000
        for stage in ("collected", "shipped")
    }
    return Figures(
        naming.tonnes(sums["collected"]),
        naming.tonnes(sums["shipped"]),
        sum(cell.journeys for cell in weighed if cell.stage == "shipped"),
        len({cell.from_county for cell in weighed if cell.from_county != MANY}),
    )


def _routes(found: Overview, naming: Naming) -> dict[str, Table]:
    """By stage: product, from, to, quantity, journeys, parties; a bar against the longest of what is weighed."""
    tables: dict[str, Table] = {}
    for stage in ("collected", "shipped", "returned"):
        cells = [cell for cell in found.moved.cells if cell.stage == stage]
        lines = grouped(cells, ["from_county", "to_county" if stage == "collected" else "to_city"])
        most = max((line.quantity for line in lines if naming.weighed(line.product)), default=ZERO)
        rows = [
            Row(
                (
                    naming.product(line.product),
                    naming.place(line.key[0]),
                    naming.place(line.key[1]),
                    naming.quantity(line.product, line.quantity),
                    f"{line.journeys:,}",
                    f"{line.parties:,}",
                ),
                round(float(line.quantity / most) * 100, 1) if most and naming.weighed(line.product) else 0,
            )
            for line in lines
        ]
        tables[stage] = _cut(rows)
    return tables


def _trips(found: Overview, naming: Naming) -> Table:
    lines = trips(found.arrivals)
    most = max((trip.hours for trip in lines), default=0.0)
    return _cut(
        [
            Row(
                (
                    naming.product(trip.product),
                    naming.place(trip.from_city),
                    naming.place(trip.to_city),
                    f"{trip.hours:.1f}",
                    f"{trip.lost * 100:.1f} %",
                    f"{trip.journeys:,}",
                ),
                round(trip.hours / most * 100, 1) if most else 0,
            )
            for trip in lines
        ]
    )


def _kept(found: Overview, naming: Naming) -> Table:
    most = max((float(line.on_hand or 0) for line in found.kept if naming.weighed(line.product)), default=0.0)
    return _cut(
        [
            Row(
                (
                    naming.product(line.product),
                    naming.place(line.county),
                    naming.quantity(line.product, line.on_hand),
                    "–" if line.hours is None else f"{line.hours:.1f}",
                    "–" if line.waste is None else f"{line.waste * 100:.1f} %",
                ),
                round(float(line.on_hand or 0) / most * 100, 1) if most and naming.weighed(line.product) else 0,
            )
            for line in found.kept
        ]
    )


def _cut(rows: list[Row]) -> Table:
    return Table(rows[:MOST], max(0, len(rows) - MOST))
