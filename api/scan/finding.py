"""Ask the projections for what a code names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from api.scan.code import Scanned
from domain.gs1 import Gln, Gtin, Lgtin, Sgtin, Sscc
from projections.public_page import (
    LabelState,
    LotPage,
    ProductPage,
    SitePage,
    UnitPage,
    Veil,
    label_state,
    lot_page,
    product_page,
    site_page,
    unit_page,
    unnamed,
)


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The lot that an item label stands for."""

    serial: str
    page: LotPage


@dataclass(frozen=True, slots=True)
class LabelPage:
    """A label that is void or not yet on anything."""

    gtin: str
    serial: str
    label: LabelState
    product: ProductPage | None


@dataclass(frozen=True, slots=True)
class Moved:
    """The code is known under this path."""

    path: str


Found = LotPage | ItemPage | LabelPage | UnitPage | SitePage | ProductPage | Moved


async def find(
    conn: AsyncConnection[TupleRow], regions: Sequence[str], scanned: Scanned, veil: Veil = unnamed
) -> Found | None:
    """None when nobody knows it. `veil` names households as the public may know them.

    A lot or serial typed in small letters is found under its own.
    """
    match scanned.identity:
        case Lgtin() as lot:
            return await lot_page(conn, regions, lot.key, veil) or await _in_capitals(conn, regions, lot)
        case Sgtin() as item:
            return await _item(conn, regions, item, scanned.lot, veil)
        case Sscc() as unit:
            return await unit_page(conn, regions, unit.key)
        case Gln() as place:
            return await site_page(conn, regions, place.key, veil)
        case Gtin() as product:
            return await product_page(conn, product.key)


async def _in_capitals(conn: AsyncConnection[TupleRow], regions: Sequence[str], lot: Lgtin) -> Moved | None:
    other = Lgtin(lot.gtin, lot.lot.upper())
    if other == lot or await lot_page(conn, regions, other.key) is None:
        return None
    return Moved(f"/{other.path}")


async def _item(
    conn: AsyncConnection[TupleRow], regions: Sequence[str], item: Sgtin, lot: Lgtin | None, veil: Veil
) -> Found | None:
    label = await label_state(conn, regions, item.gtin.key, item.serial)
    if label is None:
        capitals = Sgtin(item.gtin, item.serial.upper())
        if capitals != item and await label_state(conn, regions, item.gtin.key, capitals.serial):
            return Moved(f"/{capitals.path}")
        return Moved(f"/{lot.path}") if lot else None
    if lot:
        return Moved(f"/{item.path}")
    if label.lot and not label.voided:
        page = await lot_page(conn, regions, label.lot, veil)
        if page is not None:
            return ItemPage(item.serial, page)
    return LabelPage(item.gtin.key, item.serial, label, await product_page(conn, item.gtin.key))
