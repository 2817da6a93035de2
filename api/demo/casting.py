"""Everybody who takes part, registered: who packs what, who drives from where, who sells at which market."""

from __future__ import annotations

from typing import Final

from api.demo.cast import Business, Cast
from api.demo.crops import CITIES, Crop, Market, Shops, crops, places
from api.demo.plan import Plan
from api.demo.registrar import Registrar
from domain.place import Place, county

CARRIERS: Final = 3
"""In each city."""
RECEIVING: Final = {"guangzhou": "440100", "shenzhen": "440300"}
"""Cities that grow nothing here, by region."""


def cast_everybody(plan: Plan) -> Cast:
    """The platform's operator comes first, for only its administrator may add products."""
    registrar = Registrar(plan)
    cast = Cast()
    cast.administrator = registrar.enterprise("enterprise", "溯源平台运营方（示例）", "440100")
    for crop in crops():
        registrar.products(crop, cast.administrator)
    prefectures = {crop.region: crop.county[:4] + "00" for crop in crops()} | RECEIVING
    for city, code in prefectures.items():
        cast.authorities[city] = registrar.enterprise(
            "authority", f"{county(code).name_zh}农产品质量安全监督站（示例）", code
        )
    for city in CITIES:
        cast.carriers[city] = [_carrier(registrar, prefectures[city]) for _ in range(CARRIERS)]
    for crop in crops():
        houses = cast.packhouses[crop.key] = [_packhouse(registrar, crop, number) for number in range(crop.packhouses)]
        members = [(houses[number % len(houses)], number) for number in range(crop.growers)]
        cast.growers[crop.key] = [registrar.household(crop, house, number) for house, number in members]
    for market in places().market:
        cast.stalls[market.key] = [_stall(registrar, market, number) for number in range(market.stalls)]
    for shops in places().shops:
        cast.shops[shops.region] = [_shop(registrar, shops, number) for number in range(shops.number)]
    return cast


def _carrier(registrar: Registrar, code: str) -> str:
    city = county(code).name_zh.removesuffix("市")
    return registrar.enterprise("carrier", f"{city}{registrar.brand()}冷链运输有限公司", code)


def _packhouse(registrar: Registrar, crop: Crop, number: int) -> Business:
    where = county(crop.county)
    stem = crop.name_zh.removeprefix(where.name_zh[:-1])
    kind, ending = ("cooperative", "专业合作社") if crop.growers else ("enterprise", "食品有限公司")
    name = f"{where.name_zh}{registrar.brand()}{stem}{ending}"
    place = registrar.near(where.place, 12)
    town = crop.towns[number % len(crop.towns)]
    site = ("packhouse", f"{town}{stem}包装场", town)
    return registrar.business(kind, name, crop.region, crop.county, place, site)


def _stall(registrar: Registrar, market: Market, number: int) -> Business:
    abroad = market.region == "elsewhere"
    name = f"{registrar.brand()}{'行' if abroad else '档'}"
    place = registrar.near(Place(market.lat, market.lon), 1)
    site = ("market", f"{market.name} {number + 11}档", "")
    kind = "enterprise" if abroad else "market"
    return registrar.business(kind, name, market.region, market.county, place, site)


def _shop(registrar: Registrar, shops: Shops, number: int) -> Business:
    code = shops.counties[number % len(shops.counties)]
    name = f"{registrar.brand()}鲜果店"
    place = registrar.near(county(code).place, 20)
    return registrar.business("retailer", name, shops.region, code, place, ("shop", name, ""))
