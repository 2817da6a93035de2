"""How much of a field is shown (domain 7.6): a line an actor, a column a field."""

from __future__ import annotations

import pytest

from api.policy import Actor, fields
from api.policy.fields import Shown
from api.policy.papers import Paper
from api.policy.registers import Household

HERE = "445322"
FULL, MASKED, NOTHING = Shown.FULL, Shown.MASKED, Shown.NOTHING


def actor(role: str, party: str = "me", area: str = "", scopes: str = "", case: str = "") -> Actor:
    return Actor("person", party, "yunfu", role, area, scopes=scopes, case=case)


HOUSEHOLDS = [
    (None, False, MASKED, NOTHING),
    (actor("grower", "grower"), False, FULL, FULL),
    (actor("packer", "cooperative"), False, FULL, FULL),
    (actor("packer"), True, MASKED, FULL),
    (actor("packer"), False, MASKED, NOTHING),
    (actor("packer", scopes="read"), True, MASKED, NOTHING),
    (actor("inspector", area=HERE), False, FULL, FULL),
    (actor("inspector", area="445381"), False, MASKED, NOTHING),
    (actor("regulator", area=HERE), False, MASKED, NOTHING),
    (actor("regulator", area=HERE, case="17"), False, FULL, FULL),
    (actor("administrator"), False, MASKED, NOTHING),
]


@pytest.mark.parametrize(("who", "granted", "name", "phone"), HOUSEHOLDS)
def test_a_household(who: Actor | None, granted: bool, name: Shown, phone: Shown) -> None:
    one = Household("grower", HERE, "cooperative", granted)
    assert (fields.household_name(who, one), fields.household_phone(who, one)) == (name, phone)


def test_who_took_its_goods_does_not_learn_where_it_lives() -> None:
    assert fields.plot(actor("packer"), Household("grower", HERE, "", granted=True)) is NOTHING


SALE = Paper("sale", {"seller", "buyer"}, {HERE})
DEALS = [
    (actor("packer", "seller"), FULL, FULL),
    (actor("market", "buyer"), FULL, NOTHING),
    (actor("packer", "seller", scopes="read"), FULL, NOTHING),
    (actor("inspector", area=HERE), NOTHING, NOTHING),
    (actor("inspector", area=HERE, case="17"), NOTHING, NOTHING),
    (actor("regulator", area=HERE), NOTHING, NOTHING),
    (actor("regulator", area=HERE, case="17"), FULL, FULL),
    (actor("administrator"), NOTHING, NOTHING),
]


@pytest.mark.parametrize(("who", "deal", "person"), DEALS)
def test_a_sale(who: Actor, deal: Shown, person: Shown) -> None:
    assert (fields.deal(who, SALE), fields.buyer_person(who, SALE, "seller")) == (deal, person)


TRIPS = [
    ({"carrier"}, False, FULL, FULL),
    ({"carrier"}, True, FULL, FULL),
    ({"shipper"}, False, FULL, FULL),
    ({"shipper"}, True, MASKED, NOTHING),
    ({"receiver"}, False, MASKED, NOTHING),
    (set[str](), False, NOTHING, NOTHING),
]


@pytest.mark.parametrize(("sides", "over", "plate", "driver"), TRIPS)
def test_a_trip(sides: set[str], over: bool, plate: Shown, driver: Shown) -> None:
    trip = fields.Trip("shipper" in sides, "carrier" in sides, "receiver" in sides, over)
    who = actor("packer")
    assert (fields.plate(who, trip), fields.driver(who, trip)) == (plate, driver)
    assert fields.plate(actor("packer", scopes="read"), trip) is NOTHING


def test_masks_keep_what_a_reader_needs_to_recognise() -> None:
    assert fields.masked_name("黎阿嫂") == "黎**"
    assert fields.masked_plate("粤W12345") == "粤W***45"
    assert fields.masked_plate("W1") == "***"
    assert fields.masked_name("") == fields.masked_plate("") == ""


def test_a_members_number_is_masked_and_not_told_to_programs() -> None:
    assert fields.member_phone(actor("supervisor")) is fields.member_phone(actor("administrator")) is MASKED
    assert fields.member_phone(actor("supervisor", scopes="read")) is NOTHING


@pytest.mark.parametrize(
    ("number", "masked"),
    [("+8613800135678", "138****5678"), ("+85251234567", "+85****67"), ("+1234567", "+12****67"), ("", "")],
)
def test_a_masked_phone_number(number: str, masked: str) -> None:
    assert fields.masked_phone(number) == masked
