"""What people might try: take another's goods, make goods out of paper, undo what an inspector said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain import commands
from domain.commands.goods import Amount
from domain.commands.receiving import Arrival
from domain.commands.shipping import Destination
from domain.errors import (
    AlreadyRegistered,
    DoesNotBalance,
    InsufficientStock,
    MoreThanSold,
    NothingToDo,
    NotYours,
    UnitNotHere,
    UnknownFact,
    WrongProduct,
)
from domain.values import Proof
from tests.domain.village import Village
from tests.given import PEELED, fact_of, goods

CARTON, PALLET = "095200000000000018", "195200000000000015"
BOTH = pytest.mark.parametrize("offline", [False, True])


@pytest.fixture
def story() -> Village:
    return Village()


@pytest.fixture
def lot(story: Village) -> str:
    return story.purchase(story.harvest("100"), "100")


@BOTH
def test_an_offer_covers_its_own_site_and_lots_alone(story: Village, lot: str, *, offline: bool) -> None:
    trifle = story.harvest("1")
    offer = {"site": story.plot, "to_party": story.rival, "goods": [goods(trifle, "1")]}
    handover = UUID(story.tell(story.household, commands.offer_handover, **offer)["handover"])
    take: dict[str, Any] = {"handover": handover, "to_site": story.rival_shed}
    other_site = take | {"from_site": story.shed, "arrivals": [Arrival(lot, Amount("100", "kg"))]}
    other_lot = take | {"from_site": story.plot, "arrivals": [Arrival(lot, Amount("1", "kg"))]}
    for attempt in (other_site, other_lot):
        refused = story.refused(story.rival, commands.accept_handover, how={"offline": offline}, **attempt)
        assert isinstance(refused, NotYours)
    more = take | {"from_site": story.plot, "arrivals": [Arrival(trifle, Amount("2", "kg"))]}
    assert isinstance(story.refused(story.rival, commands.accept_handover, **more), InsufficientStock)


@BOTH
def test_goods_are_purchased_from_where_they_grew_alone(story: Village, lot: str, *, offline: bool) -> None:
    purchase = {
        "site": story.rival_shed,
        "from_party": "",
        "from_site": story.shed,
        "goods": [goods(lot, "100")],
        "proof": Proof("none", reason="x"),
        "difference": "",
    }
    refused = story.refused(story.rival, commands.receive_purchase, how={"offline": offline}, **purchase)
    assert isinstance(refused, NotYours)
    fresh = story.harvest("5")
    another = purchase | {"from_site": story.plot, "from_party": story.market, "goods": [goods(fresh, "5")]}
    assert isinstance(story.refused(story.rival, commands.receive_purchase, **another), NotYours)


@BOTH
def test_a_household_never_takes_the_key_of_an_enterprise(story: Village, *, offline: bool) -> None:
    usurped = {
        "party": story.packhouse,
        "prefix": "952",
        "kind": "household",
        "name": "",
        "county": "445322",
        "credit_code": "",
        "cooperative": story.rival,
        "vault": "",
    }
    refused = story.refused(story.rival, commands.register_party, how={"offline": offline}, **usurped)
    assert isinstance(refused, AlreadyRegistered)


@BOTH
def test_households_are_registered_by_a_cooperative_as_its_own(story: Village, *, offline: bool) -> None:
    values: dict[str, Any] = {
        "party": "",
        "prefix": "952",
        "name": "",
        "county": "445322",
        "credit_code": "",
        "vault": "",
    }
    how = {"offline": offline}
    for who, kind, cooperative in (
        (story.packhouse, "household", story.packhouse),
        (story.household, "household", story.household),
        (story.market, "household", story.rival),
        (story.rival, "household", ""),
    ):
        claim = values | {"kind": kind, "cooperative": cooperative}
        assert isinstance(story.refused(who, commands.register_party, how=how, **claim), NotYours)
    market = values | {"kind": "market", "cooperative": ""}
    assert isinstance(story.refuses(story.commons, story.act(story.rival), commands.register_party, **market), NotYours)
    own = values | {"kind": "household", "cooperative": story.rival}
    assert story.tell(story.rival, commands.register_party, how=how, **own)["party"]
    company = values | {"kind": "household", "cooperative": story.packhouse}
    assert story.tell("operator", commands.register_party, how={"role": "administrator"}, **company)["party"]


def test_an_inspectors_hold_is_released_by_officials_alone(story: Village, lot: str) -> None:
    where = {"lot": lot, "site": story.shed, "reason": "rapid_test_positive"}
    story.tell(story.market, commands.hold_stock, how={"role": "inspector"}, **where)
    release = where | {"hold": story.happened[0].hold}
    for how in ({}, {"offline": True}):
        assert isinstance(story.refused(story.packhouse, commands.release_stock, how=how, **release), NotYours)
    story.tell(story.market, commands.release_stock, how={"role": "inspector"}, **release)
    assert not story.stock(lot, story.shed).held


def test_a_correction_of_a_transformation_makes_nothing_out_of_nothing(story: Village, lot: str) -> None:
    made = story.lot(number=9)
    work = {"kind": "grade", "step": "", "site": story.shed, "waste": None}
    story.tell(
        story.packhouse, commands.transform_lots, inputs=[goods(lot, "100")], outputs=[goods(made, "100")], **work
    )
    correct: dict[str, Any] = {"fact": story.happened[0].transformation, "waste": None, "reason": "x"}
    nothing_in: dict[str, Any] = correct | {"inputs": [], "outputs": [goods(made, "900")]}
    assert isinstance(story.refused(story.packhouse, commands.correct_transformation, **nothing_in), NothingToDo)
    turned: dict[str, Any] = correct | {"inputs": [goods(made, "100")], "outputs": [goods(lot, "100")]}
    assert isinstance(story.refused(story.packhouse, commands.correct_transformation, **turned), UnknownFact)
    half = {"fact": correct["fact"], "lot": made, "site": story.shed, "amount": Amount("900", "kg"), "reason": "x"}
    for how in ({}, {"offline": True}):
        assert isinstance(story.refused(story.packhouse, commands.correct_movement, how=how, **half), UnknownFact)
    nothing: dict[str, Any] = correct | {"inputs": [], "outputs": []}
    story.tell(story.packhouse, commands.correct_transformation, **nothing)
    again: dict[str, Any] = nothing | {"inputs": [], "outputs": [], "waste": Amount("1", "kg")}
    assert isinstance(story.refused(story.packhouse, commands.correct_transformation, **again), UnknownFact)


@BOTH
def test_anothers_harvest_is_not_corrected(story: Village, *, offline: bool) -> None:
    lot = story.harvest("100")
    wrong = {"fact": fact_of(story), "lot": lot, "site": story.rival_shed, "amount": None, "reason": "x"}
    refused = story.refused(story.rival, commands.correct_harvest, how={"offline": offline}, **wrong)
    assert isinstance(refused, NotYours)


def test_a_return_creates_no_goods(story: Village, lot: str) -> None:
    pack = {"kind": "carton", "site": story.shed, "units": ()}
    story.tell(story.packhouse, commands.pack_unit, unit=CARTON, goods=[goods(lot, "50")], **pack)
    both = [goods(lot, "50"), goods(lot, "50", inside=CARTON)]
    sale = UUID(story.tell(story.packhouse, commands.sell_retail, site=story.shed, goods=both)["sale"])
    back: dict[str, Any] = {"sale": sale, "reason": "x", "restocked": True}
    abroad = back | {"site": story.rival_shed, "goods": [goods(lot, "5")]}
    for how in ({}, {"offline": True}):
        assert isinstance(story.refused(story.rival, commands.return_sale, how=how, **abroad), NotYours)
    twice = back | {"site": story.shed, "goods": [goods(lot, "90"), goods(lot, "90", inside=CARTON)]}
    assert isinstance(story.refused(story.packhouse, commands.return_sale, **twice), MoreThanSold)
    story.tell(story.packhouse, commands.return_sale, site=story.shed, goods=[goods(lot, "60")], **back)
    undone = {"fact": sale, "goods": [goods(lot, "50")], "reason": "x"}
    assert isinstance(story.refused(story.packhouse, commands.correct_sale, **undone), MoreThanSold)


def test_strangers_neither_hand_a_shipment_over_nor_let_it_arrive(story: Village, lot: str) -> None:
    to = Destination("guangzhou", story.stall, "440111", story.market)
    shipment = story.tell(
        story.packhouse,
        commands.dispatch_shipment,
        site=story.shed,
        to=to,
        carrier=story.carrier,
        mode="road",
        purpose="sale",
        returns="",
        goods=[goods(lot, "10")],
        units={},
        seal="",
        vehicle="",
    )["shipment"]
    known: dict[str, Any] = {"shipment": UUID(shipment), "county": "445322", "seal": ""}
    over: dict[str, Any] = known | {"to_party": story.rival}
    assert isinstance(story.refused(story.rival, commands.hand_over_shipment, **over), NotYours)
    gate: dict[str, Any] = known | {"site": story.stall}
    assert isinstance(story.refused(story.rival, commands.arrive_shipment, **gate), NotYours)
    story.tell(story.market, commands.arrive_shipment, **gate)


def test_units_go_round_in_no_circle_and_are_not_taken_out_of_others(story: Village, lot: str) -> None:
    pack: dict[str, Any] = {"site": story.shed}
    for unit, kind in ((CARTON, "carton"), (PALLET, "pallet")):
        story.tell(
            story.packhouse, commands.pack_unit, unit=unit, kind=kind, goods=[goods(lot, "10")], units=(), **pack
        )
    into = {"kind": "pallet", "goods": [], "site": story.shed}
    itself = story.refused(story.packhouse, commands.pack_unit, unit=PALLET, units=(PALLET,), **into)
    assert isinstance(itself, UnitNotHere)
    story.tell(story.packhouse, commands.pack_unit, unit=PALLET, units=(CARTON,), **into)
    circle = story.refused(story.packhouse, commands.pack_unit, unit=CARTON, units=(PALLET,), **into)
    assert isinstance(circle, UnitNotHere)
    out = {"unit": CARTON, "goods": [], "units": (PALLET,), "site": story.shed}
    assert isinstance(story.refused(story.packhouse, commands.unpack_unit, **out), UnitNotHere)


def test_a_unit_that_lies_full_at_anothers_site_does_not_arrive_elsewhere(story: Village, lot: str) -> None:
    pack = {"kind": "carton", "site": story.shed, "units": (), "goods": [goods(lot, "10")]}
    story.tell(story.packhouse, commands.pack_unit, unit=CARTON, **pack)
    claim = {
        "site": story.rival_shed,
        "kind": "voucher",
        "reference": "XS1",
        "from_party": story.packhouse,
        "from_region": "yunfu",
        "from_site": story.shed,
        "from_county": "445322",
        "arrivals": [Arrival(lot, Amount("10", "kg"), unit=CARTON)],
        "units": (CARTON,),
        "proof": Proof("none", reason="x"),
    }
    assert isinstance(story.refused(story.rival, commands.receive_goods, **claim), UnitNotHere)


def test_a_count_does_not_deny_what_was_sold_since(story: Village, lot: str) -> None:
    sell = {"site": story.shed, "goods": [goods(lot, "80")]}
    story.tell(story.packhouse, commands.sell_retail, how={"minutes": 5}, **sell)
    low = {"lot": lot, "site": story.shed, "amount": Amount("10", "kg")}
    refused = story.refused(story.packhouse, commands.count_stock, how={"minutes": 2}, **low)
    assert isinstance(refused, InsufficientStock)


def test_backdated_sales_do_not_hide_behind_a_count(story: Village) -> None:
    lot = story.harvest("100", minutes=-60)
    story.tell(story.household, commands.count_stock, lot=lot, site=story.plot, amount=Amount("100", "kg"))
    sell = {"site": story.plot, "goods": [goods(lot, "100")]}
    story.tell(story.household, commands.sell_retail, how={"minutes": -30}, **sell)
    refused = story.refused(story.household, commands.sell_retail, how={"minutes": -29}, **sell)
    assert isinstance(refused, InsufficientStock)


def test_no_product_comes_out_in_more_than_its_own_yield(story: Village, lot: str) -> None:
    product = {"kind": "grade", "step": "", "site": story.shed, "inputs": [goods(lot, "100")], "waste": None}
    mixed = [goods(story.lot(number=8), "1"), goods(story.lot(PEELED, 9), "99")]
    peel = product | {"kind": "process", "step": "peel", "outputs": mixed}
    assert isinstance(story.refused(story.packhouse, commands.transform_lots, **peel), DoesNotBalance)


def test_sorting_makes_no_other_kind_of_goods(story: Village, lot: str) -> None:
    story.when(
        story.commons,
        story.act("operator", role="administrator"),
        commands.register_product,
        product="09520000000042",
        prefix="952",
        name_zh="海鲈",
        name_en="sea bass",
        category="aquatic",
        measure="kg",
        county="",
        origin_mark="",
        packs=(),
        yields=(),
        season=(),
        certificate=True,
        keeping_days=None,
        cap_per_mu=None,
        demo=True,
    )
    fish = story.lot("09520000000042", 7)
    for kind, step in (("grade", ""), ("process", "unheard_of")):
        work = {"kind": kind, "step": step, "site": story.shed, "inputs": [goods(lot, "100")], "waste": None}
        refused = story.refused(story.packhouse, commands.transform_lots, outputs=[goods(fish, "100")], **work)
        assert isinstance(refused, WrongProduct)
