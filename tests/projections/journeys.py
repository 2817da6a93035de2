"""Facts of journeys made by hand, for sums that a person can check."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from domain.act import SHANGHAI
from domain.aggregate import NAMESPACE
from domain.product import KEEPING, Product
from domain.receipt import Receipt
from domain.shipment import Shipment
from domain.site import Site
from domain.stock import Stock
from domain.transformation import Transformation
from domain.values import Line, Output, Proof, Received, Shipped
from projections.projection import Fact

WAMPEE, RICE = "09520000000011", "09520000000028"
JULY = datetime(2026, 7, 9, 8, tzinfo=SHANGHAI)


class Log:
    """The facts of some regions; each method tells one and returns its id."""

    def __init__(self) -> None:
        self.facts: dict[str, list[Fact]] = {}
        self.numbers: Iterator[int] = itertools.count()

    def site(self, region: str, site: str, kind: str, county: str, party: str = "") -> str:
        self._tell(
            region, Site.Registered, JULY, site=site, party=party or f"p-{site}", kind=kind, name="", county=county,
            town="", point=None, outline=(), datum="wgs84", area_mu=None, vault="",
        )  # fmt: skip
        return site

    def product(self, product: str, name: str, category: str = "fruit", measure: str = "kg") -> None:
        self._tell(
            "commons", Product.Registered, JULY, product=product, name_zh=name, name_en=name, category=category,
            measure=measure, county="445322", origin_mark="", packs=(), yields=(), season=(6, 7, 8), certificate=True,
            keeping_days=None, cap_per_mu=None, demo=True,
        )  # fmt: skip

    def dispatch(
        self, region: str, party: str, kilograms: str, *, at: datetime = JULY, product: str = WAMPEE,
        from_site: str = "shed", from_county: str = "445322", to_site: str = "stall", to_county: str = "440111",
        purpose: str = "sale", to_party: str = "market",
    ) -> UUID:  # fmt: skip
        shipment = self.id()
        self._tell(
            region, Shipment.Dispatched, at, shipment=shipment, fact=shipment, party=party, from_site=from_site,
            from_county=from_county, to_region="guangzhou", to_site=to_site, to_county=to_county, to_party=to_party,
            carrier="", mode="road", purpose=purpose, returns="",
            lines=(Shipped(f"01/{product}/10/{shipment.hex[:8]}", Decimal(kilograms)),), units=(), seal="", vehicle="",
            note="",
        )  # fmt: skip
        return shipment

    def receive(
        self, region: str, shipment: UUID, kilograms: str, *, hours: float = 10, at: datetime = JULY,
        product: str = WAMPEE, county: str = "440111", party: str = "market",
    ) -> UUID:  # fmt: skip
        line = Received(f"01/{product}/10/{shipment.hex[:8]}", Decimal(kilograms))
        return self._receipt(
            region, "shipment", at + timedelta(hours=hours), party, "stall", county, "", "shed", "445322",
            str(shipment), line,
        )  # fmt: skip

    def purchase(
        self, region: str, grower: str, kilograms: str, *, at: datetime = JULY, product: str = WAMPEE,
        county: str = "445322", from_county: str = "445322", site: str = "shed", from_site: str = "plot",
        party: str = "packhouse",
    ) -> UUID:  # fmt: skip
        line = Received(f"01/{product}/10/{grower}", Decimal(kilograms), Decimal(kilograms))
        return self._receipt(region, "purchase", at, party, site, county, grower, from_site, from_county, "", line)

    def stock(self, region: str, party: str, site: str, lot: str, *moves: tuple[str, str, float]) -> None:
        """`moves`: cause, signed kilograms, hours after JULY."""
        for cause, kilograms, hours in moves:
            quantity, values = Decimal(kilograms), {"lot": lot, "site": site, "party": party, "product": lot[3:17]}
            kind = Stock.Entered if quantity > 0 else Stock.Left
            more = {} if quantity > 0 else {"unit": "", "reason": "", "note": ""}
            at = JULY + timedelta(hours=hours)
            self._tell(region, kind, at, fact=self.id(), quantity=abs(quantity), cause=cause, **values, **more)

    def work(self, region: str, party: str, kilograms: str, waste: str, *, county: str = "445322") -> None:
        went_in = Decimal(kilograms)
        self._tell(
            region, Transformation.Recorded, JULY, transformation=self.id(), kind="grade", site="shed", party=party,
            county=county, step="grade", limits=KEEPING, balanced=True,
            inputs=(Line(f"01/{WAMPEE}/10/IN", went_in),), waste=Decimal(waste), note="",
            outputs=(Output(f"01/{WAMPEE}/10/OUT", WAMPEE, went_in - Decimal(waste)),),
        )  # fmt: skip

    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"journey|{next(self.numbers)}")

    def _receipt(
        self, region: str, kind: str, at: datetime, party: str, site: str, county: str, from_party: str,
        from_site: str, from_county: str, reference: str, line: Received,
    ) -> UUID:  # fmt: skip
        receipt = self.id()
        self._tell(
            region, Receipt.Recorded, at, receipt=receipt, fact=receipt, kind=kind, party=party, site=site,
            county=county, from_party=from_party, from_region=region, from_site=from_site, from_county=from_county,
            reference=reference, lines=(line,), units=(), proof=Proof("none", reason="x"), difference="", note="",
        )  # fmt: skip
        return receipt

    def _tell(self, region: str, what: Any, at: datetime, **values: object) -> None:
        facts, stream = self.facts.setdefault(region, []), self.id()
        event = what(originator_id=stream, originator_version=1, timestamp=at, **values)
        command = values.get("fact", stream)
        assert isinstance(command, UUID)
        facts.append(Fact(region, len(facts) + 1, at, command, 0, stream, 1, at, event))
