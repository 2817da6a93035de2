"""Names that are no secret: products, enterprises, counties; a household is just one."""

from __future__ import annotations

import os
from decimal import Decimal
from functools import cache

from api.regions import Regions
from domain.party import Party
from domain.place import UnknownCounty, county
from domain.product import Product
from scanner_app.words import word, words


class Names:
    """Looks names up in the commons, in one language."""

    def __init__(self, regions: Regions, lang: str) -> None:
        self.lang = lang
        self._commons = regions.commons
        self._product = cache(self._find_product)
        self.party = cache(self._party)

    def lot(self, lot: str) -> str:
        """The product's name and the lot's code."""
        product = self._product(lot.split("/")[1])
        name = "" if product is None else product.name_zh if self.lang == "zh-CN" else product.name_en
        return f"{name} {lot.rpartition('/')[2]}".strip()

    def quantity(self, lot: str, quantity: Decimal | None) -> str:
        """With its unit; empty when nothing was said."""
        product = self._product(lot.split("/")[1])
        return "" if quantity is None else f"{quantity:,f} {product.measure if product else ''}".rstrip()

    def county(self, code: str) -> str:
        """Its name, or the code when nobody knows it."""
        try:
            found = county(code)
        except UnknownCounty:
            return code
        return found.name_zh if self.lang == "zh-CN" else found.name_en

    def step(self, kind: str) -> str:
        """What happened, in a word."""
        return word(self.lang, f"cli.step.{kind}")

    def reason(self, code: str) -> str:
        """Why, in words; a code that a form of somebody else's made is read as it stands."""
        return words(self.lang).get(f"reason.{code}") or code.replace("_", " ")

    def _find_product(self, gtin: str) -> Product | None:
        return self._commons.find(Product, gtin, to_tell=False)

    def _party(self, party: str) -> str:
        """A registered enterprise's name; what is not in the commons is a household."""
        found = self._commons.find(Party, party, to_tell=False) if party else None
        if found is not None:
            return found.name
        return f"{word(self.lang, 'cli.household')} …{party[-5:]}" if party else ""


def own_language() -> str:
    """Of the person at this terminal."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh-CN" if spoken.startswith("zh") else "en"
