"""What happens to lots in a made-up season: the events that the domain would have told, without deciding anything."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from eventsourcing.domain import AggregateEvent

from bench.season_tell import EVERYTHING, PRODUCT, Place, Tell, Teller
from domain.logistic_unit import LogisticUnit
from domain.lot import Lot
from domain.measure import Quantity
from domain.party import Party
from domain.product import KEEPING, Product
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.site import Site
from domain.stock import Stock
from domain.transformation import Transformation
from domain.values import ZERO, Line, Output, Point, Proof, Received, Shipped

WHOLE: Final = Decimal("500.000")
"""Kilograms of a lot, so that mixtures add up without arithmetic."""
PLACES: Final = 200
PROOF: Final = Proof("certificate_number", "HGZ445322260101")
POINT: Final = Point(Decimal("23.237300"), Decimal("111.530180"))


class Season(Teller):
    """A stream's versions follow from what happens to it, so nothing is remembered and memory stays small."""

    def __init__(
        self,
        region: str,
        county: str,
        tell: Tell,
        seed: int,
        wanted: Collection[type[AggregateEvent]] = EVERYTHING,
    ) -> None:
        super().__init__(tell, seed, wanted)
        self.region = region
        self.places = [self.new_place(county) for _ in range(PLACES)]

    def register_product(self) -> None:
        """The one product; for the commons."""
        self.event(
            Product, Product.Registered, PRODUCT, product=PRODUCT, name_zh="测试果", name_en="Test fruit",
            category="fruit", measure="kg", county="445322", origin_mark="", packs=(), yields=(), season=(),
            certificate=True, keeping_days=None, cap_per_mu=None, demo=True,
        )  # fmt: skip

    def register_places(self) -> None:
        """Every party and site of the region."""
        for place in self.places:
            self.event(
                Party, Party.Registered, place.party, party=place.party, kind="packhouse", name="测试包装场",
                county=place.county, credit_code="", cooperative="", vault="",
            )  # fmt: skip
            self.event(
                Site, Site.Registered, place.site, site=place.site, party=place.party, kind="packhouse",
                name="测试包装场", county=place.county, town="", point=POINT, outline=(), datum="WGS-84",
                area_mu=None, vault="",
            )  # fmt: skip

    def harvest(self, place: Place, quantity: Decimal = WHOLE) -> str:
        """2 events."""
        fact, lot = self.command(), self.new_lot()
        origin = {"party": place.party, "site": place.site, "county": place.county}
        self.event(
            Lot, Lot.Harvested, lot, fact=fact, lot=lot, product=PRODUCT, day=self.now.date(),
            quantity=Quantity(quantity, "kg", f"{quantity}", "kg"), note="", **origin,
        )  # fmt: skip
        self.enter(lot, place, fact, quantity, "harvested")
        return lot

    def transform(
        self, kind: str, place: Place, inputs: Sequence[tuple[str, int]], outputs: int, quantity: Decimal = WHOLE
    ) -> list[str]:
        """Lots, with the versions of their stocks at `place`, become new ones of `quantity`; 1 + in + 2 out events."""
        fact, made = self.command(), [self.new_lot() for _ in range(outputs)]
        each = quantity * outputs / len(inputs)
        origin = {"party": place.party, "site": place.site, "county": place.county}
        self.event(
            Transformation, Transformation.Recorded, fact, transformation=fact, kind=kind, step="", waste=ZERO,
            inputs=tuple([Line(lot, each) for lot, _ in inputs]),
            outputs=tuple([Output(lot, PRODUCT, quantity) for lot in made]),
            limits=KEEPING, balanced=True, note="", **origin,
        )  # fmt: skip
        for lot, version in inputs:
            self.leave(version + 1, lot, place, fact, each, "consumed")
        base = Quantity(quantity, "kg", f"{quantity}", "kg")
        for lot in made:
            values: dict[str, object] = {"fact": fact, "lot": lot, "product": PRODUCT, "transformation": fact}
            self.event(Lot, Lot.Made, lot, quantity=base, **values, **origin)
            self.enter(lot, place, fact, quantity, "produced")
        return made

    def carry(self, lots: Sequence[str], here: Place, there: Place, pallets: int) -> list[tuple[str, int]]:
        """Lots as they were harvested or made, the first `pallets` on pallets, with their stocks' versions there.

        3 events, 2 a loose lot and 9 a lot on a pallet.
        """
        units = [self.new_unit() for _ in range(pallets)] + [""] * (len(lots) - pallets)
        loaded = list(zip(lots, units, strict=True))
        for lot, unit in loaded[:pallets]:
            fact = self.command()
            self.wrap(Stock.Packed, 2, lot, here, fact, WHOLE, unit)
            contents = (Line(lot, WHOLE),)
            self.unit_event(LogisticUnit.Packed, 1, unit, here, fact, kind="pallet", contents=contents, units=())
        shipment = self._dispatch(loaded, here, there)
        for lot, unit in loaded:
            self.leave(3 if unit else 2, lot, here, shipment, WHOLE, "dispatched", unit)
            if unit:
                self.unit_event(LogisticUnit.Dispatched, 2, unit, here, shipment, shipment=shipment)
        arrived = {"party": there.party, "site": there.site, "county": there.county, "seal": "", "note": ""}
        fact = self.command()
        self.event(Shipment, Shipment.Arrived, shipment, 2, shipment=shipment, fact=fact, **arrived)
        return self._receive(shipment, loaded, here, there)

    def sell(self, lot: str, place: Place, version: int) -> None:
        """2 events."""
        sale = self.command()
        self.leave(version + 1, lot, place, sale, WHOLE, "sold")
        self.event(
            Sale, Sale.SoldWholesale, sale, sale=sale, fact=sale, party=place.party, site=place.site,
            lines=(Shipped(lot, WHOLE),), county=place.county, voucher=f"XS{sale.hex[:12]}", buyer="",
            buyer_region="", vault="", note="",
        )  # fmt: skip

    def _dispatch(self, loaded: Sequence[tuple[str, str]], here: Place, there: Place) -> UUID:
        shipment = self.command()
        self.event(
            Shipment, Shipment.Dispatched, shipment, shipment=shipment, fact=shipment, party=here.party,
            from_site=here.site, from_county=here.county, to_region=self.region, to_site=there.site,
            to_county=there.county, to_party=there.party, carrier=here.party, mode="road", purpose="sale", returns="",
            lines=tuple([Shipped(lot, WHOLE, unit) for lot, unit in loaded]),
            units=tuple([unit for _, unit in loaded if unit]), seal="", vehicle="", note="",
        )  # fmt: skip
        return shipment

    def _receive(
        self, shipment: UUID, loaded: Sequence[tuple[str, str]], here: Place, there: Place
    ) -> list[tuple[str, int]]:
        fact = self.command()
        for lot, unit in loaded:
            self.enter(lot, there, fact, WHOLE, "received")
            if unit:
                contents = (Line(lot, WHOLE),)
                self.wrap(Stock.Packed, 2, lot, there, fact, WHOLE, unit)
                self.wrap(Stock.Unpacked, 3, lot, there, fact, WHOLE, unit)
                self.unit_event(LogisticUnit.Received, 3, unit, there, fact, receipt=fact, contents=contents)
                self.unit_event(LogisticUnit.Unpacked, 4, unit, there, fact, contents=contents, units=())
        self.event(
            Receipt, Receipt.Recorded, fact, receipt=fact, fact=fact, kind="shipment", party=there.party,
            site=there.site, county=there.county, from_party=here.party, from_region=self.region, from_site=here.site,
            from_county=here.county, reference=str(shipment),
            lines=tuple([Received(lot, WHOLE, WHOLE, unit=unit) for lot, unit in loaded]),
            units=tuple([unit for _, unit in loaded if unit]), proof=PROOF, difference="", note="",
        )  # fmt: skip
        return [(lot, 3 if unit else 1) for lot, unit in loaded]
