"""Rows into commands, one method for each kind of file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.importing.book import Book
from api.importing.found import RowRefused
from api.importing.naming import Minting
from api.importing.wishes import Namer, Wish
from domain.place import region_of

Cells = Mapping[str, Any]
"""Key of a column -> what its cell says; cells that are empty are not there."""


class Rows:
    """Understands the rows of one file, in order. `known` counts those that ask for nothing new."""

    def __init__(self, region: str, book: Book, namer: Namer, minting: Minting, units: Mapping[str, str]) -> None:
        self.known = 0
        self._region = region
        self._book = book
        self._namer = namer
        self._minting = minting
        self._units = units
        self._first: dict[tuple[str, ...], int] = {}
        self._again: Counter[tuple[str, ...]] = Counter()

    def members(self, row: int, cells: Cells) -> list[Wish]:
        """A household, and its plot where one is named."""
        name, number = cells["name"], cells.get("phone", "")
        self._once(row, "name", name, number, cells.get("plot", ""))
        self._here(cells)
        wishes: list[Wish] = []
        party = self._book.known_household(name, number)
        if party is None:
            id = self._namer.id("member", name, number)
            party = self._minting.party(cells.get("party", ""), id)
            body = {"party": party, "kind": "household", "name": name, "phone": number, "county": cells["county"]}
            wishes.append(_wish(row, id, "parties", body))
            self._book.add_household(party, name, number)
        if "plot" in cells:
            wishes += self._plot(row, party, cells)
        self.known += not wishes
        return wishes

    def sites(self, row: int, cells: Cells) -> list[Wish]:
        """A site of a household, or of the acting party where no household is named."""
        party = self._book.household(cells.get("party", ""), cells.get("name", ""), cells.get("phone", ""))
        self._once(row, "plot", party, cells["plot"])
        self._here(cells)
        wishes = self._plot(row, party, cells)
        self.known += not wishes
        return wishes

    def products(self, row: int, cells: Cells) -> list[Wish]:
        """A product of the commons."""
        name = cells["name_zh"]
        self._once(row, "name_zh", name)
        if self._book.known_product(name):
            self.known += 1
            return []
        return [_wish(row, self._namer.id("product", name), "products", cells)]

    def harvest(self, row: int, cells: Cells) -> list[Wish]:
        """A harvest; rows of one plot, product and day add up in one lot, and two equal rows are two harvests."""
        site, product = self._site(cells), self._book.product(cells["product"])
        day: datetime = cells["day"]
        value, behind = cells["amount"]
        unit = self._unit(behind, cells.get("unit", ""))
        lot = self._minting.lot(cells.get("lot", ""), product, site, day.date())
        says = (site, product, day.isoformat(), value, unit, lot)
        self._again[says] += 1
        id = self._namer.id("harvest", *says, str(self._again[says]), at=day)
        body = {
            "lot": lot,
            "site": site,
            "amount": {"value": value, "unit": unit},
            "occurred_at": day.isoformat(),
            "note": cells.get("note"),
        }
        return [_wish(row, id, "harvests", body, lane=lot)]

    def _site(self, cells: Cells) -> str:
        if "site" in cells:
            return self._book.plot("", cells["site"], "")
        if not cells.keys() & {"name", "party"}:
            raise RowRefused("site", "whose_harvest")
        party = self._book.household(cells.get("party", ""), cells.get("name", ""), cells.get("phone", ""))
        return self._book.plot(party, "", cells.get("plot", ""))

    def _plot(self, row: int, party: str, cells: Cells) -> list[Wish]:
        name, town = cells["plot"], cells.get("town", "")
        if self._book.known_plot(party, name):
            return []
        id = self._namer.id("site", party, name)
        coded = town.isdecimal() and len(town) in (9, 12)
        body = {
            "site": self._minting.site(cells.get("site", ""), id),
            "party": party,
            "kind": cells.get("kind", "plot"),
            "name": name if coded or not town else f"{town} {name}",
            "county": cells["county"],
            "town": town if coded else None,
            "area_mu": cells.get("area"),
            "point": _point(cells),
            "consent": cells.get("consent"),
        }
        self._book.add_plot(party, body["site"], body["name"])
        return [_wish(row, id, "sites", body)]

    def _unit(self, behind: str, own: str) -> str:
        """Behind the number, in its own column, or in the title; two that differ are refused."""
        units = {unit for unit in (behind, own) if unit}
        if len(units) > 1:
            raise RowRefused("unit", "units_differ")
        found = next(iter(units), self._units.get("amount", ""))
        if not found:
            raise RowRefused("unit", "unit_missing")
        return found

    def _once(self, row: int, column: str, *says: str) -> None:
        before = self._first.setdefault(says, row)
        if before != row:
            raise RowRefused(column, "row_twice", row=before)

    def _here(self, cells: Cells) -> None:
        if region_of(cells["county"]) != self._region:
            raise RowRefused("county", "other_region", region=self._region)


def _point(cells: Cells) -> dict[str, Any] | None:
    if ("lat" in cells) != ("lon" in cells):
        raise RowRefused("lat" if "lon" in cells else "lon", "half_a_point")
    if "lat" not in cells:
        return None
    return {"lat": cells["lat"], "lon": cells["lon"], "datum": cells.get("datum", "WGS-84")}


def _wish(row: int, id: UUID, path: str, body: Mapping[str, Any], lane: str = "") -> Wish:
    return Wish(row, id, path, {name: value for name, value in body.items() if value not in (None, "")}, lane)
