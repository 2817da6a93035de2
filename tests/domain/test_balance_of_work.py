"""What goes in bounds what comes out: over a chain of steps, and when a step is corrected afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from domain import commands
from domain.commands.goods import Amount, Goods
from domain.errors import DoesNotBalance, Refused
from tests.given import PEELED, Story, goods


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def lot(story: Story) -> str:
    return story.purchase(story.harvest("100"), "100")


def work(story: Story, inputs: list[Goods], outputs: list[Goods], **how: Any) -> Any:
    values: dict[str, Any] = {"kind": "grade", "step": "", "waste": None} | how
    act, site = story.act(story.packhouse), story.shed
    story.when(story.yunfu, act, commands.transform_lots, site=site, inputs=inputs, outputs=outputs, **values)
    return story.happened[0].transformation


def refused_correction(story: Story, fact: Any, inputs: list[Goods], outputs: list[Goods], waste: str = "") -> Refused:
    values: dict[str, Any] = {"fact": fact, "inputs": inputs, "outputs": outputs, "reason": "typing"}
    values["waste"] = Amount(waste, "kg") if waste else None
    return story.refuses(story.yunfu, story.act(story.packhouse), commands.correct_transformation, **values)


@pytest.mark.parametrize("kind", ["split", "merge", "grade", "repack"])
def test_sorting_and_packing_gain_nothing(story: Story, lot: str, kind: str) -> None:
    with pytest.raises(DoesNotBalance):
        work(story, [goods(lot, "100")], [goods(story.lot(number=1), "100.001")], kind=kind)
    with pytest.raises(DoesNotBalance):
        work(story, [goods(lot, "100")], [goods(story.lot(number=1), "98")], kind=kind, waste=Amount("2.1", "kg"))
    work(story, [goods(lot, "100")], [goods(story.lot(number=1), "98")], kind=kind, waste=Amount("2", "kg"))


def test_a_chain_of_sorting_ends_with_no_more_than_was_grown(story: Story, lot: str) -> None:
    before = lot
    for number in range(5):
        after = story.lot(number=number)
        with pytest.raises(DoesNotBalance):
            work(story, [goods(before, "100")], [goods(after, "100.4")])
        work(story, [goods(before, "100")], [goods(after, "100")])
        before = after
    assert story.on_hand(before, story.shed) == 100


def test_processing_makes_no_waste_out_of_nothing(story: Story, lot: str) -> None:
    peel: dict[str, Any] = {"kind": "process", "step": "peel"}
    peeled = [goods(story.lot(PEELED, 1), "30")]
    with pytest.raises(DoesNotBalance):
        work(story, [goods(lot, "100")], peeled, waste=Amount("70.1", "kg"), **peel)
    work(story, [goods(lot, "100")], peeled, waste=Amount("70", "kg"), **peel)


def test_a_correction_stays_within_the_yield_of_each_product(story: Story, lot: str) -> None:
    whole, peeled = story.lot(number=8), story.lot(PEELED, 9)
    outputs = [goods(peeled, "30"), goods(whole, "5")]
    fact = work(story, [goods(lot, "100")], outputs, kind="process", step="peel")
    more = [goods(peeled, "36"), goods(whole, "1")]
    assert isinstance(refused_correction(story, fact, [goods(lot, "100")], more), DoesNotBalance)
    assert isinstance(refused_correction(story, fact, [goods(lot, "100")], [goods(peeled, "35.1")]), DoesNotBalance)
    assert story.on_hand(peeled, story.shed) == 30


def test_the_products_yield_holds_in_a_correction_whichever_product_the_whole_was_judged_by(
    story: Story, lot: str
) -> None:
    whole, peeled = story.lot(number=8), story.lot(PEELED, 9)
    fact = work(story, [goods(lot, "100")], [goods(whole, "80"), goods(peeled, "20")], kind="process", step="peel")
    only_peeled = refused_correction(story, fact, [goods(lot, "100")], [goods(peeled, "100")])
    assert isinstance(only_peeled, DoesNotBalance)


def test_a_correction_of_sorting_gains_nothing(story: Story, lot: str) -> None:
    sorted_out = story.lot(number=1)
    fact = work(story, [goods(lot, "90")], [goods(sorted_out, "90")])
    assert isinstance(refused_correction(story, fact, [goods(lot, "90")], [goods(sorted_out, "90.1")]), DoesNotBalance)
    assert isinstance(
        refused_correction(story, fact, [goods(lot, "90")], [goods(sorted_out, "90")], "1"), DoesNotBalance
    )
