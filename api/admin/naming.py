"""How the administrators' page writes regions, parties, lots, times and sizes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from api.regions import Regions
from domain.act import SHANGHAI
from domain.party import Party
from domain.place import UnknownCounty, county
from domain.product import Product
from scanner_app.times import when
from scanner_app.words import word, words


class Naming:
    """Names of the commons, in one language; a household is only a number."""

    def __init__(self, regions: Regions, lang: str) -> None:
        self._commons = regions.commons
        self._lang = lang

    def region(self, name: str) -> str:
        """A region's name; empty stands for all."""
        return word(self._lang, f"region.{name}") if f"region.{name}" in words(self._lang) else name

    def party(self, party: str) -> str:
        found = self._commons.find(Party, party, to_tell=False) if party else None
        return found.name if found and found.name else party

    def product(self, gtin: str) -> str:
        found = self._commons.find(Product, gtin, to_tell=False) if gtin else None
        return gtin if found is None else found.name_zh if self._lang == "zh-CN" else found.name_en

    def county(self, code: str) -> str:
        try:
            found = county(code)
        except UnknownCounty:
            return code
        return found.name_zh if self._lang == "zh-CN" else found.name_en

    def kind(self, kind: str) -> str:
        """Of a discrepancy."""
        return word(self._lang, f"admin.kind.{kind}")

    def looked(self, what: str) -> str:
        """What an official looked at; whatever has no word yet as looks call it."""
        key = f"people.looked.{what}"
        return word(self._lang, key) if key in words(self._lang) else what

    def time(self, at: datetime) -> str:
        return when(at.astimezone(SHANGHAI).isoformat(), self._lang)

    def quantity(self, quantity: Decimal | None) -> str:
        return (
            "" if quantity is None else f"{quantity:,f}".rstrip("0").rstrip(".") if quantity % 1 else f"{quantity:,.0f}"
        )

    def size(self, count: int) -> str:
        return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"
