"""A year of journeys of the five cities, made fast and straight into the tables of the views."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg

from domain.act import SHANGHAI
from projections.balance import Balance
from projections.directory import Directory
from projections.flows import Flows
from store.settings import COMMONS, REGIONS
from tests.projections.journeys import JULY, Log
from tests.projections.projected import lay, project


class Crop(NamedTuple):
    product: str
    name: str
    category: str
    region: str
    counties: tuple[str, ...]
    months: tuple[int, ...]
    kilograms: int
    measure: str = "kg"


CROPS = (
    Crop("09520000000110", "徐闻菠萝", "fruit", "zhanjiang", ("440825", "440882"), (2, 3, 4, 5), 9000),
    Crop(
        "09520000000127", "湛江对虾", "aquatic", "zhanjiang", ("440803", "440883", "440823"), tuple(range(4, 12)), 2600
    ),
    Crop("09520000000134", "高州荔枝", "fruit", "maoming", ("440981", "440904"), (5, 6), 5200),
    Crop("09520000000141", "化橘红", "herb", "maoming", ("440982",), (4, 5, 6, 8), 900),
    Crop("09520000000158", "无核黄皮", "fruit", "yunfu", ("445322",), (6, 7, 8), 2400),
    Crop("09520000000165", "罗定稻米", "grain", "yunfu", ("445381",), (7, 10, 11), 6000),
    Crop("09520000000172", "四会沙糖桔", "fruit", "zhaoqing", ("441284", "441226"), (1, 12), 4200),
    Crop("09520000000189", "程村蚝", "aquatic", "yangjiang", ("441721",), (1, 2, 3, 10, 11, 12), 1800),
    Crop("09520000000196", "新兴鸡", "poultry", "yunfu", ("445321",), tuple(range(1, 13)), 700, "piece"),
    Crop("09520000000202", "春砂仁", "spice", "yangjiang", ("441781",), (8, 9), 300),
)
MARKETS = (("440111", "guangzhou"), ("440307", "shenzhen"), ("810000", "elsewhere"), ("440103", "guangzhou"))


def season(seed: int = 3, days: int = 4, sheds: int = 6) -> Log:
    """`days` working days a month for each crop, with `sheds` packhouses in each county; two crops have too few."""
    chance, log = random.Random(seed), Log()
    for crop in CROPS:
        log.product(crop.product, crop.name, crop.category, crop.measure)
        for county in crop.counties:
            few = crop.category in ("herb", "spice")
            for number in range(2 if few else sheds):
                shed = f"{county}{crop.product[-3:]}{number}"
                log.site(crop.region, shed, "packhouse", county, f"party-{shed}")
                for month in crop.months:
                    for _ in range(days):
                        at = datetime(2026, month, chance.randint(1, 28), 7, tzinfo=SHANGHAI)
                        _a_day(log, crop, county, shed, at, chance)
    return log


def _a_day(log: Log, crop: Crop, county: str, shed: str, at: datetime, chance: random.Random) -> None:
    kilograms = round(crop.kilograms * chance.uniform(0.4, 1.6))
    origins = (*crop.counties, county, county)
    growers = 3
    for _ in range(growers):
        origin = chance.choice(origins)
        log.purchase(
            crop.region, f"grower-{origin}-{chance.randrange(40)}", str(kilograms // growers), at=at,
            product=crop.product, county=county, from_county=origin, site=shed,
            party=f"party-{shed}",
        )  # fmt: skip
    market, region = chance.choices(MARKETS, (6, 3, 2, 1))[0]
    taker = f"{market}-{at.day % 12}"
    sent = round(kilograms * chance.uniform(0.8, 0.97))
    gone = at + timedelta(hours=chance.uniform(4, 30))
    shipment = log.dispatch(
        crop.region, f"party-{shed}", str(sent), at=gone, product=crop.product, from_site=shed, from_county=county,
        to_county=market, to_party=taker,
    )  # fmt: skip
    if chance.random() < 0.95:
        log.receive(
            region, shipment, str(round(sent * chance.uniform(0.955, 1))), hours=chance.uniform(6, 15), at=gone,
            product=crop.product, county=market, party=taker,
        )  # fmt: skip
    lot, hours = f"01/{crop.product}/10/{shipment.hex[:8]}", (at - JULY).total_seconds() / 3600
    out = (gone - JULY).total_seconds() / 3600
    left = kilograms - sent if chance.random() < 0.3 else 0
    log.stock(
        crop.region, f"party-{shed}", shed, lot, ("received", str(sent + left), hours), ("dispatched", str(-sent), out)
    )
    log.work(crop.region, f"party-{shed}", str(kilograms), str(kilograms - sent), county=county)


def fill(conn: psycopg.Connection[Any], log: Log) -> None:
    """The views' tables of every region, made anew."""
    for region in (*REGIONS, COMMONS):
        for projection in (Balance(), Flows(), Directory()):
            lay(conn, projection, region)
            project(conn, projection, region, log.facts.get(region, []))
