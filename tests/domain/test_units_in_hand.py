"""A logistic unit is packed, opened and sent by who has it, and by nobody while it is on its way."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from domain import commands
from domain.commands.goods import Amount
from domain.commands.shipping import Destination
from domain.errors import UnitNotHere
from domain.logistic_unit import LogisticUnit
from tests.domain.village import Village
from tests.given import goods

CARTON, PALLET = "095200000000000018", "195200000000000015"
Told = tuple[str, Any, dict[str, Any]]


@pytest.fixture
def story() -> Village:
    return Village()


@pytest.fixture
def lot(story: Village) -> str:
    return story.purchase(story.harvest("100"), "100")


@pytest.fixture
def theirs(story: Village) -> str:
    """A lot of the rival's own."""
    lot = story.lot(number=5)
    story.tell(story.rival, commands.record_harvest, lot=lot, site=story.rival_shed, amount=Amount("50", "kg"))
    return lot


def pack(story: Village, lot: str, kilograms: str, who: str = "", unit: str = CARTON, units: Any = ()) -> Told:
    who = who or story.packhouse
    site = story.rival_shed if who == story.rival else story.shed
    packed = [goods(lot, kilograms)] if lot else []
    values = {"unit": unit, "kind": "carton", "site": site, "goods": packed, "units": units}
    return who, commands.pack_unit, values


def send(story: Village, lot: str, kilograms: str) -> Told:
    values = {
        "site": story.shed,
        "to": Destination("guangzhou", story.stall, "440111", story.market),
        "carrier": "",
        "mode": "road",
        "purpose": "sale",
        "returns": "",
        "goods": [],
        "units": {CARTON: [goods(lot, kilograms)]},
        "seal": "",
        "vehicle": "",
    }
    return story.packhouse, commands.dispatch_shipment, values


def tell(story: Village, told: Told, **how: Any) -> None:
    who, command, values = told
    story.tell(who, command, how=how, **values)


def refused(story: Village, told: Told) -> Any:
    who, command, values = told
    return story.refused(who, command, **values)


def unit(story: Village, name: str = CARTON) -> LogisticUnit:
    found = story.yunfu.find(LogisticUnit, name)
    assert found is not None
    return found


def test_nobody_packs_into_a_unit_on_its_way(story: Village, lot: str, theirs: str) -> None:
    tell(story, pack(story, lot, "10"))
    tell(story, send(story, lot, "10"))
    assert isinstance(refused(story, pack(story, theirs, "1", story.rival)), UnitNotHere)
    assert isinstance(refused(story, pack(story, lot, "1")), UnitNotHere)
    tell(story, pack(story, theirs, "1", story.rival), offline=True, minutes=5)
    assert (unit(story).site, unit(story).party, unit(story).contents) == ("", story.packhouse, {lot: 10})


def test_nobody_packs_into_anothers_unit(story: Village, lot: str, theirs: str) -> None:
    tell(story, pack(story, lot, "10"))
    assert isinstance(refused(story, pack(story, theirs, "1", story.rival)), UnitNotHere)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_what_a_stranger_says_of_a_unit_changes_nothing(
    story: Village, lot: str, theirs: str, order: tuple[int, ...]
) -> None:
    opened = {"unit": CARTON, "site": story.rival_shed, "goods": [goods(theirs, "1")], "units": ()}
    said: list[tuple[Told, int]] = [
        (pack(story, lot, "10"), -50),
        (pack(story, theirs, "2", story.rival), -40),
        ((story.rival, commands.unpack_unit, opened), -30),
        (pack(story, "", "", story.rival, PALLET, units=(CARTON,)), -20),
    ]
    for place in order:
        told, minutes = said[place]
        tell(story, told, offline=True, minutes=minutes)
    mine = unit(story)
    assert (mine.site, mine.party, mine.contents, mine.parent) == (story.shed, story.packhouse, {lot: 10}, "")
    tell(story, send(story, lot, "10"), minutes=0)
    assert unit(story).site == ""


def test_an_empty_crate_is_anybodys_to_fill(story: Village, lot: str, theirs: str) -> None:
    tell(story, pack(story, lot, "10"), minutes=-30)
    opened = {"unit": CARTON, "site": story.shed, "goods": [goods(lot, "10")], "units": ()}
    story.tell(story.packhouse, commands.unpack_unit, how={"minutes": -20}, **opened)
    tell(story, pack(story, theirs, "3", story.rival), minutes=-10)
    assert (unit(story).party, unit(story).contents) == (story.rival, {theirs: 3})
