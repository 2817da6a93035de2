"""Another's goods move by their holder's word alone, in whichever order what was observed arrives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from domain import commands
from domain.act import Act
from domain.commands.goods import Amount
from domain.commands.receiving import Arrival
from domain.commands.shipping import Destination
from domain.errors import AlreadyDecided, AlreadyRegistered, NothingToDo, NotYours
from domain.handover import Handover
from domain.shipment import Shipment
from domain.values import Proof
from tests.domain.village import Village
from tests.given import fact_of, goods

Told = tuple[Act, Callable[..., Any], dict[str, Any]]


@pytest.fixture
def story() -> Village:
    return Village()


@pytest.fixture
def lot(story: Village) -> str:
    return story.purchase(story.harvest("100", minutes=-300), "100", minutes=-290)


def acceptance(story: Village, lot: str, kilograms: str, handover: UUID, who: str, **how: Any) -> Told:
    take = {
        "handover": handover,
        "from_site": story.shed,
        "to_site": {story.rival: story.rival_shed, story.household: story.plot}[who],
        "arrivals": [Arrival(lot, Amount(kilograms, "kg"))],
    }
    return story.act(who, offline=True, **how), commands.accept_handover, take


def offer(story: Village, lot: str, kilograms: str, **how: Any) -> Told:
    given = {"site": story.shed, "to_party": story.rival, "goods": [goods(lot, kilograms)]}
    return story.act(story.packhouse, offline=True, **how), commands.offer_handover, given


def tell(story: Village, *told: Told) -> None:
    for act, command, values in told:
        story.when(story.yunfu, act, command, **values)


def test_an_acceptance_of_an_unknown_offer_takes_nothing_from_anybody(story: Village, lot: str) -> None:
    tell(story, acceptance(story, lot, "100", story.act("nobody").id, story.rival))
    assert story.topics == ["handover:accepted", "stock:entered"]
    assert story.on_hand(lot, story.shed) == 100
    assert story.on_hand(lot, story.rival_shed) == 100  # the taker's own word, about the taker's own stock


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_offer_acceptance_and_count_in_any_order_end_alike(story: Village, lot: str, order: tuple[int, ...]) -> None:
    offered = offer(story, lot, "60", minutes=-200)
    accepted = acceptance(story, lot, "58", offered[0].id, story.rival, minutes=-190)
    where = {"lot": lot, "site": story.shed, "amount": Amount("42", "kg")}
    counted: Told = (story.act(story.packhouse, offline=True, minutes=-180), commands.count_stock, where)
    said = (offered, accepted, counted)
    tell(story, *(said[place] for place in order))
    stock = story.stock(lot, story.shed)
    assert [(one.at, one.fact, one.quantity) for one in stock.ledger.movements if one.quantity < 0] == [
        (accepted[0].at, accepted[0].id, -58)
    ]
    assert (stock.on_hand, story.on_hand(lot, story.rival_shed), stock.overdraft) == (42, 58, 0)


def test_what_the_offer_does_not_cover_takes_nothing_when_the_offer_comes(story: Village, lot: str) -> None:
    other = story.purchase(story.harvest("10"), "10")
    offered = offer(story, lot, "60")
    stranger = acceptance(story, lot, "60", offered[0].id, story.household)
    act, command, values = acceptance(story, lot, "60", offered[0].id, story.rival)
    elsewhere = (replace(act, id=story.act("x").id), command, values | {"from_site": story.plot})
    more = (act, command, values | {"arrivals": [*values["arrivals"], Arrival(other, Amount("10", "kg"))]})
    tell(story, stranger, elsewhere, more, offered)
    assert (story.on_hand(lot, story.shed), story.on_hand(other, story.shed)) == (100, 10)
    assert story.topics == ["handover:offered"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_several_acceptances_take_no_more_than_was_offered(story: Village, lot: str, order: tuple[int, ...]) -> None:
    offered = offer(story, lot, "60")
    accepted = [acceptance(story, lot, "50", offered[0].id, story.rival, minutes=minute) for minute in (-2, -1)]
    tell(story, *((offered, *accepted)[place] for place in order))
    assert story.on_hand(lot, story.shed) == 40


def test_a_strangers_rejection_does_not_decide_an_offer(story: Village, lot: str) -> None:
    offered = offer(story, lot, "60")
    reject = {"handover": offered[0].id, "reason": "late"}
    tell(story, (story.act(story.household, offline=True), commands.reject_handover, reject), offered)
    handover = story.yunfu.find(Handover, offered[0].id)
    assert handover is not None
    assert handover.decided == ""
    late = story.refused(story.household, commands.reject_handover, how={"offline": True}, **reject)
    assert isinstance(late, NotYours)
    tell(story, (story.act(story.rival), commands.reject_handover, reject))
    assert isinstance(story.refused(story.rival, commands.reject_handover, **reject), AlreadyDecided)


def test_an_acceptance_that_came_before_its_offer_decides_it(story: Village, lot: str) -> None:
    offered = offer(story, lot, "60")
    tell(story, acceptance(story, lot, "60", offered[0].id, story.rival), offered)
    assert sorted(story.topics) == ["handover:offered", "stock:left"]
    act, command, values = acceptance(story, lot, "1", offered[0].id, story.rival)
    again = story.refuses(story.yunfu, replace(act, observed=False), command, **values)
    assert isinstance(again, AlreadyDecided)


def test_goods_are_not_handed_over_to_where_they_are(story: Village, lot: str) -> None:
    act, command, values = acceptance(story, lot, "1", story.act("x").id, story.rival)
    refused = story.refuses(story.yunfu, act, command, **values | {"from_site": story.rival_shed})
    assert isinstance(refused, NothingToDo)


def test_an_id_that_names_anothers_paper_names_no_second_one(story: Village, lot: str) -> None:
    own = story.lot(number=5)
    harvest = {"lot": own, "site": story.rival_shed, "amount": Amount("9", "kg")}
    tell(story, (story.act(story.rival), commands.record_harvest, harvest))
    offered = offer(story, lot, "60")
    tell(story, offered, dispatch(story, lot))
    taken = story.happened[0].fact
    usurped = replace(story.act(story.rival, offline=True), id=offered[0].id)
    mine = {"site": story.rival_shed, "to_party": story.household, "goods": [goods(own, "1")]}
    assert isinstance(story.refuses(story.yunfu, usurped, commands.offer_handover, **mine), AlreadyRegistered)
    _, command, values = dispatch(story, own)
    mine = values | {"site": story.rival_shed}
    assert isinstance(story.refuses(story.yunfu, replace(usurped, id=taken), command, **mine), AlreadyRegistered)
    sell: dict[str, Any] = {"site": story.shed, "goods": [goods(lot, "1")]}
    tell(story, (story.act(story.packhouse), commands.sell_retail, sell))
    usurped, mine = replace(usurped, id=fact_of(story)), {"site": story.rival_shed, "goods": [goods(own, "1")]}
    assert isinstance(story.refuses(story.yunfu, usurped, commands.sell_retail, **mine), AlreadyRegistered)


def dispatch(story: Village, lot: str, **how: Any) -> Told:
    values = {
        "site": story.shed,
        "to": Destination("guangzhou", story.stall, "440111", story.market),
        "carrier": story.carrier,
        "mode": "road",
        "purpose": "sale",
        "returns": "",
        "goods": [goods(lot, "1")],
        "units": {},
        "seal": "",
        "vehicle": "",
    }
    return story.act(story.packhouse, offline=True, **how), commands.dispatch_shipment, values


def handed_on(story: Village, shipment: UUID, giver: str, taker: str, minutes: int) -> Told:
    over = {"shipment": shipment, "to_party": taker, "county": "445322", "seal": ""}
    return story.act(giver, offline=True, minutes=minutes), commands.hand_over_shipment, over


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_shipment_is_passed_on_by_who_had_it_alone(story: Village, lot: str, order: tuple[int, ...]) -> None:
    sent = dispatch(story, lot, minutes=-90)
    shipment = sent[0].id
    gate = {"shipment": shipment, "site": story.rival_shed, "county": "445322", "seal": ""}
    said = (
        sent,
        handed_on(story, shipment, story.carrier, story.household, -80),
        handed_on(story, shipment, story.rival, story.rival, -70),
        (story.act(story.rival, offline=True, minutes=-60), commands.arrive_shipment, gate),
    )
    tell(story, *(said[place] for place in order))
    found = story.yunfu.find(Shipment, shipment)
    assert found is not None
    assert (found.carrier, found.arrived) == (story.household, False)
    online = {"shipment": shipment, "to_party": story.rival, "county": "445322", "seal": ""}
    assert isinstance(story.refused(story.rival, commands.hand_over_shipment, **online), NotYours)
    tell(story, (story.act(story.market), commands.arrive_shipment, gate))
    found = story.yunfu.find(Shipment, shipment)
    assert found is not None
    assert found.arrived


def test_an_administrator_speaks_for_who_has_the_goods(story: Village, lot: str) -> None:
    sent = dispatch(story, lot)
    tell(story, sent)
    over = {"shipment": sent[0].id, "to_party": story.household, "county": "445322", "seal": ""}
    story.tell("operator", commands.hand_over_shipment, how={"role": "administrator"}, **over)
    assert story.happened[0].from_party == story.carrier


def purchase(story: Village, lot: str, kilograms: str, **how: Any) -> Told:
    values = {
        "site": story.rival_shed,
        "from_party": "",
        "from_site": story.plot,
        "goods": [goods(lot, kilograms)],
        "proof": Proof("none", reason="rapid_test_later"),
        "difference": "",
    }
    return story.act(story.rival, **how), commands.receive_purchase, values


def test_a_purchase_beyond_what_lies_there_overdraws_in_the_open(story: Village) -> None:
    fresh = story.harvest("100")
    story.purchase(fresh, "90")
    tell(story, purchase(story, fresh, "50", offline=True))
    assert "stock:overdrawn" in story.topics
    stock = story.stock(fresh, story.plot)
    assert (stock.on_hand, stock.overdraft) == (-40, 40)


def test_a_purchase_does_not_bear_the_name_of_the_harvest_that_it_takes(story: Village) -> None:
    fresh = story.harvest("100")
    act, command, values = purchase(story, fresh, "1", offline=True)
    refused = story.refuses(story.yunfu, replace(act, id=fact_of(story)), command, **values)
    assert isinstance(refused, AlreadyRegistered)
