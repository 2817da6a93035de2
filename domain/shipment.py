"""Shipment: goods on their way; it owns what is in transit. Named by its dispatch, in the origin's region."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyRegistered, NotYours, UnknownShipment
from domain.values import Shipped

PURPOSES = ("sale", "transfer", "return")
MODES = ("road", "rail", "sea", "air", "hand")


class Given(NamedTuple):
    """The goods went from one party to the next on the way."""

    at: datetime
    fact: UUID
    from_party: str
    to_party: str


def in_hand(first: Collection[str], given: Iterable[Given]) -> list[Given]:
    """Those that count, in their order: each by a party that had the goods, from the `first` ones on.

    What another party says of a shipment is recorded, but passes nothing on, whichever order the facts arrived in.
    """
    hands, counted, rest = set(first), list[Given](), list(given)
    while some := [one for one in rest if one.from_party in hands]:
        counted += some
        hands.update(one.to_party for one in some)
        rest = [one for one in rest if one not in some]
    return sorted(counted)


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
        self.to_party = ""
        self.lines: tuple[Shipped, ...] = ()
        self.from_site = ""
        self.first = ""
        self.given: set[Given] = set()
        self.arrivals: set[str] = set()

    @property
    def hands(self) -> set[str]:
        """Who sent it, and who had it since; nobody while its dispatch is not known."""
        first = {self.party, self.first} - {""}
        return first | {one.to_party for one in in_hand(first, self.given)}

    @property
    def carrier(self) -> str:
        """Who has it, or had it last on the way; empty when the sender carries it."""
        given = in_hand({self.party, self.first} - {""}, self.given)
        return given[-1].to_party if given else self.first

    @property
    def arrived(self) -> bool:
        """Whether one who had it, or who expects it, says so."""
        return bool(self.party) and not self.arrivals.isdisjoint(self.hands | {self.to_party})

    def dispatch(self, act: Act, **values: object) -> None:
        """Values as in `Dispatched`."""
        if self.party:
            raise AlreadyRegistered(shipment=act.id)
        self.record(Shipment.Dispatched, act, shipment=act.id, fact=act.id, note=act.note, **values)

    def hand_over(self, act: Act, *, shipment: UUID, to_party: str, county: str, seal: str) -> None:
        giver = self._taking_part(act, shipment, self.hands, self.carrier or self.party)
        self.record(
            Shipment.HandedOver,
            act,
            shipment=shipment,
            fact=act.id,
            from_party=giver,
            to_party=to_party,
            county=county,
            seal=seal,
            note=act.note,
        )

    def arrive(self, act: Act, *, shipment: UUID, site: str, county: str, seal: str) -> None:
        teller = self._taking_part(act, shipment, self.hands | {self.to_party}, self.to_party)
        self.record(
            Shipment.Arrived,
            act,
            shipment=shipment,
            fact=act.id,
            party=teller,
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

    def _taking_part(self, act: Act, shipment: UUID, parties: set[str], spoken_for: str) -> str:
        """Which party says so: online, one of `parties`; an administrator speaks for `spoken_for`.

        What was observed may be a link of the chain whose earlier ones come later.
        """
        if act.party in parties:
            return act.party
        if self.party and act.role == "administrator":
            return spoken_for
        if act.observed:
            return act.party
        if not self.party:
            raise UnknownShipment(shipment=shipment)
        raise NotYours(shipment=shipment)

    @event(Dispatched)
    def _dispatched(self, party: str, carrier: str, to_party: str, lines: tuple[Shipped, ...], from_site: str) -> None:
        self.party, self.lines, self.from_site, self.to_party = party, lines, from_site, to_party
        self.first = carrier

    @event(HandedOver)
    def _handed_over(self, fact: UUID, from_party: str, to_party: str, timestamp: datetime) -> None:
        self.given.add(Given(timestamp, fact, from_party, to_party))

    @event(Arrived)
    def _arrived(self, party: str) -> None:
        self.arrivals.add(party)

    @event(Corrected)
    def _corrected(self, lines: tuple[Shipped, ...]) -> None:
        self.lines = lines
