"""The one grammar of the domain's tests: given facts, when a command, then facts (or a refusal)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain import commands
from domain.act import SHANGHAI, Act
from domain.commands.goods import Amount, Goods
from domain.errors import Refused
from domain.events import EVENTS
from domain.lot_code import mint_lot_code
from domain.region import Desk, Region
from domain.stock import Stock
from domain.values import Pack, Proof, Yield
from tests.memory import memory_region

NOON = datetime(2026, 7, 9, 12, 0, tzinfo=SHANGHAI)
WAMPEE = "09520000000011"
PEELED = "09520000000028"
OYSTER = "09520000000035"


class Story:
    """Two regions in memory, a household, its cooperative packhouse, a market; what happens is told in order."""

    def __init__(self) -> None:
        self.commons = memory_region("commons")
        self.yunfu = memory_region("yunfu", self.commons)
        self.guangzhou = memory_region("guangzhou", self.commons)
        self._ids = (UUID(int=(7 << 76) + number) for number in itertools.count())  # as UUIDv7: later is larger
        self.happened: list[Any] = []
        for product, name, measure, yields in (
            (WAMPEE, "无核黄皮", "kg", ()),
            (PEELED, "黄皮果肉", "kg", (Yield("peel", Decimal("0.25"), Decimal("0.35"), "test"),)),
            (OYSTER, "程村蚝", "piece", ()),
        ):
            self._register_product(product, name, measure, yields)
        self.packhouse = self._register_party(self.commons, "packhouse", "云浮果业")
        self.market = self._register_party(self.commons, "market", "江南市场档口")
        self.carrier = self._register_party(self.commons, "carrier", "顺路物流")
        self.household = self._register_party(self.yunfu, "household", "", cooperative=self.packhouse)
        self.plot = self._register_site(self.yunfu, self.household, "plot", "445322")
        self.shed = self._register_site(self.yunfu, self.packhouse, "packhouse", "445322")
        self.stall = self._register_site(self.guangzhou, self.market, "market", "440111")

    def act(self, party: str, *, minutes: int = 0, offline: bool = False, role: str = "member", **changes: Any) -> Act:
        at = NOON + timedelta(minutes=minutes)
        act = Act(
            id=next(self._ids),
            party=party,
            person="person",
            at=at,
            received_at=NOON,
            claimed_at=at,
            role=role,
            observed=offline,
        )
        return replace(act, **changes)

    def when(self, region: Region, act: Act, command: Callable[..., dict[str, Any]], **values: Any) -> dict[str, Any]:
        """Carry the command out; what it recorded is in `happened`."""
        desk = Desk(region, act, trusting=False)
        outcome = command(desk, **values)
        told = desk.told()
        self.happened = [event for aggregate in told for event in aggregate.collect_events()]
        region.events.put(self.happened)
        region.keep(told)
        return outcome

    def refuses(self, region: Region, act: Act, command: Callable[..., dict[str, Any]], **values: Any) -> Refused:
        """The refusal of a command that must be refused; nothing is recorded."""
        before = region.recorder.max_notification_id()
        try:
            self.when(region, act, command, **values)
        except Refused as refused:
            assert region.recorder.max_notification_id() == before
            return refused
        raise AssertionError(f"{command.__name__} was not refused")

    @property
    def topics(self) -> list[str]:
        """The topics of what just happened, in order."""
        names = {event: topic for topic, event in EVENTS.items()}
        return [names[type(event)] for event in self.happened]

    def lot(self, product: str = WAMPEE, number: int = 0) -> str:
        return f"01/{product}/10/{mint_lot_code(NOON.date(), number)}"

    def harvest(self, kilograms: str, *, lot: str = "", **how: Any) -> str:
        lot = lot or self.lot(number=next(self._ids).int % 2**35)
        values = {"lot": lot, "site": self.plot, "amount": Amount(kilograms, "kg")}
        self.when(self.yunfu, self.act(self.household, **how), commands.record_harvest, **values)
        return lot

    def purchase(self, lot: str, kilograms: str, **how: Any) -> str:

        act = self.act(self.packhouse, **how)
        self.when(
            self.yunfu,
            act,
            commands.receive_purchase,
            site=self.shed,
            from_party=self.household,
            from_site=self.plot,
            goods=[Goods(lot, Amount(kilograms, "kg"))],
            proof=Proof("certificate_number", "HGZ-1"),
            difference="",
        )
        return lot

    def stock(self, lot: str, site: str, region: Region | None = None) -> Stock:
        found = (region or self.yunfu).find(Stock, lot, site)
        assert found is not None, f"no stock of {lot} at {site}"
        return found

    def on_hand(self, lot: str, site: str, region: Region | None = None) -> Decimal:
        return self.stock(lot, site, region).on_hand

    def _register_product(self, product: str, name: str, measure: str, yields: tuple[Yield, ...]) -> None:
        self.when(
            self.commons,
            self.act("operator", role="administrator"),
            commands.register_product,
            product=product,
            prefix="952",
            name_zh=name,
            name_en="product",
            category="fruit",
            measure=measure,
            county="445322",
            origin_mark="",
            packs=(Pack("jian", Decimal("10.000")),),
            yields=yields,
            season=(6, 7, 8),
            certificate=True,
            keeping_days=12,
            cap_per_mu=Decimal("1.0"),
            demo=True,
        )

    def _register_party(self, region: Region, kind: str, name: str, cooperative: str = "") -> str:
        return self.when(
            region,
            self.act("operator", role="administrator"),
            commands.register_party,
            party="",
            prefix="952",
            kind=kind,
            name=name,
            county="445322",
            credit_code="",
            cooperative=cooperative,
            vault="",
        )["party"]

    def _register_site(self, region: Region, party: str, kind: str, county: str) -> str:
        return self.when(
            region,
            self.act(party),
            commands.register_site,
            site="",
            prefix="952",
            party=party,
            kind=kind,
            name="",
            county=county,
            town="",
            point=None,
            outline=(),
            datum="wgs84",
            area_mu=None,
            vault="",
        )["site"]


def goods(lot: str, number: str, unit: str = "kg", inside: str = "") -> Goods:
    return Goods(lot, Amount(number, unit), inside)


def fact_of(story: Story) -> UUID:
    """The id of the command that just happened."""
    return story.happened[0].fact
