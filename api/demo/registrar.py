"""Registers products, parties and sites, one a minute, before the season begins."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from api.demo.cast import BEFORE, Business, Grower
from api.demo.chance import Chance
from api.demo.crops import Crop, names, packs_of
from api.demo.plan import ONLINE, How, Personal, Plan
from domain import commands
from domain.place import Place, county
from domain.region import COMMONS
from domain.values import Point
from store.settings import EXAMPLE_PREFIX

ADMINISTRATOR: Final = How(role="administrator")
ENDINGS: Final = ("", "丰", "源", "裕", "和", "茂")
"""Of the stem of an enterprise's name."""
PLACES: Final = {"plot": "地块", "pond": "塘", "house": "栏舍"}


class Registrar:
    """Draws invented names and places; each name is given once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.chance = Chance("people")
        self._at = BEFORE
        brands, surnames, given = names().brands.split(), names().surnames.split(), names().given.split()
        self._brands = self.chance.some([one + two for one in brands for two in ENDINGS], len(ENDINGS) * len(brands))
        self._people = self.chance.some([one + two for one in surnames for two in given], len(surnames) * len(given))

    def brand(self) -> str:
        """The stem of an enterprise's name."""
        return self._brands.pop()

    def products(self, crop: Crop, administrator: str) -> None:
        """The crop, and what is made of it."""
        fresh = {
            "product": crop.product,
            "name_zh": crop.name_zh,
            "name_en": crop.name_en,
            "measure": crop.measure,
            "origin_mark": crop.origin_mark,
            "packs": packs_of(crop.packs),
            "yields": (crop.treat.limits,) if crop.treat else (),
            "season": crop.months,
            "certificate": crop.certificate,
            "keeping_days": crop.keeping_days,
            "cap_per_mu": crop.cap_per_mu,
        }
        self._product(crop, administrator, fresh)
        if made := crop.made:
            made_of_it = {
                "product": made.product,
                "name_zh": made.name_zh,
                "name_en": made.name_en,
                "measure": "kg",
                "origin_mark": made.origin_mark,
                "packs": packs_of(made.packs),
                "yields": (made.limits,),
                "season": (),
                "certificate": False,
                "keeping_days": made.keeping_days,
                "cap_per_mu": None,
            }
            self._product(crop, administrator, made_of_it)

    def enterprise(self, kind: str, name: str, code: str, party: str = "") -> str:
        """Anybody but a household; returns the key."""
        party = party or self.plan.keys.party()
        self._party(COMMONS, party, party, kind, name, code)
        return party

    def business(
        self, kind: str, name: str, region: str, code: str, place: Place, site: tuple[str, str, str]
    ) -> Business:
        """An enterprise and its `site`: kind, name, town."""
        site_kind, site_name, town = site
        party = self.enterprise(kind, name, code)
        made = Business(party, name, kind, region, code, self.plan.keys.site(), place)
        point = Point(place.lat, place.lon, 10)
        self._site(region, party, made.site, kind=site_kind, name=site_name, county=code, town=town, point=point)
        return made

    def household(self, crop: Crop, packhouse: Business, number: int) -> Grower:
        """Name, phone and the exact point of the plot go to the vault, and nowhere else."""
        party, site = self.plan.keys.party(), self.plan.keys.site()
        person = {"name": self._people.pop(), "phone": f"120{self.chance.digits(8)}"}
        private = How(personal=Personal("vault", party, person))
        self._party(crop.region, packhouse.party, party, "household", "", crop.county, packhouse.party, private)
        here = self._in_box(crop) if crop.box else self.near(county(crop.county).place, 45)
        point = msgspec.json.encode(Point(here.lat, here.lon, 10)).decode()
        area = self.chance.whole(*crop.area_mu)
        self._site(
            crop.region,
            party,
            site,
            How(personal=Personal("vault", party, {"name": f"{number + 1}号{PLACES[crop.site]}", "point": point})),
            kind=crop.site,
            name="",
            county=crop.county,
            town=crop.towns[number % len(crop.towns)],
            point=None,
            area_mu=Decimal(area),
        )
        return Grower(party, site, area, (crop.cap_per_mu or Decimal(0)) * area * 1000)

    def near(self, place: Place, thousandths: int) -> Place:
        """Within so many thousandths of a degree (100 m each)."""
        away = Decimal(thousandths) / 1000
        north, east = (self.chance.between(-away, away, "0.000001") for _ in range(2))
        return Place.read(place.lat + north, place.lon + east)

    def _in_box(self, crop: Crop) -> Place:
        assert crop.box is not None
        west, east, south, north = crop.box
        return Place.read(self.chance.between(south, north, "0.000001"), self.chance.between(west, east, "0.000001"))

    def _product(self, crop: Crop, administrator: str, values: dict[str, object]) -> None:
        self.plan.tell(
            COMMONS,
            administrator,
            self._next(),
            commands.register_product,
            ADMINISTRATOR,
            prefix=EXAMPLE_PREFIX,
            category=crop.category,
            county=crop.county,
            demo=True,
            **values,
        )

    def _party(
        self,
        region: str,
        teller: str,
        party: str,
        kind: str,
        name: str,
        code: str,
        cooperative: str = "",
        how: How = ADMINISTRATOR,
    ) -> None:
        self.plan.tell(
            region,
            teller,
            self._next(),
            commands.register_party,
            how,
            party=party,
            prefix=EXAMPLE_PREFIX,
            kind=kind,
            name=name,
            county=code,
            credit_code="",
            cooperative=cooperative,
            vault="",
        )

    def _site(self, region: str, party: str, site: str, how: How = ONLINE, /, **values: object) -> None:
        fixed = {"prefix": EXAMPLE_PREFIX, "outline": (), "datum": "WGS-84", "area_mu": None, "vault": ""}
        self.plan.tell(
            region, party, self._next(), commands.register_site, how, **(fixed | values), site=site, party=party
        )

    def _next(self) -> datetime:
        self._at += timedelta(minutes=1)
        return self._at
