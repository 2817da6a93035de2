"""A season small enough to know by heart: wampee of three counties to Guangzhou, one lot held, one on its way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from api.demo_label import DemoLabel
from domain import commands
from domain.commands.goods import Amount
from domain.gs1 import mint_sscc
from domain.values import Pack, Proof
from store.settings import COMMONS, REGIONS
from tests.given import NOON, Story, fact_of, goods
from tests.projections.page_story import PAGE, dispatch, hold, receive
from tests.projections.projected import facts_of, lay, project

MARKED = "09520000000059"
SERIALS = tuple(f"7K9M{number:012d}" for number in range(6))
CARTON, PALLET = mint_sscc("952", 0, 1).digits, mint_sscc("952", 1, 2).digits
COUNTIES = ("445322", "445381", "445321")
TOWNS = ("建城镇", "罗镜镇", "天堂镇")
DAY = -24 * 60


class Season(Story):
    """Lots by what is to be seen of them: `mixed` (sold), `held`, `going`, `single` (one grower), `corrected`."""

    def __init__(self) -> None:
        super().__init__()
        self.when(
            self.commons, self.act("operator", role="administrator"), commands.register_product, product=MARKED,
            prefix="952", name_zh="郁南无核黄皮", name_en="Yunan seedless wampee", category="fruit", measure="kg",
            county="445322", origin_mark="郁南无核黄皮", packs=(Pack("xiang", Decimal("2.500")),), yields=(),
            season=(6, 7, 8), certificate=True, keeping_days=12, cap_per_mu=None, demo=True,
        )  # fmt: skip
        self.packhouse = self._register_party(self.commons, "packhouse", "云浮市南江果业有限公司")
        self.shed = self._site(self.yunfu, self.packhouse, "packhouse", "445322", "都城镇")
        self.growers = [self._grower(county, town) for county, town in zip(COUNTIES, TOWNS, strict=True)]
        self.mixed = self._mixed()
        self.single = self._from_grower(0, 1_000)
        self.held = self._sent(self._from_grower(0, 1_001), received=True)
        hold(self, self.held)
        self.going = self._sent(self._from_grower(0, 1_002), received=False)
        self.corrected = self._corrected()
        self._labels()

    def _site(self, region: Any, party: str, kind: str, county: str, town: str) -> str:
        return self.when(
            region, self.act(party), commands.register_site, site="", prefix="952", party=party, kind=kind,
            name="李四果园", county=county, town=town, point=None, outline=(), datum="wgs84", area_mu=None, vault="",
        )["site"]  # fmt: skip

    def _grower(self, county: str, town: str) -> tuple[str, str]:
        household = self._register_party(self.yunfu, "household", "", cooperative=self.packhouse)
        return household, self._site(self.yunfu, household, "plot", county, town)

    def _from_grower(
        self, grower: int, number: int, kilograms: str = "120", *, proven: bool = True, days: int = 3
    ) -> str:
        household, plot = self.growers[grower]
        lot = self.lot(MARKED, number)
        start = days * DAY - 400 + number % 50
        self.when(
            self.yunfu, self.act(household, minutes=start), commands.record_harvest, lot=lot, site=plot,
            amount=Amount(kilograms, "kg"),
        )  # fmt: skip
        proof = Proof("certificate_number", "HGZ-13800138000") if proven else Proof("none", reason="own_farm")
        self.when(
            self.yunfu, self.act(self.packhouse, minutes=start + 180), commands.receive_purchase, site=self.shed,
            from_party=household, from_site=plot, goods=[goods(lot, kilograms)], proof=proof, difference="",
        )  # fmt: skip
        return lot

    def _mixed(self) -> str:
        """Twelve lots of three counties, one of them without a certificate, graded into one and sold in Guangzhou."""
        lots = [self._from_grower(n % 3, n, "50", proven=n != 7, days=4 - n % 2) for n in range(12)]
        mixed = self.lot(MARKED, 100)
        self.when(
            self.yunfu, self.act(self.packhouse, minutes=2 * DAY - 300), commands.transform_lots, kind="merge", step="",
            site=self.shed, inputs=[goods(lot, "50") for lot in lots], outputs=[goods(mixed, "600")], waste=None,
        )  # fmt: skip
        self.when(
            self.yunfu, self.act(self.packhouse, minutes=2 * DAY - 200), commands.pack_unit, unit=CARTON, kind="carton",
            site=self.shed, goods=[goods(mixed, "50")], units=(),
        )  # fmt: skip
        self.when(
            self.yunfu, self.act(self.packhouse, minutes=2 * DAY - 190), commands.pack_unit, unit=PALLET, kind="pallet",
            site=self.shed, goods=[], units=(CARTON,),
        )  # fmt: skip
        shipment = dispatch(self, mixed, "50", unit=PALLET, minutes=2 * DAY - 100)
        self._handed(shipment, 2 * DAY - 90)
        receive(self, shipment, mixed, "50", unit=CARTON, minutes=DAY - 400)
        self.when(
            self.guangzhou, self.act(self.market, minutes=DAY - 100), commands.sell_retail, site=self.stall,
            goods=[goods(mixed, "5", inside=CARTON)],
        )  # fmt: skip
        return mixed

    def _sent(self, lot: str, *, received: bool) -> str:
        shipment = dispatch(self, lot, "60", minutes=2 * DAY)
        self._handed(shipment, 2 * DAY + 15)
        if received:
            receive(self, shipment, lot, "60", minutes=DAY)
        return lot

    def _handed(self, shipment: UUID, minutes: int) -> None:
        self.when(
            self.yunfu, self.act(self.packhouse, minutes=minutes), commands.hand_over_shipment, shipment=shipment,
            to_party=self.carrier, county="445322", seal="",
        )  # fmt: skip

    def _corrected(self) -> str:
        household, plot = self.growers[0]
        lot = self.lot(MARKED, 1_003)
        self.when(
            self.yunfu, self.act(household, minutes=DAY), commands.record_harvest, lot=lot, site=plot,
            amount=Amount("90", "kg"),
        )  # fmt: skip
        harvest = fact_of(self)
        self.when(
            self.yunfu, self.act(household), commands.correct_harvest, fact=harvest, lot=lot, site=plot,
            amount=Amount("80", "kg"), reason="scale",
        )  # fmt: skip
        return lot

    def _labels(self) -> None:
        """The first two labels are bound, the third is void, the rest are not yet in use."""
        act = self.act(self.packhouse)
        self.when(self.yunfu, act, commands.issue_labels, product=MARKED, serials=SERIALS)
        self.when(
            self.yunfu, self.act(self.packhouse), commands.bind_labels, product=MARKED, first=SERIALS[0],
            last=SERIALS[1], lot=self.mixed, site=self.shed,
        )  # fmt: skip
        self.when(
            self.yunfu, self.act(self.packhouse), commands.void_labels, product=MARKED, first=SERIALS[2],
            last=SERIALS[2], reason="torn",
        )  # fmt: skip

    def seed(self, conninfo: str, *, demo: bool = True) -> None:
        """Its pages, in the tables of every region."""
        with psycopg.connect(conninfo, autocommit=True) as conn:
            for schema in (*REGIONS, COMMONS):
                lay(conn, PAGE, schema)
            for region in (self.commons, self.yunfu, self.guangzhou):
                project(conn, PAGE, region.region, facts_of(region))
            conn.execute("DELETE FROM commons.store_mark")
            if demo:
                marks = {"demo": str(NOON.year), "demo_labels": msgspec.json.encode(self.demo_labels()).decode()}
                with conn.cursor() as cursor:
                    cursor.executemany("INSERT INTO commons.store_mark (key, value) VALUES (%s, %s)", marks.items())

    def demo_labels(self) -> list[DemoLabel]:
        """What the home page shows: lots, one of them held, an item, a pallet, and a lot that is not there yet."""
        paths = (self.mixed, self.held, f"01/{MARKED}/21/{SERIALS[0]}", f"00/{PALLET}", self.lot(MARKED, 9_999))
        name, name_en = "郁南无核黄皮", "Yunan seedless wampee"
        return [DemoLabel("多户混装", f"/{path}", name, "yunfu", "Mixed", name_en) for path in paths]
