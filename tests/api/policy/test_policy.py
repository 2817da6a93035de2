"""The policy, a line a decision: who, what, which thing, and whether they may (domain 7.6, R22, R23)."""

from __future__ import annotations

import pytest

from api.policy import Action, Actor, Resource, can
from api.policy.chain import ChainStep, Stock, TracedLots, Unit
from api.policy.desk import CityFigures, Platform
from api.policy.labels import Roll
from api.policy.papers import Paper
from api.policy.people import Behaviour, Looked, Staff
from api.policy.pictures import Picture
from api.policy.registers import Enterprise, Household, Place, Product

HERE, THERE, FAR = "445322", "445381", "440111"


def actor(role: str, party: str = "me", area: str = "", scopes: str = "", case: str = "") -> Actor:
    return Actor(f"person-{party}", party, "yunfu", role, area, scopes=scopes, case=case)


GROWER, COOPERATIVE, STRANGER = actor("grower", "grower"), actor("packer", "cooperative"), actor("packer", "stranger")
CARRIER = actor("carrier", "carrier")
READER, RECORDER = actor("packer", "packhouse", scopes="read"), actor("packer", "packhouse", scopes="record")
INSPECTOR, ON_CASE = actor("inspector", area=HERE), actor("inspector", area=HERE, case="2026-17")
REGULATOR = actor("regulator", area=FAR)
CITY, OTHER_CITY, PLATFORM = (actor("administrator", area=area) for area in ("4453", "4401", ""))
ENROLLING = actor("enrolling")

PAPER = Paper("receipt", {"packhouse", "grower"}, {HERE, FAR}, {"cooperative"})
STOCK = Stock("grower", HERE, "cooperative")
HOME = Household("grower", HERE, "cooperative")
ROLL = Roll("packhouse", {HERE})
PICTURE = Picture("grower", "person-grower", HERE)

DECISIONS: list[tuple[Actor, Action, Resource, bool]] = [
    (GROWER, "read", PAPER, True),
    (COOPERATIVE, "read", PAPER, True),
    (STRANGER, "read", PAPER, False),
    (READER, "read", PAPER, True),
    (RECORDER, "read", PAPER, False),
    (INSPECTOR, "read", PAPER, True),
    (REGULATOR, "read", PAPER, True),
    (actor("inspector", area=THERE), "read", PAPER, False),
    (OTHER_CITY, "read", PAPER, True),
    (PLATFORM, "read", Paper("sale", {"packhouse"}, ()), True),
    (ENROLLING, "read", PAPER, False),
    (GROWER, "register", PAPER, False),
    (GROWER, "read", PICTURE, True),
    (GROWER, "register", PICTURE, True),
    (actor("supervisor", "grower"), "read", PICTURE, True),
    (COOPERATIVE, "read", PICTURE, False),
    (STRANGER, "read", PICTURE, False),
    (STRANGER, "register", PICTURE, False),
    (COOPERATIVE, "register", Picture("cooperative", "another", HERE), False),
    (actor("grower", "grower", scopes="read record"), "read", PICTURE, False),
    (actor("grower", "grower", scopes="read record"), "register", PICTURE, False),
    (INSPECTOR, "read", PICTURE, True),
    (INSPECTOR, "register", Picture("me", "person-me", ""), True),
    (INSPECTOR, "read", Picture("me", "person-me", FAR), True),
    (INSPECTOR, "read", Picture("me", "another", FAR), False),
    (actor("inspector", area=THERE), "read", PICTURE, False),
    (actor("inspector", area=THERE, case="2026-17"), "read", PICTURE, True),
    (REGULATOR, "read", PICTURE, False),
    (CITY, "read", PICTURE, True),
    (CITY, "register", Picture("me", "person-me", HERE), False),
    (OTHER_CITY, "read", PICTURE, False),
    (PLATFORM, "read", Picture("grower", "person-grower", ""), True),
    (PLATFORM, "erase", PICTURE, False),
    (ENROLLING, "read", PICTURE, False),
    (INSPECTOR, "read", TracedLots({HERE}, {HERE, FAR}), True),
    (INSPECTOR, "read", TracedLots({THERE}, {HERE, THERE}), False),
    (ON_CASE, "read", TracedLots({THERE}, {THERE}), True),
    (CITY, "read", TracedLots({FAR}, {HERE, FAR}), True),
    (OTHER_CITY, "read", TracedLots({HERE}, {HERE}), False),
    (INSPECTOR, "read", ChainStep({FAR, HERE}), True),
    (INSPECTOR, "read", ChainStep({FAR}), False),
    (ON_CASE, "read", ChainStep({FAR}), True),
    (CITY, "read", ChainStep({FAR}), True),
    (STRANGER, "read", Unit({"packhouse", "carrier"}, {HERE}), False),
    (CARRIER, "read", Unit({"packhouse", "carrier"}, {HERE}), True),
    (INSPECTOR, "read", Unit({"packhouse"}, {FAR}), False),
    (GROWER, "hold", STOCK, True),
    (COOPERATIVE, "release", STOCK, True),
    (STRANGER, "hold", STOCK, False),
    (INSPECTOR, "hold", STOCK, True),
    (REGULATOR, "hold", STOCK, False),
    (CITY, "hold", STOCK, False),
    (CITY, "read", STOCK, True),
    (GROWER, "read", HOME, True),
    (STRANGER, "read", HOME, False),
    (STRANGER, "read", Household("grower", HERE, granted=True), True),
    (INSPECTOR, "read", Household("grower", HERE, granted=True), True),
    (REGULATOR, "read", Household("grower", HERE, granted=True), False),
    (COOPERATIVE, "register", HOME, True),
    (CITY, "register", HOME, True),
    (OTHER_CITY, "register", HOME, False),
    (STRANGER, "read", Enterprise(FAR), True),
    (STRANGER, "register", Enterprise(HERE), False),
    (CITY, "register", Enterprise(HERE), True),
    (OTHER_CITY, "register", Enterprise(HERE), False),
    (CITY, "register", Product(""), False),
    (PLATFORM, "register", Product(""), True),
    (GROWER, "register", Product(HERE), False),
    (GROWER, "register", Place("grower", HERE), True),
    (COOPERATIVE, "register", Place("grower", HERE, "cooperative"), True),
    (STRANGER, "register", Place("grower", HERE), False),
    (CITY, "register", Place("grower", HERE), True),
    (INSPECTOR, "register", Place("grower", HERE), False),
    (INSPECTOR, "serials", ROLL, True),
    (CITY, "read", ROLL, True),
    (CITY, "serials", ROLL, False),
    (actor("inspector", area=THERE), "read", ROLL, False),
    (INSPECTOR, "read", Behaviour(), True),
    (CITY, "count", Behaviour(), True),
    (CITY, "read", Behaviour(), False),
    (GROWER, "count", Behaviour(), False),
    (CITY, "read", CityFigures("4453"), True),
    (CITY, "read", CityFigures("4401"), False),
    (CITY, "read", CityFigures(""), False),
    (PLATFORM, "read", CityFigures(""), True),
    (INSPECTOR, "read", CityFigures("4453"), False),
    (CITY, "read", Platform(), False),
    (PLATFORM, "read", Platform(), True),
]


@pytest.mark.parametrize(
    ("who", "action", "thing", "may"),
    DECISIONS,
    ids=[f"{n} {a.role} {b} {type(c).__name__}" for n, (a, b, c, _) in enumerate(DECISIONS)],
)
def test_who_may(who: Actor, action: Action, thing: Resource, may: bool) -> None:
    assert can(who, action, thing) is may


def test_what_no_area_answers_is_refused() -> None:
    everything = [thing for _, _, thing, _ in DECISIONS]
    assert not any(can(PLATFORM, "dance", thing) for thing in everything)  # pyright: ignore[reportArgumentType]
    assert not can(PLATFORM, "read", object())  # pyright: ignore[reportArgumentType]


def test_who_has_no_role_yet_may_nothing() -> None:
    actions: tuple[Action, ...] = ("read", "register", "hold", "release", "serials", "count")
    things = [thing for _, _, thing, _ in DECISIONS]
    assert not [thing for thing in things for action in actions if can(ENROLLING, action, thing)]


def test_a_case_opens_units_and_labels_to_read_and_no_hold() -> None:
    """To officials who ask about what belongs to it; see `api.looks.cases`."""
    far = Unit({"packhouse"}, {FAR})
    for what in (far, Roll("packhouse", {FAR})):
        assert can(ON_CASE, "read", what)
        assert not can(INSPECTOR, "read", what)
        assert not can(actor("packer", "stranger", case="2026-17"), "read", what)
    assert not can(ON_CASE, "hold", Stock("packhouse", FAR))


HOUSEHOLD_STAFF, STAFF = Staff("grower", HERE, "cooperative"), Staff("packhouse", HERE)
LOOKED = Looked("person-eyes", "bureau", HERE, {"grower"}, {"cooperative"})
PEOPLE: list[tuple[Actor, Resource, bool]] = [
    (actor("supervisor", "packhouse"), STAFF, True),
    (actor("packer", "packhouse"), STAFF, False),
    (actor("supervisor", "stranger"), STAFF, False),
    (actor("supervisor", "cooperative"), HOUSEHOLD_STAFF, True),
    (actor("supervisor", "stranger"), HOUSEHOLD_STAFF, False),
    (CITY, STAFF, True),
    (OTHER_CITY, STAFF, False),
    (PLATFORM, STAFF, True),
    (PLATFORM, Staff("unregistered", None), False),
    (actor("administrator", "operator"), Staff("operator", None), True),
    (INSPECTOR, STAFF, False),
    (GROWER, LOOKED, True),
    (COOPERATIVE, LOOKED, True),
    (STRANGER, LOOKED, False),
    (READER, Looked("person-eyes", "bureau", HERE, {"packhouse"}), True),
    (RECORDER, Looked("person-eyes", "bureau", HERE, {"packhouse"}), False),
    (actor("inspector", "eyes", area=HERE), LOOKED, True),
    (actor("regulator", "bureau", area=FAR), LOOKED, True),
    (INSPECTOR, LOOKED, False),
    (CITY, LOOKED, True),
    (OTHER_CITY, LOOKED, False),
    (CITY, Looked("person-platform", "operator", "", {"grower"}), False),
    (PLATFORM, LOOKED, True),
]


@pytest.mark.parametrize(("who", "what", "may"), PEOPLE)
def test_people_and_who_looked_at_them(who: Actor, what: Resource, may: bool) -> None:
    assert can(who, "read", what) is may
    assert not can(who, "register", what)
