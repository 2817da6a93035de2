"""Registers the products and everybody who takes part, before the season begins."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from api.demo.cast import BEFORE, Business, Cast, Grower
from api.demo.chance import Chance
from api.demo.crops import CITIES, Crop, Market, Shops, crops, names, packs_of, places
from api.demo.plan import Personal, Plan
from domain import commands
from domain.place import Place, county
from domain.region import COMMONS
from domain.values import Point
from store.settings import EXAMPLE_PREFIX

PROVINCE: Final = "44"
CARRIERS: Final = 3
"""In each city."""


class Registrar:
    """Registers one after the other, a minute apart; the operator comes first, for only it may add products."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.cast = Cast(administrator=plan.keys.party())
        self._chance = Chance("people")
        self._at = BEFORE
        brands, surnames, given = names().brands.split(), names().surnames.split(), names().given.split()
        self._brands = self._chance.some([(one, two) for one in brands for two in ("", "丰", "源")], 3 * len(brands))
        self._people = self._chance.some([one + two for one in surnames for two in given], len(surnames) * len(given))

    def everybody(self) -> Cast:
        self._party(COMMONS, self.cast.administrator, "enterprise", "溯源平台运营方（示例）", "440100")
        for crop in crops():
            self._products(crop)
        for city in CITIES:
            self._city(city)
        for crop in crops():
            self._growers(crop)
        for market in places().market:
            self.cast.stalls[market.key] = [self._stall(market, number) for number in range(1, market.stalls + 1)]
        for shops in places().shops:
            self.cast.shops[shops.region] = [self._shop(shops, number) for number in range(shops.number)]
        return self.cast

    def _products(self, crop: Crop) -> None:
        cap = crop.cap_per_mu
        fresh = {
            "product": crop.product,
            "name_zh": crop.name_zh,
            "name_en": crop.name_en,
            "measure": crop.measure,
            "origin_mark": crop.origin_mark,
            "packs": crop.pack_values,
            "yields": (crop.treat.limits,) if crop.treat else (),
            "season": crop.months,
            "certificate": crop.certificate,
            "keeping_days": crop.keeping_days,
            "cap_per_mu": cap,
        }
        self._product(crop, fresh)
        if made := crop.made:
            made_of = {
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
            self._product(crop, made_of)

    def _product(self, crop: Crop, values: dict[str, object]) -> None:
        self.plan.tell(
            COMMONS,
            self.cast.administrator,
            self._next(),
            commands.register_product,
            role="administrator",
            prefix=EXAMPLE_PREFIX,
            category=crop.category,
            county=crop.county,
            demo=True,
            **values,
        )

    def _city(self, city: str) -> None:
        code = next(crop.county for crop in crops() if crop.region == city)[:4] + "00"
        name = county(code).name_zh
        authority = self.plan.keys.party()
        self._party(COMMONS, authority, "authority", f"{name}农产品质量安全监督站（示例）", code)
        self.cast.authorities[city] = Business(authority, name, "authority", city, code)
        self.cast.carriers[city] = [self._carrier(city, code, name) for _ in range(CARRIERS)]

    def _carrier(self, city: str, code: str, name: str) -> Business:
        party, called = self.plan.keys.party(), f"{name[:-1]}{self._brand()}冷链运输有限公司"
        self._party(COMMONS, party, "carrier", called, code)
        return Business(party, called, "carrier", city, code)

    def _growers(self, crop: Crop) -> None:
        """The cooperative that packs, then its households; their names, phones and points go to the vault alone."""
        where = county(crop.county)
        kind = "cooperative" if crop.growers else "enterprise"
        stem = crop.name_zh.split(" ")[0].removeprefix(where.name_zh[:-1])
        ending = "专业合作社" if crop.growers else "食品有限公司"
        called = f"{where.name_zh}{self._brand()}{stem}{ending}"
        house = Business(
            self.plan.keys.party(),
            called,
            kind,
            crop.region,
            crop.county,
            self.plan.keys.site(),
            self._near(where.place, 12),
        )
        self._party(COMMONS, house.party, kind, called, crop.county)
        self._site(house, "packhouse", f"{crop.towns[0]}{stem}包装场", crop.towns[0])
        self.cast.packhouses[crop.key] = house
        self.cast.growers[crop.key] = [self._household(crop, house, number) for number in range(crop.growers)]

    def _household(self, crop: Crop, house: Business, number: int) -> Grower:
        party, site = self.plan.keys.party(), self.plan.keys.site()
        person = {"name": self._people.pop(), "phone": f"120{self._chance.digits(8)}"}
        self._party(
            crop.region, party, "household", "", crop.county, cooperative=house.party, personal=("vault", party, person)
        )
        area = self._chance.whole(*crop.area_mu)
        here = self._in_box(crop) if crop.box else self._near(county(crop.county).place, 45)
        self.plan.tell(
            crop.region,
            party,
            self._next(),
            commands.register_site,
            personal=Personal("vault", party, {"lat": str(here.lat), "lon": str(here.lon)}),
            site=site,
            prefix=EXAMPLE_PREFIX,
            party=party,
            kind=crop.site,
            name=f"{number + 1}号{_PLACES[crop.site]}",
            county=crop.county,
            town=crop.towns[number % len(crop.towns)],
            point=None,
            outline=(),
            datum="WGS-84",
            area_mu=Decimal(area),
            vault="",
        )
        return Grower(party, site, area, (crop.cap_per_mu or Decimal(1000)) * area * 1000)

    def _stall(self, market: Market, number: int) -> Business:
        kind = "enterprise" if market.region == "elsewhere" else "market"
        called = f"{self._brand()}{'行' if kind == 'enterprise' else '果菜档'}"
        place = self._near(Place(market.lat, market.lon), 1)
        stall = Business(
            self.plan.keys.party(), called, kind, market.region, market.county, self.plan.keys.site(), place
        )
        self._party(COMMONS, stall.party, kind, called, market.county)
        self._site(stall, "market", f"{market.name} {number + 10}档", "")
        return stall

    def _shop(self, shops: Shops, number: int) -> Business:
        code = shops.counties[number % len(shops.counties)]
        called = f"{self._brand()}鲜果店"
        shop = Business(
            self.plan.keys.party(),
            called,
            "retailer",
            shops.region,
            code,
            self.plan.keys.site(),
            self._near(county(code).place, 20),
        )
        self._party(COMMONS, shop.party, "retailer", called, code)
        self._site(shop, "shop", called, "")
        return shop

    def _party(
        self,
        region: str,
        party: str,
        kind: str,
        name: str,
        code: str,
        *,
        cooperative: str = "",
        personal: tuple[str, str, dict[str, str]] | None = None,
    ) -> None:
        self.plan.tell(
            region,
            party,
            self._next(),
            commands.register_party,
            personal=Personal(*personal) if personal else None,
            party=party,
            prefix=EXAMPLE_PREFIX,
            kind=kind,
            name=name,
            county=code,
            credit_code="",
            cooperative=cooperative,
            vault="",
        )

    def _site(self, of: Business, kind: str, name: str, town: str) -> None:
        assert of.place is not None
        self.plan.tell(
            of.region,
            of.party,
            self._next(),
            commands.register_site,
            site=of.site,
            prefix=EXAMPLE_PREFIX,
            party=of.party,
            kind=kind,
            name=name,
            county=of.county,
            town=town,
            point=Point(of.place.lat, of.place.lon, 10),
            outline=(),
            datum="WGS-84",
            area_mu=None,
            vault="",
        )

    def _near(self, place: Place, thousandths: int) -> Place:
        """Within so many thousandths of a degree (100 m each)."""
        away = Decimal(thousandths) / 1000
        return Place.read(
            place.lat + self._chance.between(-away, away, "0.000001"),
            place.lon + self._chance.between(-away, away, "0.000001"),
        )

    def _in_box(self, crop: Crop) -> Place:
        assert crop.box is not None
        west, east, south, north = crop.box
        return Place.read(self._chance.between(south, north, "0.000001"), self._chance.between(west, east, "0.000001"))

    def _brand(self) -> str:
        return "".join(self._brands.pop())

    def _next(self) -> datetime:
        self._at += timedelta(minutes=1)
        return self._at


_PLACES: Final = {"plot": "地块", "pond": "塘", "house": "栏舍"}
