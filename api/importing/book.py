"""The address book of one cooperative in one region: which household, plot or product do people mean by a name?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from api.importing.cells import CellRefused, phone, text
from api.importing.found import RowRefused
from api.importing.registered import registered
from api.regions import Regions
from domain.gs1 import Gln, Gtin, MalformedIdentifier, Pgln
from domain.party import Party
from domain.product import Product
from domain.site import Site


class Book:
    """Names come from the vault and stay in memory; only those of households that `party` acts for are opened."""

    def __init__(self, regions: Regions, region: str, party: str) -> None:
        self.party = party
        self._regions = regions
        self._region = region
        self.numbers: dict[str, set[str]] = {}
        """Household -> its phone numbers."""
        self.keys: set[str] = set()
        """PGLNs and GLNs that are taken here or in the commons."""
        self._by_name: defaultdict[str, set[str]] = defaultdict(set)
        self._plots: defaultdict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._products: defaultdict[str, set[str]] = defaultdict(set)

    def read_people(self) -> None:
        """The households of the cooperative and everybody's plots."""
        region = self._regions[self._region]
        households = list(registered(region, Party.Registered))
        self.keys.update(one.party for one in (*households, *registered(region.commons, Party.Registered)))
        mine = [one for one in households if one.cooperative == self.party]
        opened = self._open(one.vault for one in mine)
        for one in mine:
            told = opened.get(one.vault, {})
            self.add_household(one.party, told.get("name", ""), told.get("phone", ""))
        every = list(registered(region, Site.Registered))
        self.keys.update(one.site for one in every)
        sites = [one for one in every if one.party in self.numbers or one.party == self.party]
        names = self._open(one.vault for one in sites)
        for one in sites:
            self.add_plot(one.party, one.site, one.name or names.get(one.vault, {}).get("name", ""))

    def read_products(self) -> None:
        """The products of the commons."""
        for one in registered(self._regions.commons, Product.Registered):
            for name in (one.name_zh, one.name_en.lower()):
                self._products[text(name)].add(one.product)

    def add_household(self, party: str, name: str, number: str) -> None:
        self._by_name[text(name)].add(party)
        self.numbers[party] = {_digits(number)} - {""}

    def add_plot(self, party: str, site: str, name: str) -> None:
        """`name` may begin with the town; people name a plot without it."""
        for each in {text(name), text(name).partition(" ")[2] or text(name)}:
            self._plots[party][each].add(site)

    def known_household(self, name: str, number: str) -> str | None:
        """The household of that name and number, when it is registered."""
        found = {one for one in self._by_name.get(name, ()) if not number or number in self.numbers[one]}
        return next(iter(found)) if len(found) == 1 else None

    def household(self, key: str, name: str, number: str) -> str:
        """By its PGLN, else by its name (and number, where a name is not enough). Raises RowRefused."""
        if key:
            try:
                return Pgln(key).key
            except MalformedIdentifier as error:
                raise RowRefused("party", "identifier", reason=error.reason) from error
        if not name:
            return self.party
        found = self._by_name.get(name, set())
        if number:
            found = {one for one in found if number in self.numbers[one]}
        return _only(found, "name", "household")

    def plot(self, party: str, key: str, name: str) -> str:
        """By its GLN, else by its name among the party's, else the only one that the party has. Raises RowRefused."""
        if key:
            try:
                return Gln(key).key
            except MalformedIdentifier as error:
                raise RowRefused("site", "identifier", reason=error.reason) from error
        plots = self._plots.get(party, {})
        if name:
            return _only(plots.get(name, set()), "plot", "plot")
        return _only({site for sites in plots.values() for site in sites}, "site", "plot")

    def known_plot(self, party: str, name: str) -> str | None:
        """The plot of that name, when it is registered."""
        found = self._plots.get(party, {}).get(name, set())
        return next(iter(found)) if len(found) == 1 else None

    def product(self, written: str) -> str:
        """By its GTIN or its name. Raises RowRefused."""
        if written.isascii() and written.isdecimal():
            try:
                return Gtin.padded(written).key
            except MalformedIdentifier as error:
                raise RowRefused("product", "identifier", reason=error.reason) from error
        return _only(self._products.get(written, self._products.get(written.lower(), set())), "product", "product")

    def known_product(self, name: str) -> str | None:
        """The product of that name, when it is registered."""
        return next(iter(self._products.get(name, ())), None)

    def _open(self, refs: Iterable[str]) -> dict[str, dict[str, str]]:
        wanted = [UUID(ref) for ref in refs if ref]
        return {str(ref): told for ref, told in self._regions.vault(self._region).open_all(wanted).items()}


def _only(found: set[str], column: str, what: str) -> str:
    if len(found) != 1:
        raise RowRefused(column, f"{what}_ambiguous" if found else f"{what}_unknown")
    return next(iter(found))


def _digits(number: str) -> str:
    try:
        return phone(number) if number else ""
    except CellRefused:
        return ""
