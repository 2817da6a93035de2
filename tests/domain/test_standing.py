"""Parties are verified, suspended and resumed by an authority; who acts for a household is the household's to say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain import commands
from domain.breach import Breach
from domain.commands.goods import Amount
from domain.commands.receiving import Arrival
from domain.errors import (
    AlreadySo,
    NobodyActs,
    NotSuspended,
    NotYours,
    OtherCreditCode,
    OutsideJurisdiction,
    OwnStanding,
    PartySuspended,
    UnknownParty,
    WrongCreditCode,
    WrongPartyKind,
)
from domain.party import Party
from domain.region import Region
from domain.values import Proof
from tests.domain.village import Village
from tests.given import goods

CODE = "91350100M000100Y43"
BY_ADMINISTRATOR = {"role": "administrator"}
BY_MANAGER = {"role": "supervisor"}


@pytest.fixture
def story() -> Village:
    return Village()


def decide(story: Village, command: Any, who: str = "operator", region: Region | None = None, **values: Any) -> Any:
    how = values.pop("how", BY_ADMINISTRATOR)
    act = story.act(who, **how)
    return story.when(region or story.commons, act, command, **{"within": ""} | values)


def refused(story: Village, command: Any, who: str = "operator", region: Region | None = None, **values: Any) -> type:
    act = story.act(who, **values.pop("how", BY_ADMINISTRATOR))
    return type(story.refuses(region or story.commons, act, command, **{"within": ""} | values))


def test_an_administrator_verifies_a_party_by_its_paper(story: Village) -> None:
    told = decide(story, commands.verify_party, party=story.packhouse, credit_code=CODE.lower(), paper="licence")
    assert told["credit_code"] == CODE
    (fact,) = story.happened
    assert (story.topics, fact.by, fact.paper) == (["party:verified"], "operator", "licence")
    verify: dict[str, Any] = {"party": story.packhouse, "paper": "licence"}
    assert refused(story, commands.verify_party, **verify, credit_code="914403001922038216") is OtherCreditCode
    assert refused(story, commands.verify_party, **verify, credit_code=CODE[:-1] + "4") is WrongCreditCode
    assert decide(story, commands.verify_party, **verify, credit_code=CODE)


def test_nobody_else_verifies_and_no_household_has_a_code(story: Village) -> None:
    verify: dict[str, Any] = {"credit_code": CODE, "paper": "licence"}
    for how in (BY_MANAGER, {"role": "inspector"}, {"role": "packer"}):
        assert refused(story, commands.verify_party, story.rival, party=story.packhouse, **verify, how=how) is NotYours
    own: dict[str, Any] = {"party": story.packhouse, "who": story.packhouse}
    assert refused(story, commands.verify_party, **own, **verify, how=BY_ADMINISTRATOR) is OwnStanding
    assert refused(story, commands.verify_party, party="9520000099990", **verify) is UnknownParty
    assert refused(story, commands.verify_party, party=story.packhouse, **verify, within="4409") is OutsideJurisdiction
    assert refused(story, commands.verify_party, region=story.yunfu, party=story.household, **verify) is WrongPartyKind
    assert refused(story, commands.verify_party, region=story.yunfu, party=story.packhouse, **verify) is UnknownParty


def test_a_suspended_party_moves_no_goods_until_it_is_resumed(story: Village) -> None:
    lot = story.purchase(story.harvest("100"), "100")
    sell = {"site": story.shed, "goods": [goods(lot, "1")]}
    assert refused(story, commands.resume_party, party=story.packhouse, reason="x") is NotSuspended
    decide(story, commands.suspend_party, party=story.packhouse, reason="residue_found")
    assert refused(story, commands.suspend_party, party=story.packhouse, reason="x") is AlreadySo
    why = story.refused(story.packhouse, commands.sell_retail, **sell)
    assert isinstance(why, PartySuspended)
    assert why.details == {"party": story.packhouse}
    issue = {"product": lot.split("/")[1], "serials": ("ABCD000000000001",)}
    assert isinstance(story.refused(story.packhouse, commands.issue_labels, **issue), PartySuspended)
    decide(story, commands.resume_party, party=story.packhouse, reason="mended")
    story.tell(story.packhouse, commands.sell_retail, **sell)


def test_what_is_safe_goes_on_meanwhile(story: Village) -> None:
    lot = story.purchase(story.harvest("100"), "100")
    decide(story, commands.suspend_party, party=story.packhouse, reason="residue_found")
    where: dict[str, Any] = {"lot": lot, "site": story.shed}
    story.tell(story.packhouse, commands.count_stock, **where, amount=Amount("99", "kg"))
    story.tell(story.packhouse, commands.destroy_stock, **where, amount=Amount("9", "kg"), unit="", reason="rotten")
    hold = story.tell(story.packhouse, commands.hold_stock, **where, reason="suspected")
    release: dict[str, Any] = {"hold": story.happened[0].hold, "reason": "x"}
    assert hold
    assert isinstance(story.refused(story.packhouse, commands.release_stock, **where, **release), PartySuspended)


def test_what_its_phones_had_seen_is_recorded_with_its_breach(story: Village) -> None:
    lot = story.purchase(story.harvest("100"), "100")
    decide(story, commands.suspend_party, party=story.packhouse, reason="residue_found")
    sell = {"site": story.shed, "goods": [goods(lot, "1")]}
    story.tell(story.packhouse, commands.sell_retail, how={"offline": True}, **sell)
    assert story.topics == ["breach:recorded", "stock:left", "sale:sold_retail"]
    breach = story.happened[0]
    assert isinstance(breach, Breach.Recorded)
    assert (breach.party, breach.site, breach.county) == (story.packhouse, story.shed, "445322")
    assert breach.fact == story.happened[1].fact
    give = {"shipment": breach.fact, "to_party": story.carrier, "county": "445302", "seal": ""}
    story.tell(story.packhouse, commands.hand_over_shipment, how={"offline": True}, **give)
    assert story.topics == ["breach:recorded", "shipment:handed_over"]


def test_a_cooperative_moves_nothing_for_a_suspended_household(story: Village) -> None:
    decide(story, commands.suspend_party, region=story.yunfu, party=story.household, reason="residue_found")
    harvest = {"lot": story.lot(number=9), "site": story.plot, "amount": Amount("1", "kg")}
    assert isinstance(story.refused(story.packhouse, commands.record_harvest, **harvest), PartySuspended)
    story.tell(story.packhouse, commands.record_harvest, how={"offline": True}, **harvest)
    assert story.happened[0].party == story.household


def test_nobody_takes_the_goods_of_a_suspended_party(story: Village) -> None:
    lot = story.harvest("100")
    bought = story.purchase(story.harvest("100"), "100")
    given = {"site": story.shed, "to_party": story.rival, "goods": [goods(bought, "9")]}
    handover = story.tell(story.packhouse, commands.offer_handover, **given)["handover"]
    decide(story, commands.suspend_party, region=story.yunfu, party=story.household, reason="residue_found")
    decide(story, commands.suspend_party, party=story.packhouse, reason="residue_found")
    purchase: dict[str, Any] = {"site": story.rival_shed, "from_party": "", "from_site": story.plot, "difference": ""}
    purchase |= {"goods": [goods(lot, "5")], "proof": Proof("certificate_number", "HGZ-1")}
    why = story.refused(story.rival, commands.receive_purchase, **purchase)
    assert (type(why), why.details) == (PartySuspended, {"party": story.household})
    story.tell(story.rival, commands.receive_purchase, how={"offline": True}, **purchase)
    assert (story.happened[0].party, story.happened[0].site) == (story.household, story.plot)
    accept: dict[str, Any] = {"handover": UUID(handover), "from_site": story.shed, "to_site": story.rival_shed}
    accept |= {"arrivals": [Arrival(bought, Amount("9", "kg"))]}
    assert isinstance(story.refused(story.rival, commands.accept_handover, **accept), PartySuspended)


def test_a_party_is_not_registered_with_a_slip_of_the_finger(story: Village) -> None:
    form = {"party": "", "prefix": "952", "kind": "market", "name": "x", "county": "440111", "cooperative": ""}
    act = story.act("operator", role="administrator")
    wrong = story.refuses(story.commons, act, commands.register_party, **form, vault="", credit_code=CODE[:-1] + "4")
    assert isinstance(wrong, WrongCreditCode)
    story.when(story.commons, act, commands.register_party, **form, vault="", credit_code=CODE)
    assert story.happened[0].credit_code == CODE


def test_who_acts_for_a_household_is_the_households_to_say(story: Village) -> None:
    here: dict[str, Any] = {"region": story.yunfu, "party": story.household}
    harvest = {"site": story.plot, "amount": Amount("1", "kg")}
    grant = {**here, "cooperative": story.rival, "paper": "written_consent"}
    for who in (story.packhouse, story.rival):
        assert refused(story, commands.grant_acting, who, **grant, how=BY_MANAGER) is NotYours
    assert refused(story, commands.grant_acting, story.household, **grant, how=BY_MANAGER) is AlreadySo
    assert refused(story, commands.end_acting, story.rival, **here, reason="x", how=BY_MANAGER) is NotYours
    decide(story, commands.end_acting, story.household, **here, reason="own_phone", how=BY_MANAGER)
    assert isinstance(
        story.refused(story.packhouse, commands.record_harvest, lot=story.lot(number=1), **harvest), NotYours
    )
    assert refused(story, commands.end_acting, story.household, **here, reason="x", how=BY_MANAGER) is NobodyActs
    decide(story, commands.grant_acting, story.household, **grant, how=BY_MANAGER)
    story.tell(story.rival, commands.record_harvest, lot=story.lot(number=2), **harvest)
    decide(story, commands.end_acting, story.rival, **here, reason="x", how=BY_MANAGER)


def test_an_administrator_who_saw_the_paper_grants_too(story: Village) -> None:
    here: dict[str, Any] = {"region": story.yunfu, "party": story.household}
    assert refused(story, commands.end_acting, **here, reason="x", within="4409") is OutsideJurisdiction
    decide(story, commands.end_acting, **here, reason="x")
    grant = {**here, "paper": "written_consent"}
    assert refused(story, commands.grant_acting, **grant, cooperative=story.household) is WrongPartyKind
    assert refused(story, commands.grant_acting, **grant, cooperative=story.rival, how={"role": "packer"}) is NotYours
    decide(story, commands.grant_acting, **grant, cooperative=story.rival, within="4453")
    found = story.yunfu.find(Party, story.household)
    assert found
    assert found.cooperative == story.rival
