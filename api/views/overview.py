"""Everything that the flows say of some days: gathered once, told as JSON or as a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.requests import Request

from api.views.looking import regions_of
from projections.flows.arrived import Arrival, arrived
from projections.flows.hiding import Sight, period
from projections.flows.kept import Kept, kept
from projections.flows.moved import Moved, Wanted, moved
from projections.flows.names import Product, products
from store.rows import WHOLE
from store.settings import COMMONS

DEMO: Final = f"SELECT FROM {COMMONS}.store_mark WHERE key = 'demo'".encode()


@dataclass(frozen=True, slots=True)
class Overview:
    sight: Sight
    products: dict[str, Product]
    moved: Moved
    arrivals: list[Arrival]
    kept: list[Kept]
    demo: bool


async def overview(
    request: Request, sight: Sight, first: date, last: date, wanted: Wanted, *, daily: bool = False
) -> Overview:
    """On one connection: one question a region and kind."""
    regions, names = regions_of(request)
    days = period(first, last, sight)
    async with regions.datastore.reading(WHOLE) as connection:
        named = await products(connection)
        counted = {product.product for product in named.values() if product.measure != "kg"}
        return Overview(
            sight,
            named,
            await moved(connection, names, sight, days, wanted, counted=counted, daily=daily),
            await arrived(connection, names, sight, days, wanted, counted=counted),
            await kept(connection, names, sight, days, wanted, counted=counted),
            await (await connection.execute(DEMO)).fetchone() is not None,
        )
