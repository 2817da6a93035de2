"""Receipt: the other end of a journey, written by the receiver in its own region; never into the origin's streams."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyRegistered, ProofMissing
from domain.values import Proof, Received

KINDS = ("purchase", "shipment", "voucher")


class Receipt(Aggregate):
    """Named by its command id. A `purchase` is from a grower, with proof; the other kinds name what they answer."""

    KIND = "receipt"
    TOPIC = "receipt"

    class Event(Aggregate.Event):
        TOPIC = "receipt:event"
        receipt: UUID
        fact: UUID

    class Recorded(Event):
        """`reference`: the shipment or voucher; `difference`: why more came than the giver's stock shows."""

        TOPIC = "receipt:recorded"
        kind: str
        party: str
        site: str
        county: str
        from_party: str
        from_region: str
        from_site: str
        from_county: str
        reference: str
        lines: tuple[Received, ...]
        units: tuple[str, ...]
        proof: Proof
        difference: str
        note: str

    class PurchaseRefused(Event):
        """无证不得收购: the purchaser sent the goods away."""

        TOPIC = "receipt:purchase_refused"
        party: str
        site: str
        county: str
        from_party: str
        lots: tuple[str, ...]
        reason: str
        note: str

    class Corrected(Event):
        """The whole lines of the receipt, anew; none: it did not happen."""

        TOPIC = "receipt:corrected"
        lines: tuple[Received, ...]
        reason: str
        note: str

    def __init__(self) -> None:
        self.party = ""
        self.site = ""
        self.from_site = ""
        self.kind = ""
        self.lines: tuple[Received, ...] = ()

    def receive(self, act: Act, *, kind: str, proof: Proof, **values: object) -> None:
        """Values as in `Recorded`. A purchase without certificate, test or stated reason is refused."""
        if self.party:
            raise AlreadyRegistered(receipt=act.id)
        if kind == "purchase" and not proven(proof):
            raise ProofMissing(proof=proof.kind)
        self.record(Receipt.Recorded, act, receipt=act.id, fact=act.id, kind=kind, proof=proof, note=act.note, **values)

    def refuse(self, act: Act, *, site: str, county: str, from_party: str, lots: tuple[str, ...], reason: str) -> None:
        self.record(
            Receipt.PurchaseRefused,
            act,
            receipt=act.id,
            fact=act.id,
            party=act.party,
            site=site,
            county=county,
            from_party=from_party,
            lots=lots,
            reason=reason,
            note=act.note,
        )

    def correct(self, act: Act, *, receipt: UUID, lines: tuple[Received, ...], reason: str) -> None:
        self.record(Receipt.Corrected, act, receipt=receipt, fact=act.id, lines=lines, reason=reason, note=act.note)

    @event(Recorded)
    def _recorded(self, kind: str, party: str, site: str, from_site: str, lines: tuple[Received, ...]) -> None:
        self.kind, self.party, self.site, self.from_site, self.lines = kind, party, site, from_site, lines

    @event(Corrected)
    def _corrected(self, lines: tuple[Received, ...]) -> None:
        self.lines = lines


def proven(proof: Proof) -> bool:
    """Whether the purchaser did what the law asks: a certificate, its photo, a test, or a stated reason for none."""
    match proof.kind:
        case "certificate_number" | "test":
            return bool(proof.number or proof.evidence)
        case "certificate_photo":
            return bool(proof.evidence)
        case _:
            return bool(proof.reason)
