"""The main job in the domain alone: harvest, purchase, grade, pack, dispatch, arrive, receive, sell, correct."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain import commands
from domain.commands.goods import Amount, Goods
from domain.commands.receiving import Arrival
from domain.commands.shipping import Destination
from domain.errors import (
    AlreadyDecided,
    ContentsMissing,
    DoesNotBalance,
    InsufficientStock,
    LabelSpoken,
    LotTaken,
    MoreThanSold,
    NothingToDo,
    NotYours,
    ProofMissing,
    RepeatedLot,
    TooFarAhead,
    TooLate,
    UnitNotHere,
    UnknownHandover,
    UnknownRoll,
    UnknownUnit,
    WrongStore,
)
from domain.logistic_unit import LogisticUnit
from domain.values import Proof
from tests.given import NOON, PEELED, WAMPEE, Story, fact_of, goods

CARTON = "095200000000000018"
PALLET = "195200000000000015"


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def lot(story: Story) -> str:
    return story.purchase(story.harvest("100"), "100")


def _transform(story: Story, inputs: list[Goods], outputs: list[Goods], **changes: Any) -> dict[str, Any]:
    values = {"kind": "grade", "step": "", "site": story.shed, "inputs": inputs, "outputs": outputs, "waste": None}
    return story.when(story.yunfu, story.act(story.packhouse), commands.transform_lots, **(values | changes))


def _purchase(story: Story, lot: str, number: str, **changes: Any) -> dict[str, Any]:
    values = {
        "site": story.shed,
        "from_party": story.household,
        "from_site": story.plot,
        "goods": [goods(lot, number)],
        "proof": Proof("certificate_number", "HGZ-1"),
        "difference": "",
    }
    return (
        {"region": story.yunfu, "act": story.act(story.packhouse), "command": commands.receive_purchase}
        | values
        | changes
    )


def _dispatch(story: Story, *loose: Goods, units: dict[str, list[Goods]] | None = None, **how: Any) -> str:
    to = Destination("guangzhou", story.stall, "440111", story.market)
    return story.when(
        story.yunfu,
        story.act(story.packhouse, **how),
        commands.dispatch_shipment,
        site=story.shed,
        to=to,
        carrier=story.carrier,
        mode="road",
        purpose="sale",
        returns="",
        goods=loose,
        units=units or {},
        seal="S1",
        vehicle="",
    )["shipment"]


def test_a_purchase_needs_proof_or_a_reason(story: Story) -> None:
    lot = story.harvest("10")
    for proof in (Proof("none"), Proof("certificate_number"), Proof("certificate_photo"), Proof("test")):
        assert isinstance(story.refuses(**_purchase(story, lot, "10", proof=proof)), ProofMissing)
    story.when(**_purchase(story, lot, "10", proof=Proof("none", reason="household_exempt")))


def test_a_purchase_of_more_than_was_grown_needs_a_reason_and_keeps_the_difference(story: Story) -> None:
    lot = story.harvest("100")
    assert isinstance(story.refuses(**_purchase(story, lot, "103")), InsufficientStock)
    story.when(**_purchase(story, lot, "103", difference="weighing"))
    line = story.happened[-1].lines[0]
    assert (line.accepted, line.expected) == (103, 100)
    assert (story.on_hand(lot, story.plot), story.on_hand(lot, story.shed)) == (0, 103)


def test_a_refused_purchase_is_a_fact_and_moves_nothing(story: Story) -> None:
    lot = story.harvest("10")
    refuse = {"site": story.shed, "from_party": story.household, "lots": (lot,), "reason": "no_proof"}
    story.when(story.yunfu, story.act(story.packhouse), commands.refuse_purchase, **refuse)
    assert story.topics == ["receipt:purchase_refused"]
    assert story.on_hand(lot, story.plot) == 10


def test_sorting_keeps_the_weight(story: Story, lot: str) -> None:
    first, second = story.lot(number=1), story.lot(number=2)
    with pytest.raises(DoesNotBalance):
        _transform(story, [goods(lot, "100")], [goods(first, "70"), goods(second, "20")], waste=Amount("5", "kg"))
    _transform(story, [goods(lot, "100")], [goods(first, "70"), goods(second, "25")], waste=Amount("5", "kg"))
    assert (story.on_hand(lot, story.shed), story.on_hand(first, story.shed)) == (0, 70)


@pytest.mark.parametrize(("made", "fine"), [("24.9", False), ("25", True), ("35", True), ("35.1", False)])
def test_processing_yields_within_the_products_range(story: Story, lot: str, made: str, fine: bool) -> None:
    output = [goods(story.lot(PEELED, 1), made)]
    if fine:
        _transform(story, [goods(lot, "100")], output, kind="process", step="peel")
        assert story.happened[0].limits.low == Decimal("0.25")
    else:
        with pytest.raises(DoesNotBalance):
            _transform(story, [goods(lot, "100")], output, kind="process", step="peel")


def test_what_an_offline_form_says_is_recorded_even_when_it_does_not_balance(story: Story, lot: str) -> None:
    values = {"kind": "grade", "step": "", "site": story.shed, "waste": None}
    act = story.act(story.packhouse, offline=True)
    story.when(
        story.yunfu,
        act,
        commands.transform_lots,
        inputs=[goods(lot, "100")],
        outputs=[goods(story.lot(number=1), "50")],
        **values,
    )
    assert story.happened[0].balanced is False


def test_a_transformation_names_goods_once_and_makes_new_lots(story: Story, lot: str) -> None:
    for inputs, outputs, refusal in (
        ([], [goods(story.lot(number=1), "1")], NothingToDo),
        ([goods(lot, "1")], [], NothingToDo),
        ([goods(lot, "1"), goods(lot, "1")], [goods(story.lot(number=1), "2")], RepeatedLot),
        ([goods(lot, "1")], [goods(lot, "1")], RepeatedLot),
    ):
        with pytest.raises(refusal):
            _transform(story, inputs, outputs)
    _transform(story, [goods(lot, "1")], [goods(story.lot(number=1), "1")])
    with pytest.raises(LotTaken):
        _transform(story, [goods(lot, "1")], [goods(story.lot(number=1), "1")])


def _packed(story: Story, lot: str, number: str = "40") -> None:
    carton = {"unit": CARTON, "kind": "carton", "site": story.shed, "goods": [goods(lot, number)], "units": ()}
    story.when(story.yunfu, story.act(story.packhouse), commands.pack_unit, **carton)


def test_what_is_packed_is_not_loose(story: Story, lot: str) -> None:
    _packed(story, lot)
    sell = {"site": story.shed, "goods": [goods(lot, "61")]}
    assert isinstance(
        story.refuses(story.yunfu, story.act(story.packhouse), commands.sell_retail, **sell), InsufficientStock
    )
    unpack = {"unit": CARTON, "site": story.shed, "goods": [goods(lot, "40")], "units": ()}
    story.when(story.yunfu, story.act(story.packhouse), commands.unpack_unit, **unpack)
    story.when(story.yunfu, story.act(story.packhouse), commands.sell_retail, **sell)


def test_a_pallet_takes_its_cartons_along(story: Story, lot: str) -> None:
    _packed(story, lot)
    pallet = {"unit": PALLET, "kind": "pallet", "site": story.shed, "goods": [], "units": (CARTON,)}
    story.when(story.yunfu, story.act(story.packhouse), commands.pack_unit, **pallet)
    other = pallet | {"unit": "295200000000000012"}
    assert isinstance(story.refuses(story.yunfu, story.act(story.packhouse), commands.pack_unit, **other), UnitNotHere)
    _dispatch(story, units={PALLET: []})
    shipped = story.happened[-1]
    assert [(line.lot, line.quantity, line.unit) for line in shipped.lines] == [(lot, 40, CARTON)]
    assert set(shipped.units) == {PALLET, CARTON}
    assert story.on_hand(lot, story.shed) == 60
    with pytest.raises(UnitNotHere):
        _dispatch(story, units={CARTON: []})


def test_an_unknown_unit_and_an_offline_form_without_contents_are_refused(story: Story, lot: str) -> None:
    with pytest.raises(UnknownUnit):
        _dispatch(story, units={CARTON: []})
    _packed(story, lot)
    with pytest.raises(ContentsMissing):
        _dispatch(story, units={CARTON: []}, offline=True)
    _dispatch(story, units={CARTON: [goods(lot, "40")]}, offline=True)


def test_a_dispatch_arrives_in_another_region_as_the_receivers_own_fact(story: Story, lot: str) -> None:
    _packed(story, lot)
    shipment = _dispatch(story, goods(lot, "20"), units={CARTON: []})
    arrive = {"site": story.stall, "county": "440111", "seal": "S1"}
    story.when(story.yunfu, story.act(story.carrier), commands.arrive_shipment, shipment=UUID(shipment), **arrive)
    arrivals = [
        Arrival(lot, Amount("19", "kg"), expected=Amount("20", "kg"), rejected=Amount("1", "kg"), reason="rotten"),
        Arrival(lot, Amount("40", "kg"), expected=Amount("40", "kg"), unit=CARTON),
    ]
    story.when(
        story.guangzhou,
        story.act(story.market),
        commands.receive_goods,
        site=story.stall,
        kind="shipment",
        reference=shipment,
        from_party=story.packhouse,
        from_region="yunfu",
        from_site=story.shed,
        from_county="445322",
        arrivals=arrivals,
        units=(),
        proof=Proof("certificate_number", "HGZ-1"),
    )
    stock = story.stock(lot, story.stall, story.guangzhou)
    assert (stock.on_hand, stock.loose) == (59, 19)
    unit = story.guangzhou.find(LogisticUnit, CARTON)
    assert unit is not None
    assert (unit.site, unit.contents) == (story.stall, {lot: 40})
    sale = {
        "site": story.stall,
        "goods": [goods(lot, "40", inside=CARTON)],
        "voucher": "",
        "buyer": "",
        "buyer_region": "",
        "vault": "",
    }
    outcome = story.when(story.guangzhou, story.act(story.market), commands.sell_wholesale, **sale)
    assert outcome["voucher"].startswith("XS")
    back = {"sale": fact_of_sale(story), "site": story.stall, "reason": "unripe", "restocked": True}
    story.when(story.guangzhou, story.act(story.market), commands.return_sale, goods=[goods(lot, "5")], **back)
    refused = story.refuses(
        story.guangzhou, story.act(story.market), commands.return_sale, goods=[goods(lot, "36")], **back
    )
    assert isinstance(refused, MoreThanSold)
    assert story.on_hand(lot, story.stall, story.guangzhou) == 24


def fact_of_sale(story: Story) -> Any:
    return story.happened[-1].sale


def test_custody_needs_an_offer_and_its_acceptance(story: Story) -> None:
    lot = story.harvest("50")
    offer = {"site": story.plot, "to_party": story.packhouse, "goods": [goods(lot, "50")]}
    story.when(story.yunfu, story.act(story.household), commands.offer_handover, **offer)
    handover = fact_of(story)
    accept = {
        "handover": handover,
        "from_site": story.plot,
        "to_site": story.shed,
        "arrivals": [Arrival(lot, Amount("48", "kg"), expected=Amount("50", "kg"), reason="weighing")],
    }
    strange = {"handover": handover, "reason": "late"}
    refused = story.refuses(story.yunfu, story.act(story.market), commands.reject_handover, **strange)
    assert isinstance(refused, NotYours)
    story.when(story.yunfu, story.act(story.packhouse), commands.accept_handover, **accept)
    assert (story.on_hand(lot, story.plot), story.on_hand(lot, story.shed)) == (2, 48)
    assert isinstance(
        story.refuses(story.yunfu, story.act(story.packhouse), commands.accept_handover, **accept), AlreadyDecided
    )
    unknown = accept | {"handover": story.act("x").id}
    assert isinstance(
        story.refuses(story.yunfu, story.act(story.packhouse), commands.accept_handover, **unknown), UnknownHandover
    )


def test_a_label_is_bound_once(story: Story, lot: str) -> None:
    serials = tuple(f"ABCD{number:012d}" for number in range(10))
    issue = {"product": WAMPEE, "serials": serials}
    story.when(story.yunfu, story.act(story.packhouse), commands.issue_labels, **issue)
    bind = {"product": WAMPEE, "first": serials[0], "last": serials[4], "lot": lot, "site": story.shed}
    assert story.when(story.yunfu, story.act(story.packhouse), commands.bind_labels, **bind)["labels"] == 5
    again = bind | {"lot": story.purchase(story.harvest("5"), "5")}
    assert isinstance(
        story.refuses(story.yunfu, story.act(story.packhouse), commands.bind_labels, **again), LabelSpoken
    )
    void = {"product": WAMPEE, "first": serials[9], "last": serials[9], "reason": "torn"}
    story.when(story.yunfu, story.act(story.packhouse), commands.void_labels, **void)
    onto = bind | {"first": serials[9], "last": serials[9]}
    assert isinstance(story.refuses(story.yunfu, story.act(story.packhouse), commands.bind_labels, **onto), LabelSpoken)
    other = bind | {"first": "ABCD999999999999"}
    assert isinstance(
        story.refuses(story.yunfu, story.act(story.packhouse), commands.bind_labels, **other), UnknownRoll
    )


def test_a_corrected_transformation_moves_every_stock_it_touched(story: Story, lot: str) -> None:
    first = story.lot(number=1)
    work = _transform(story, [goods(lot, "100")], [goods(first, "95")], waste=Amount("5", "kg"))
    correct = {
        "fact": story.happened[0].transformation,
        "inputs": [goods(lot, "90")],
        "outputs": [goods(first, "86")],
        "waste": Amount("4", "kg"),
        "reason": "typing",
    }
    story.when(story.yunfu, story.act(story.packhouse), commands.correct_transformation, **correct)
    assert (story.on_hand(lot, story.shed), story.on_hand(first, story.shed)) == (10, 86)
    nothing = correct | {"inputs": [], "outputs": [], "waste": None}
    story.when(story.yunfu, story.act(story.packhouse), commands.correct_transformation, **nothing)
    assert (story.on_hand(lot, story.shed), story.on_hand(first, story.shed)) == (100, 0)
    assert work["lots"] == [first]


def test_a_corrected_dispatch_follows_its_units(story: Story, lot: str) -> None:
    _packed(story, lot)
    _dispatch(story, goods(lot, "20"), units={CARTON: []})
    fact = story.happened[-1].shipment
    correct = {"fact": fact, "goods": [goods(lot, "15"), goods(lot, "40", inside=CARTON)], "reason": "typing"}
    story.when(story.yunfu, story.act(story.packhouse), commands.correct_dispatch, **correct)
    assert story.on_hand(lot, story.shed) == 45


def test_a_corrected_purchase_moves_both_stocks(story: Story) -> None:
    lot = story.purchase(story.harvest("100"), "90")
    correct = {"fact": story.happened[-1].receipt, "goods": [goods(lot, "80")], "reason": "typing"}
    story.when(story.yunfu, story.act(story.packhouse), commands.correct_receipt, **correct)
    assert (story.on_hand(lot, story.plot), story.on_hand(lot, story.shed)) == (20, 80)


def test_households_belong_to_a_region_and_enterprises_to_the_commons(story: Story) -> None:
    values = {
        "party": "",
        "prefix": "952",
        "name": "",
        "county": "445322",
        "credit_code": "",
        "cooperative": "",
        "vault": "",
    }
    for region, kind in ((story.commons, "household"), (story.yunfu, "market")):
        refused = story.refuses(
            region, story.act("operator", role="administrator"), commands.register_party, kind=kind, **values
        )
        assert isinstance(refused, WrongStore)


def test_times_far_off_are_refused(story: Story) -> None:
    story.act("x", minutes=10).judge_time()
    with pytest.raises(TooFarAhead):
        story.act("x", minutes=11).judge_time()
    with pytest.raises(TooLate):
        story.act("x", minutes=-31 * 1440).judge_time()
    story.act("x", minutes=-31 * 1440, role="supervisor", late_reason="import").judge_time()
    assert story.act("x").at == NOON
