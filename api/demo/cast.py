"""Who takes part: households, cooperatives that pack, carriers, stalls, shops, buyers abroad, inspectors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from domain.act import SHANGHAI
from domain.place import Place

BEFORE: Final = datetime(2025, 12, 20, 9, 0, tzinfo=SHANGHAI)
"""When the registrations begin."""


@dataclass(frozen=True, slots=True)
class Business:
    """A party that is no household, at its site."""

    party: str
    name: str
    kind: str
    region: str
    county: str
    site: str
    place: Place


@dataclass(slots=True)
class Grower:
    """A household with one plot; `asked` counts how often it harvested, `left` what its plot may still bear (kg)."""

    party: str
    site: str
    area_mu: int
    left: Decimal
    asked: int = 0


@dataclass(slots=True)
class Cast:
    """Everybody, by crop, city, market, or the shops' region; carriers and authorities have no site here."""

    growers: dict[str, list[Grower]] = field(default_factory=dict)
    packhouses: dict[str, list[Business]] = field(default_factory=dict)
    carriers: dict[str, list[str]] = field(default_factory=dict)
    authorities: dict[str, str] = field(default_factory=dict)
    stalls: dict[str, list[Business]] = field(default_factory=dict)
    shops: dict[str, list[Business]] = field(default_factory=dict)
    administrator: str = ""
