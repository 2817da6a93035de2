"""What codes are called on the page: counties, cities, products, groups; and how tonnes are written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from api.views.drawing.stream import REST
from domain.place.county import counties
from projections.flows.hiding import MANY
from projections.flows.names import Product
from scanner_app.words import word, words

SHORT = {"810000": ("香港", "Hong Kong"), "820000": ("澳门", "Macau")}


class Naming:
    """Names in one language."""

    def __init__(self, lang: str, products: Mapping[str, Product]) -> None:
        self.lang = lang
        self.products = products
        self.zh = lang == "zh-CN"

    def place(self, code: str) -> str:
        """A county or city; several, merged; the rest of a diagram; or the code itself where it is unknown."""
        if not code.isdecimal():
            return word(self.lang, {MANY: "views.several", REST: "views.rest"}.get(code, "views.unknown"))
        known = counties().get(code)
        if known is None:
            return code
        return SHORT.get(code, (known.name_zh, known.name_en))[not self.zh]

    def product(self, gtin: str) -> str:
        if gtin == MANY:
            return word(self.lang, "views.several_products")
        known = self.products.get(gtin)
        return gtin if known is None else (known.name_zh if self.zh else known.name_en) or known.name_zh

    def group_of(self, gtin: str) -> str:
        """The code of a product's group; empty for several or unknown."""
        known = self.products.get(gtin)
        return known.category if known else ""

    def group(self, code: str) -> str:
        key = f"views.group.{code or 'several'}"
        return word(self.lang, key) if key in words(self.lang) else code

    def weighed(self, gtin: str) -> bool:
        known = self.products.get(gtin)
        return known is None or known.measure == "kg"

    def tonnes(self, tonnes: float) -> str:
        return f"{_digits(tonnes)} {word(self.lang, 'views.t')}"

    def quantity(self, gtin: str, quantity: Decimal | None) -> str:
        """In tonnes, or in pieces; a dash for nothing known."""
        if quantity is None:
            return "–"
        if self.weighed(gtin):
            return self.tonnes(float(quantity) / 1000)
        return f"{quantity:,.0f} {word(self.lang, 'views.piece')}"


def _digits(tonnes: float) -> str:
    """Three digits that count: 1,204, 48.3, 3.42."""
    if abs(tonnes) >= 100:
        return f"{tonnes:,.0f}"
    return f"{tonnes:.1f}" if abs(tonnes) >= 10 else f"{tonnes:.2f}"
