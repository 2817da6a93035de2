"""Shipment: goods on their way; it owns what is in transit. Named by its dispatch, in the origin's region."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import NotYours, UnknownShipment
from domain.values import Shipped

PURPOSES = ("sale", "transfer", "return")
MODES = ("road", "rail", "sea", "air", "hand")


class Shipment(Aggregate):
    """Dispatched, handed over to carriers on the way, arrived. The other end writes a Receipt in its own region."""

    KIND = "shipment"
    TOPIC = "shipment"

    class Event(Aggregate.Event):
        TOPIC = "shipment:event"
        shipment: UUID
        fact: UUID

    class Dispatched(Event):
        """`lines` name every lot aboard, in its unit or loose. `vehicle` refers to plate and driver in the vault."""

        TOPIC = "shipment:dispatched"
        party: str
        from_site: str
        from_county: str
        to_region: str
        to_site: str
        to_county: str
        to_party: str
        carrier: str
        mode: str
        purpose: str
        returns: str
        lines: tuple[Shipped, ...]
        units: tuple[str, ...]
        seal: str
        vehicle: str
        note: str

    class HandedOver(Event):
        """`to_party` has it now (a carrier, or the next one), at `county`."""

        TOPIC = "shipment:handed_over"
        from_party: str
        to_party: str
        county: str
        seal: str
        note: str

    class Arrived(Event):
        """At the gate of `site` in `county`; what was accepted is the receiver's fact."""

        TOPIC = "shipment:arrived"
        party: str
        site: str
        county: str
        seal: str
        note: str

    class Corrected(Event):
        """The whole lines of the dispatch, anew; none: it did not leave."""

        TOPIC = "shipment:corrected"
        corrects: UUID
        lines: tuple[Shipped, ...]
        reason: str
        note: str

    def __init__(self) -> None:
        self.party = ""
        self.carrier = ""
        self.to_party = ""
        self.lines: tuple[Shipped, ...] = ()
        self.from_site = ""
        self.arrived = False
        self.hands: set[str] = set()

    def dispatch(self, act: Act, **values: object) -> None:
        """Values as in `Dispatched`."""
        self.record(Shipment.Dispatched, act, shipment=act.id, fact=act.id, note=act.note, **values)

    def hand_over(self, act: Act, *, shipment: UUID, to_party: str, county: str, seal: str) -> None:
        self._must_take_part(act, shipment, self.hands)
        self.record(
            Shipment.HandedOver,
            act,
            shipment=shipment,
            fact=act.id,
            from_party=act.party,
            to_party=to_party,
            county=county,
            seal=seal,
            note=act.note,
        )

    def arrive(self, act: Act, *, shipment: UUID, site: str, county: str, seal: str) -> None:
        self._must_take_part(act, shipment, self.hands | {self.to_party})
        self.record(
            Shipment.Arrived,
            act,
            shipment=shipment,
            fact=act.id,
            party=act.party,
            site=site,
            county=county,
            seal=seal,
            note=act.note,
        )

    def correct(self, act: Act, *, corrects: UUID, lines: tuple[Shipped, ...], reason: str) -> None:
        self.record(
            Shipment.Corrected,
            act,
            shipment=corrects,
            fact=act.id,
            corrects=corrects,
            lines=lines,
            reason=reason,
            note=act.note,
        )

    def _must_take_part(self, act: Act, shipment: UUID, parties: set[str]) -> None:
        """Online, one of `parties`; what was observed may be a link of the chain whose earlier ones come later."""
        if act.observed:
            return
        if not self.party:
            raise UnknownShipment(shipment=shipment)
        if act.party not in parties and act.role != "administrator":
            raise NotYours(shipment=shipment)

    @event(Dispatched)
    def _dispatched(self, party: str, carrier: str, to_party: str, lines: tuple[Shipped, ...], from_site: str) -> None:
        self.party, self.lines, self.from_site, self.to_party = party, lines, from_site, to_party
        self.carrier = self.carrier or carrier
        self.hands.update({party, carrier} - {""})

    @event(HandedOver)
    def _handed_over(self, to_party: str) -> None:
        self.carrier = to_party
        self.hands.add(to_party)

    @event(Arrived)
    def _arrived(self) -> None:
        self.arrived = True

    @event(Corrected)
    def _corrected(self, lines: tuple[Shipped, ...]) -> None:
        self.lines = lines
