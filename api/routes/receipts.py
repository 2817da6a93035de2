"""Receipts: purchases from growers with proof, refusals, and what arrives from a shipment or on a voucher."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from api.auth import Member
from api.command import Call, CommandBody, command
from api.fields import (
    AmountBody,
    Body,
    Code,
    CountyCode,
    GoodsBody,
    LotId,
    Number,
    PartyId,
    RegionName,
    Sha256,
    SiteId,
    UnitId,
    distinct,
    whole,
)
from domain import commands
from domain.commands.goods import Outcome
from domain.commands.receiving import Arrival
from domain.values import Proof


class ProofBody(Body):
    """What the law asks a purchaser to collect; `reason`: a code, when there is none."""

    kind: Literal["certificate_number", "certificate_photo", "test", "none"]
    number: Number | None = None
    evidence: Sha256 | None = None
    reason: Code | None = None

    def read(self) -> Proof:
        return Proof(self.kind, self.number or "", self.evidence or "", self.reason or "")


class ArrivalBody(Body):
    """One lot at the gate; `expected` is what the papers say."""

    lot: LotId
    accepted: AmountBody
    expected: AmountBody | None = None
    rejected: AmountBody | None = None
    reason: Code | None = None
    unit: UnitId | None = None

    def read(self) -> Arrival:
        return Arrival(
            self.lot,
            accepted=self.accepted.read(),
            expected=self.expected and self.expected.read(),
            rejected=self.rejected and self.rejected.read(),
            reason=self.reason or "",
            unit=self.unit or "",
        )


def _canonical(number: str) -> str:
    """An id of ours in its one spelling; any other number as it is."""
    try:
        return str(UUID(number))
    except ValueError:
        return number


Reference = Annotated[Number, AfterValidator(_canonical)]
Arrivals = Annotated[tuple[ArrivalBody, ...], Field(min_length=1, max_length=500)]
Goods = Annotated[tuple[GoodsBody, ...], Field(min_length=1, max_length=500)]
Units = Annotated[tuple[UnitId, ...], Field(max_length=500), AfterValidator(distinct)]


class Purchase(CommandBody):
    """收购 from a grower of the same region; `difference`: a code, why more came than the grower's stock shows."""

    site: SiteId
    from_site: SiteId
    from_party: PartyId | None = None
    goods: Goods
    proof: ProofBody
    difference: Code | None = None


class PurchaseRefusal(CommandBody):
    """无证不得收购: what was sent away."""

    site: SiteId
    from_party: PartyId
    lots: Annotated[tuple[LotId, ...], Field(min_length=1, max_length=500)]
    reason: Code


class Receipt(CommandBody):
    """The receiver's own fact; `reference` is the shipment's id or the voucher's number."""

    site: SiteId
    kind: Literal["shipment", "voucher"]
    reference: Reference
    from_party: PartyId
    from_region: RegionName
    from_site: SiteId | None = None
    from_county: CountyCode | None = None
    arrivals: Arrivals
    units: Units = ()
    proof: ProofBody | None = None


@command("/purchases", Member)
def receive_purchase(call: Call, body: Purchase) -> Outcome:
    """Purchase from a grower, with proof or the reason for its absence."""
    return commands.receive_purchase(
        call.desk,
        site=body.site,
        from_party=body.from_party or "",
        from_site=body.from_site,
        goods=whole(body.goods),
        proof=body.proof.read(),
        difference=body.difference or "",
    )


@command("/purchase-refusals", Member)
def refuse_purchase(call: Call, body: PurchaseRefusal) -> Outcome:
    """Refuse to purchase."""
    return commands.refuse_purchase(
        call.desk, site=body.site, from_party=body.from_party, lots=body.lots, reason=body.reason
    )


@command("/receipts", Member)
def receive_goods(call: Call, body: Receipt) -> Outcome:
    """Receive a shipment of any region, or goods on a sales voucher."""
    call.must_be_region(body.from_region)
    return commands.receive_goods(
        call.desk,
        site=body.site,
        kind=body.kind,
        reference=body.reference,
        from_party=body.from_party,
        from_region=body.from_region,
        from_site=body.from_site or "",
        from_county=body.from_county or "",
        arrivals=[one.read() for one in body.arrivals],
        units=body.units,
        proof=body.proof.read() if body.proof else Proof("none", reason="not_asked"),
    )
