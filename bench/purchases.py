"""Lots that a packhouse bought from a household: what pages, lists and traces of the benchmarks tell about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from api.recording import carry_out, carry_out_all
from api.regions import Regions
from domain import commands
from domain.act import Act
from domain.commands.goods import Amount, Goods
from domain.gs1 import mint_gtin
from domain.lot_code import mint_lot_code
from domain.region import COMMONS, Region
from domain.values import Proof

REGION, COUNTY = "yunfu", "445322"
PRODUCT = mint_gtin("952", 0, 7).digits


class Bought(NamedTuple):
    """`lots`: identifiers as in addresses. The packhouse is of the commons, the household of REGION."""

    lots: list[str]
    packhouse: str
    household: str


def bought(regions: Regions, many: int) -> Bought:
    """A household harvests, a packhouse buys: `many` lots and as many receipts."""
    commons, region = regions[COMMONS], regions[REGION]
    product = {
        "prefix": "952", "name_zh": "郁南无核黄皮", "name_en": "Yunan seedless wampee", "category": "fruit",
        "measure": "kg", "county": COUNTY, "origin_mark": "郁南无核黄皮", "packs": (), "yields": (), "season": (7,),
        "certificate": True, "keeping_days": 12, "cap_per_mu": None, "demo": False,
    }  # fmt: skip
    carry_out(
        commons, _act("", "administrator"), lambda desk: commands.register_product(desk, product=PRODUCT, **product)
    )
    packhouse = _register_party(commons, "packhouse", "云浮市南江果业有限公司", "")
    household = _register_party(region, "household", "", packhouse)
    plot, shed = _register_site(region, household, "plot"), _register_site(region, packhouse, "packhouse")
    day = datetime.now(UTC).date()
    lots = [f"01/{PRODUCT}/10/{mint_lot_code(day, number)}" for number in range(many)]
    amount = Amount("100", "kg")
    proof = Proof("certificate_number", "1")
    carry_out_all(
        region,
        [
            (_act(household), lambda desk, lot=lot: commands.record_harvest(desk, lot=lot, site=plot, amount=amount))
            for lot in lots
        ],
    )
    carry_out_all(
        region,
        [
            (
                _act(packhouse),
                lambda desk, lot=lot: commands.receive_purchase(
                    desk, site=shed, from_party=household, from_site=plot, goods=[Goods(lot, amount)], proof=proof,
                    difference="",
                ),
            )
            for lot in lots
        ],
    )  # fmt: skip
    return Bought(lots, packhouse, household)


def _register_party(region: Region, kind: str, name: str, cooperative: str) -> str:
    party = {"prefix": "952", "kind": kind, "name": name, "county": COUNTY, "credit_code": "", "vault": ""}
    done = carry_out(
        region,
        _act("", "administrator"),
        lambda desk: commands.register_party(desk, party="", cooperative=cooperative, **party),
    )
    return str(done.outcome["party"])


def _register_site(region: Region, party: str, kind: str) -> str:
    site = {
        "prefix": "952",
        "kind": kind,
        "name": "",
        "county": COUNTY,
        "town": "建城镇",
        "datum": "wgs84",
        "vault": "",
    }
    done = carry_out(
        region,
        _act(party),
        lambda desk: commands.register_site(desk, site="", party=party, point=None, outline=(), area_mu=None, **site),
    )
    return str(done.outcome["site"])


def _act(party: str, role: str = "member") -> Act:
    now = datetime.now(UTC)
    return Act(
        id=UUID(int=uuid4().int), party=party, person="bench", at=now, received_at=now, claimed_at=now, role=role
    )
