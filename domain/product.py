"""Product: what is traded, named by its GTIN (product and pack, never a grower)."""

from __future__ import annotations

from decimal import Decimal

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyRegistered
from domain.values import Pack, Yield

KEEPING = Yield("keep", Decimal("0.995"), Decimal("1.000"), source="scale error of trade scales, 0.5 %, to one side")
"""What only sorts, splits or packs may lose the error of a scale, but never gains: over a chain it would add up."""


class Product(Aggregate):
    """A kind of goods with its measure, trade packs and the yields that processing into it may have."""

    KIND = "product"
    TOPIC = "product"

    class Event(Aggregate.Event):
        TOPIC = "product:event"

    class Registered(Event):
        """`measure`: kg or piece. `season`: months. `certificate`: inside the seven classes that need a 合格证.

        `cap_per_mu`: tonnes a 亩 may bear in a season; `keeping_days`: shelf life; None where nobody says.
        """

        TOPIC = "product:registered"
        product: str
        name_zh: str
        name_en: str
        category: str
        measure: str
        county: str
        origin_mark: str
        packs: tuple[Pack, ...]
        yields: tuple[Yield, ...]
        season: tuple[int, ...]
        certificate: bool
        keeping_days: int | None
        cap_per_mu: Decimal | None
        demo: bool

    def __init__(self) -> None:
        self.product = ""
        self.name_zh = ""
        self.name_en = ""
        self.category = ""
        self.measure = "kg"
        self.packs: tuple[Pack, ...] = ()
        self.yields: tuple[Yield, ...] = ()
        self.certificate = False

    def register(self, act: Act, **values: object) -> None:
        """Values as in `Registered`."""
        if self.product:
            raise AlreadyRegistered(product=self.product)
        self.record(Product.Registered, act, **values)

    def yield_of(self, step: str) -> Yield:
        """The range in force for a step that makes this product; what only sorts, splits or packs keeps its weight."""
        return next((one for one in self.yields if one.step == step), KEEPING)

    @event(Registered)
    def _registered(
        self,
        product: str,
        name_zh: str,
        name_en: str,
        category: str,
        measure: str,
        packs: tuple[Pack, ...],
        yields: tuple[Yield, ...],
        certificate: bool,
    ) -> None:
        self.category = category
        self.product, self.name_zh, self.name_en, self.measure = product, name_zh, name_en, measure
        self.packs, self.yields, self.certificate = packs, yields, certificate
