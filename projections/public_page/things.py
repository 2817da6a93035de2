"""Pages of what is not a lot: a product, an item label, a logistic unit, a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.public_page.names import Veil, names_of, unnamed
from projections.public_page.page import product_of
from projections.public_page.reading import Question, ask, held_lots
from projections.public_page.rows import ProductTold, UnitTold
from projections.public_page.stages import NAMED

DEEPEST: Final = 4
"""A truckload holds pallets, a pallet cartons, a carton packets."""
MOST_UNITS: Final = 500
_decode = msgspec.json.Decoder(UnitTold).decode


@dataclass(frozen=True, slots=True)
class LabelState:
    """What a serial stands for. `lot` empty: printed, not yet in use."""

    lot: str
    voided: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class UnitLot:
    """A lot inside a unit; no quantity, which is between the traders."""

    lot: str
    product: ProductTold | None
    held: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A logistic unit. `state`: here, transit or empty; `units` are those inside it."""

    sscc: str
    kind: str
    state: str
    county: str
    lots: tuple[UnitLot, ...]
    units: tuple[str, ...]
    updated_at: datetime
    demo: bool
    behind: bool


@dataclass(frozen=True, slots=True)
class SitePage:
    """A place by its GLN; `name` only where the party produces."""

    gln: str
    kind: str
    county: str
    town: str
    role: str
    name: str
    demo: bool


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product without a lot."""

    gtin: str
    product: ProductTold
    demo: bool


async def label_state(
    conn: AsyncConnection[TupleRow], regions: Sequence[str], product: str, serial: str
) -> LabelState | None:
    """None for a serial that was never issued."""
    statement = "SELECT lot, voided, updated_at FROM {schema}.public_page_label WHERE product = %s AND serial = %s"
    answers = await ask(conn, [Question(region, statement, (product, serial)) for region in regions])
    states = [LabelState(*row) for rows in answers for row in rows]
    return max(states, key=lambda state: (bool(state.lot), state.updated_at), default=None)


async def product_page(conn: AsyncConnection[TupleRow], product: str) -> ProductPage | None:
    """None for a product that nobody registered."""
    names = await names_of(conn, products=[product])
    found = names.products.get(product)
    return found and ProductPage(product, found, names.demo)


async def site_page(
    conn: AsyncConnection[TupleRow], regions: Sequence[str], gln: str, veil: Veil = unnamed
) -> SitePage | None:
    """None for a place that nobody registered. `veil` names a household."""
    found = await names_of(conn, sites=[(region, gln) for region in regions])
    site = next(iter(found.sites.values()), None)
    if site is None:
        return None
    names = await names_of(conn, parties=[site.party], regions=regions, veil=veil)
    party = names.parties.get(site.party)
    role = party.kind if party else "unknown"
    name = party.name if party and role in NAMED else ""
    return SitePage(gln, site.kind, site.county, site.town, role, name, names.demo)


async def unit_page(conn: AsyncConnection[TupleRow], regions: Sequence[str], sscc: str) -> UnitPage | None:
    """A unit with the lots in it and in the units inside it; None when no region knows it."""
    units = await _units(conn, regions, sscc)
    if sscc not in units:
        return None
    outer = units[sscc]
    where = _where(outer, [unit for name, unit in units.items() if name != sscc])
    lots = sorted({lot for unit in units.values() for lot in unit.contents})
    statuses = await held_lots(conn, regions, lots)
    held = {status.lot for status in statuses}
    names = await names_of(
        conn,
        products={product_of(lot) for lot in lots},
        sites=[(where.region, where.site)] if where.site else [],
        regions=outer.regions,
    )
    site = names.sites.get((where.region, where.site))
    return UnitPage(
        sscc=sscc,
        kind=outer.kind,
        state="empty" if not lots else "here" if where.site else "transit",
        county=site.county if site else "",
        lots=tuple(UnitLot(lot, names.products.get(product_of(lot)), lot in held) for lot in lots),
        units=tuple(sorted(outer.units)),
        updated_at=max([unit.updated_at for unit in units.values()] + [status.updated_at for status in statuses]),
        demo=names.demo,
        behind=names.behind,
    )


def _where(outer: Unit, inner: Sequence[Unit]) -> Unit:
    """A pallet whose cartons were all received is where they are, though nobody scanned the pallet itself."""
    arrived = bool(inner) and not outer.site and all(unit.site for unit in inner)
    return max(inner, key=lambda unit: (unit.updated_at, unit.site)) if arrived else outer


class Unit:
    """A unit as its facts of all regions add up, by the time they happened."""

    def __init__(self, rows: Sequence[tuple[str, Any]]) -> None:
        self.kind = self.site = self.region = ""
        self.contents: dict[str, Decimal] = {}
        self.units: set[str] = set()
        self.regions = frozenset(region for region, _ in rows)
        self.updated_at: datetime = max(row[4] for _, row in rows)
        for region, row in sorted(rows, key=lambda one: (one[1][1], one[1][2], one[1][3])):
            self._take(region, _decode(row[5]))

    def _take(self, region: str, told: UnitTold) -> None:
        self.site, self.region = told.site, region
        self.kind = told.unit_kind or self.kind
        if told.kind == "received" and told.contents:
            self.contents.clear()
        sign = -1 if told.kind == "unpacked" else 1
        for lot, quantity in told.contents:
            self.contents[lot] = self.contents.get(lot, Decimal(0)) + sign * Decimal(quantity)
            if self.contents[lot] <= 0:
                del self.contents[lot]
        self.units = self.units - set(told.units) if sign < 0 else self.units | set(told.units)


async def _units(conn: AsyncConnection[TupleRow], regions: Sequence[str], sscc: str) -> dict[str, Unit]:
    statement = """SELECT unit, occurred_at, fact, ordinal, recorded_at, told FROM {schema}.public_page_unit
        WHERE unit = ANY(%s)"""
    found: dict[str, Unit] = {}
    frontier = {sscc}
    for _ in range(DEEPEST):
        answers = await ask(conn, [Question(region, statement, (sorted(frontier),)) for region in regions])
        rows = [(region, row) for region, some in zip(regions, answers, strict=True) for row in some]
        for unit in frontier & {row[0] for _, row in rows}:
            found[unit] = Unit([(region, row) for region, row in rows if row[0] == unit])
        frontier = {inner for unit in found.values() for inner in unit.units} - found.keys()
        if not frontier or len(found) + len(frontier) > MOST_UNITS:
            break
    return found
