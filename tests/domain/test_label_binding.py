"""A label lends its goods the history of a lot, so it is bound where the lot lies."""

from __future__ import annotations

from typing import Any

import pytest

from domain import commands
from domain.errors import NotYours, UnknownLot
from tests.domain.village import Village
from tests.given import WAMPEE, goods


@pytest.fixture
def story() -> Village:
    return Village()


@pytest.fixture
def lot(story: Village) -> str:
    return story.purchase(story.harvest("100"), "100")


def test_labels_are_bound_to_goods_that_lie_at_a_site_of_ones_own(story: Village, lot: str) -> None:
    serials = tuple(f"ABCD{number:012d}" for number in range(4))
    story.tell(story.rival, commands.issue_labels, product=WAMPEE, serials=serials)
    bind: dict[str, Any] = {"product": WAMPEE, "first": serials[0], "last": serials[3], "lot": lot}
    for where in ("", story.rival_shed):
        assert isinstance(story.refused(story.rival, commands.bind_labels, **bind, site=where), UnknownLot)
    for how in ({}, {"offline": True}):
        anothers = bind | {"site": story.shed}
        assert isinstance(story.refused(story.rival, commands.bind_labels, how=how, **anothers), NotYours)
    story.tell(story.rival, commands.bind_labels, how={"offline": True}, **bind | {"site": story.rival_shed})
    assert (story.happened[0].party, story.happened[0].site) == (story.rival, story.rival_shed)


def test_labels_are_not_bound_to_goods_that_have_left(story: Village, lot: str) -> None:
    serials = tuple(f"ABCD{number:012d}" for number in range(4))
    story.tell(story.packhouse, commands.issue_labels, product=WAMPEE, serials=serials)
    bind: dict[str, Any] = {"product": WAMPEE, "first": serials[0], "last": serials[3], "lot": lot, "site": story.shed}
    story.tell(story.packhouse, commands.sell_retail, site=story.shed, goods=[goods(lot, "100")])
    assert isinstance(story.refused(story.packhouse, commands.bind_labels, **bind), UnknownLot)
