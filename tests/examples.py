"""One example of every event that was ever recorded; the golden files are their stored form."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as D
from typing import Any
from uuid import UUID

from eventsourcing.domain import AggregateEvent

from domain.act import SHANGHAI
from domain.breach import Breach
from domain.case import Case
from domain.handover import Handover
from domain.logistic_unit import LogisticUnit
from domain.lot import Lot
from domain.measure import Quantity
from domain.membership import Membership
from domain.party import Party
from domain.product import Product
from domain.receipt import Receipt
from domain.sale import Sale
from domain.shipment import Shipment
from domain.site import Site
from domain.stock import Stock
from domain.trace_code import TraceCode
from domain.transformation import Transformation
from domain.values import Line, Output, Pack, Point, Proof, Received, Shipped, Yield

FACT = UUID("01980000-0000-7000-8000-000000000001")
OTHER = UUID("01980000-0000-7000-8000-000000000002")
STREAM = UUID("5f0e3d0a-2c6b-5b8e-9c1d-000000000001")
NOON = datetime(2026, 7, 9, 12, 30, 15, 250000, SHANGHAI)
PRODUCT, LOT, NEXT = "09520000000011", "01/09520000000011/10/2607090000000P", "01/09520000000011/10/260709EYHAK84N"
PARTY, BUYER, SITE, MARKET = "9520000000004", "9520000000011", "9520000000028", "9520000000035"
CARTON, PALLET = "095200000000000018", "195200000000000015"
KILOS, QUANTITY = D("100.000"), Quantity(D("100.000"), "kg", "200", "jin")
KEEP = Yield("keep", D("0.995"), D("1.005"), "scale error of trade scales, 0.5 %")
HERE = {"lot": LOT, "site": SITE, "fact": FACT}
MOVED = {"party": PARTY, "product": PRODUCT, "quantity": KILOS}
WORK: dict[str, Any] = {
    "transformation": FACT,
    "inputs": (Line(LOT, KILOS),),
    "outputs": (Output(NEXT, PRODUCT, D("95.000")),),
    "waste": D("5.000"),
}
UNIT = {"unit": CARTON, "fact": FACT}
SHIPMENT = {"shipment": FACT, "fact": FACT}
HANDOVER = {"handover": FACT, "fact": FACT}
RECEIPT = {"receipt": FACT, "fact": FACT}
SALE: dict[str, Any] = {
    "sale": FACT,
    "fact": FACT,
    "party": PARTY,
    "site": SITE,
    "lines": (Shipped(LOT, KILOS, CARTON),),
}
ROLL = {"product": PRODUCT, "roll": "ABCD", "fact": FACT}
CHANGED = {"party": PARTY, "fact": FACT, "by": BUYER}
PERSON, INVITER = "1f0c6f3e-5a0e-4d86-9a53-0c2f6f1f7a10", "7d9f8f5c-3a58-4d0f-8f43-6b1c2f0a9b21"
CASE = {"party": PARTY, "number": "粤市监稽〔2026〕17号", "fact": FACT}
MEMBER = CHANGED | {"person": PERSON}
ARRIVED = (Received(LOT, D("99.000"), KILOS, D("1.000"), "rotten", CARTON),)


def _example(event: Any, **values: object) -> AggregateEvent:
    return event(originator_id=STREAM, originator_version=1, timestamp=NOON, **values)


EXAMPLES: tuple[AggregateEvent, ...] = (
    _example(
        Party.Registered,
        party=PARTY,
        kind="cooperative",
        name="郁南黄皮合作社",
        county="445322",
        credit_code="91440000MA4UXXXX0X",
        cooperative="",
        vault="",
    ),
    _example(Party.Verified, **CHANGED, credit_code="91350100M000100Y43", paper="business_licence"),
    _example(Party.Suspended, **CHANGED, reason="residue_found", note=""),
    _example(Party.Resumed, **CHANGED, reason="mended", note=""),
    _example(Party.ActingGranted, **CHANGED, cooperative=BUYER, paper="written_consent"),
    _example(Party.ActingEnded, **CHANGED, cooperative=BUYER, reason="own_phone"),
    _example(Party.ManagerNamed, **MEMBER),
    _example(Party.ManagerEnded, **MEMBER),
    _example(Membership.Joined, **MEMBER, role="packer", invitation=OTHER, inviter=INVITER),
    _example(Membership.RoleChanged, **MEMBER, before="packer", role="supervisor"),
    _example(Membership.JurisdictionGiven, **MEMBER, jurisdiction="4453"),
    _example(Membership.Suspended, **MEMBER, reason="under_review"),
    _example(Membership.Resumed, **MEMBER, reason="cleared"),
    _example(Membership.Left, **MEMBER),
    _example(Membership.Ended, **MEMBER, reason="season_over"),
    _example(
        Site.Registered,
        site=SITE,
        party=PARTY,
        kind="packhouse",
        name="建城包装场",
        county="445322",
        town="建城镇",
        point=Point(D("23.237300"), D("111.530180"), 8),
        outline=(Point(D("23.2"), D("111.5")), Point(D("23.3"), D("111.5"))),
        datum="gcj02",
        area_mu=D("12.5"),
        vault="",
    ),
    _example(
        Product.Registered,
        product=PRODUCT,
        name_zh="郁南无核黄皮",
        name_en="Yunan seedless wampee",
        category="fruit",
        measure="kg",
        county="445322",
        origin_mark="郁南无核黄皮 2004-06-03",
        packs=(Pack("jian", D("10.000")),),
        yields=(Yield("dry", D("0.18"), D("0.22"), "trade practice"),),
        season=(6, 7, 8),
        certificate=True,
        keeping_days=12,
        cap_per_mu=D("1.0"),
        demo=True,
    ),
    _example(
        Lot.Harvested,
        fact=FACT,
        lot=LOT,
        product=PRODUCT,
        party=PARTY,
        site=SITE,
        county="445322",
        day=date(2026, 7, 9),
        quantity=QUANTITY,
        note="",
    ),
    _example(
        Lot.Made,
        fact=FACT,
        lot=NEXT,
        product=PRODUCT,
        party=PARTY,
        site=SITE,
        county="445322",
        transformation=FACT,
        quantity=QUANTITY,
    ),
    _example(Lot.CodeCollided, fact=FACT, wanted=LOT, lot=NEXT),
    _example(Lot.HarvestCorrected, fact=OTHER, corrects=FACT, lot=LOT, quantity=QUANTITY, reason="typing", note=""),
    _example(Stock.Entered, **HERE, **MOVED, cause="harvested"),
    _example(Stock.Left, **HERE, **MOVED, cause="sold", unit=CARTON, reason="", note=""),
    _example(Stock.Counted, **HERE, **MOVED, note=""),
    _example(Stock.Packed, **HERE, unit=CARTON, quantity=KILOS),
    _example(Stock.Unpacked, **HERE, unit=CARTON, quantity=KILOS),
    _example(Stock.Held, **HERE, hold=FACT, reason="inspection", note="", by=""),
    _example(Stock.Released, **HERE, hold=OTHER, reason="retest_negative", note=""),
    _example(Stock.MovementCorrected, **HERE, corrects=OTHER, unit="", quantity=None, reason="typing"),
    _example(Stock.Overdrawn, **HERE, quantity=KILOS),
    _example(Stock.OverdraftClosed, **HERE, how="arrived", reason="", note=""),
    _example(
        Transformation.Recorded,
        **WORK,
        kind="grade",
        site=SITE,
        party=PARTY,
        county="445322",
        step="",
        limits=KEEP,
        balanced=True,
        note="",
    ),
    _example(Transformation.Corrected, **WORK, fact=OTHER, reason="typing", note=""),
    _example(
        LogisticUnit.Packed, **UNIT, kind="carton", site=SITE, party=PARTY, contents=(Line(LOT, KILOS),), units=()
    ),
    _example(LogisticUnit.Unpacked, **UNIT, site=SITE, party=PARTY, contents=(Line(LOT, KILOS),), units=()),
    _example(LogisticUnit.Nested, **UNIT, parent=PALLET, site=SITE),
    _example(LogisticUnit.Dispatched, **UNIT, shipment=FACT, site=SITE, party=PARTY),
    _example(LogisticUnit.Received, **UNIT, receipt=FACT, site=MARKET, party=BUYER, contents=(Line(LOT, KILOS),)),
    _example(
        Shipment.Dispatched,
        **SHIPMENT,
        party=PARTY,
        from_site=SITE,
        from_county="445322",
        to_region="guangzhou",
        to_site=MARKET,
        to_county="440111",
        to_party=BUYER,
        carrier=PARTY,
        mode="road",
        purpose="sale",
        returns="",
        lines=(Shipped(LOT, KILOS, CARTON),),
        units=(CARTON,),
        seal="S1",
        vehicle="",
        note="",
    ),
    _example(Shipment.HandedOver, **SHIPMENT, from_party=PARTY, to_party=BUYER, county="445302", seal="S1", note=""),
    _example(Shipment.Arrived, **SHIPMENT, party=PARTY, site=MARKET, county="440111", seal="S1", note=""),
    _example(Shipment.Corrected, **SHIPMENT, corrects=FACT, lines=(Shipped(LOT, KILOS),), reason="typing", note=""),
    _example(Handover.Offered, **HANDOVER, party=PARTY, site=SITE, to_party=BUYER, lines=(Line(LOT, KILOS),), note=""),
    _example(
        Handover.Accepted,
        **HANDOVER,
        party=PARTY,
        site=SITE,
        to_party=BUYER,
        to_site=MARKET,
        county="445322",
        lines=ARRIVED,
        note="",
    ),
    _example(Handover.Rejected, **HANDOVER, party=BUYER, reason="late", note=""),
    _example(
        Receipt.Recorded,
        **RECEIPT,
        kind="purchase",
        party=BUYER,
        site=MARKET,
        county="440111",
        from_party=PARTY,
        from_region="yunfu",
        from_site=SITE,
        from_county="445322",
        reference="",
        lines=ARRIVED,
        units=(CARTON,),
        proof=Proof("certificate_number", "HGZ-1"),
        difference="",
        note="",
    ),
    _example(
        Receipt.PurchaseRefused,
        **RECEIPT,
        party=BUYER,
        site=MARKET,
        county="440111",
        from_party=PARTY,
        lots=(LOT,),
        reason="no_proof",
        note="",
    ),
    _example(Receipt.Corrected, **RECEIPT, lines=ARRIVED, reason="typing", note=""),
    _example(
        Sale.SoldWholesale,
        **SALE,
        county="440111",
        voucher="XS0001",
        buyer=BUYER,
        buyer_region="shenzhen",
        vault="",
        note="",
    ),
    _example(Sale.SoldRetail, **SALE, county="440111", note=""),
    _example(Sale.Returned, **SALE, reason="unripe", restocked=True, note=""),
    _example(Sale.Corrected, **SALE, reason="typing", note=""),
    _example(TraceCode.RollIssued, **ROLL, party=PARTY, serials=("ABCD000000000001", "ABCD000000000002")),
    _example(TraceCode.LabelsBound, **ROLL, lot=LOT, serials=("ABCD000000000001",), party="", site=""),
    _example(TraceCode.LabelReprinted, **ROLL, serials=("ABCD000000000001",), reason="torn"),
    _example(TraceCode.LabelVoided, **ROLL, serials=("ABCD000000000002",), reason="torn"),
    _example(Breach.Recorded, fact=FACT, party=PARTY, site=SITE, county="445322"),
    _example(Case.Opened, **CASE, subject=LOT, reason="suspected_residue", jurisdiction="440111", note=""),
    _example(Case.Closed, **CASE, outcome="unfounded", note=""),
)
