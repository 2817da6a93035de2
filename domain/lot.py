"""Lot: identity and origin of a quantity with one history; how much is left of it is Stock's matter."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.measure import Quantity


class Lot(Aggregate):
    """A harvest lot (采收批次) or a lot that a transformation made; key is the path 01/{gtin}/10/{lot}."""

    KIND = "lot"
    TOPIC = "lot"

    class Event(Aggregate.Event):
        TOPIC = "lot:event"

    class Harvested(Event):
        """Picked, dug, cut or caught at `site` on `day` (Asia/Shanghai). Baskets of one day may add up in one lot."""

        TOPIC = "lot:harvested"
        fact: UUID
        lot: str
        product: str
        party: str
        site: str
        county: str
        day: date
        quantity: Quantity
        note: str

    class Made(Event):
        """Came out of transformation `transformation` at `site`."""

        TOPIC = "lot:made"
        fact: UUID
        lot: str
        product: str
        party: str
        site: str
        county: str
        transformation: UUID
        quantity: Quantity

    class CodeCollided(Event):
        """The code `wanted` belonged to another harvest already, so this one was recorded under this lot's code."""

        TOPIC = "lot:code_collided"
        fact: UUID
        wanted: str
        lot: str

    class HarvestCorrected(Event):
        """The quantity of harvest `corrects` was wrong; None says that the harvest did not happen."""

        TOPIC = "lot:harvest_corrected"
        fact: UUID
        corrects: UUID
        lot: str
        quantity: Quantity | None
        reason: str
        note: str

    def __init__(self) -> None:
        self.lot = ""
        self.product = ""
        self.origin: tuple[str, str, date] | None = None
        self.harvests: set[UUID] = set()

    def clashes(self, party: str, site: str, day: date) -> bool:
        """True when the code is taken by something else than the same party's harvest at the same site that day."""
        return bool(self.lot) and self.origin != (party, site, day)

    def harvest(
        self, act: Act, *, lot: str, product: str, party: str, site: str, county: str, day: date, quantity: Quantity
    ) -> None:
        self.record(
            Lot.Harvested,
            act,
            fact=act.id,
            lot=lot,
            product=product,
            party=party,
            site=site,
            county=county,
            day=day,
            quantity=quantity,
            note=act.note,
        )

    def make(self, act: Act, *, lot: str, product: str, party: str, site: str, county: str, quantity: Quantity) -> None:
        self.record(
            Lot.Made,
            act,
            fact=act.id,
            lot=lot,
            product=product,
            party=party,
            site=site,
            county=county,
            transformation=act.id,
            quantity=quantity,
        )

    def collide(self, act: Act, *, wanted: str, lot: str) -> None:
        self.record(Lot.CodeCollided, act, fact=act.id, wanted=wanted, lot=lot)

    def correct_harvest(self, act: Act, *, corrects: UUID, quantity: Quantity | None, reason: str) -> None:
        self.record(
            Lot.HarvestCorrected,
            act,
            fact=act.id,
            corrects=corrects,
            lot=self.lot,
            quantity=quantity,
            reason=reason,
            note=act.note,
        )

    @event(Harvested)
    def _harvested(self, fact: UUID, lot: str, product: str, party: str, site: str, day: date) -> None:
        self.lot, self.product, self.origin = lot, product, (party, site, day)
        self.harvests.add(fact)

    @event(Made)
    def _made(self, lot: str, product: str) -> None:
        self.lot, self.product = lot, product
