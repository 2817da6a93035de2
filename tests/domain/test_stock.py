"""Stock never lies: what is refused online, what is recorded all the same; order of arrival does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import commands
from domain.commands.goods import Amount
from domain.errors import (
    InsufficientStock,
    NotHeld,
    NotOverdrawn,
    NotYours,
    StockHeld,
    StockOverdrawn,
    UnknownFact,
    WrongMeasure,
)
from domain.ledger import Ledger, Movement
from domain.measure import MeasureRefused
from tests.given import NOON, WAMPEE, Story, fact_of, goods


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def lot(story: Story) -> str:
    return story.purchase(story.harvest("100"), "100")


def test_a_harvest_enters_the_stock_of_its_site(story: Story) -> None:
    lot = story.lot()
    act = story.act(story.household)
    outcome = story.when(
        story.yunfu, act, commands.record_harvest, lot=lot, site=story.plot, amount=Amount("200", "市斤")
    )
    assert story.topics == ["lot:harvested", "stock:entered"]
    assert outcome["quantity"] == "100.000"
    assert (story.happened[0].quantity.entered, story.happened[0].quantity.entered_unit) == ("200", "jin")


def test_baskets_of_one_day_add_up_in_one_lot(story: Story) -> None:
    lot = story.harvest("40")
    story.harvest("60", lot=lot, minutes=5)
    assert story.on_hand(lot, story.plot) == 100


def test_a_code_that_another_harvest_has_is_recorded_under_its_command_id_and_flagged(story: Story) -> None:
    lot = story.harvest("40")
    elsewhere = story._register_site(story.yunfu, story.packhouse, "plot", "445322")
    outcome = story.when(
        story.yunfu,
        story.act(story.packhouse),
        commands.record_harvest,
        lot=lot,
        site=elsewhere,
        amount=Amount("7", "kg"),
    )
    assert outcome["lot"] != lot
    assert "lot:code_collided" in story.topics
    assert story.on_hand(outcome["lot"], elsewhere) == 7
    assert story.on_hand(lot, story.plot) == 40


def test_a_cooperative_may_act_for_its_household_and_a_stranger_may_not(story: Story) -> None:
    values = {"lot": story.lot(), "site": story.plot, "amount": Amount("5", "kg")}
    story.when(story.yunfu, story.act(story.packhouse), commands.record_harvest, **values)
    refused = story.refuses(story.yunfu, story.act(story.market), commands.record_harvest, **values)
    assert isinstance(refused, NotYours)


def test_no_online_command_drives_a_stock_below_zero(story: Story, lot: str) -> None:
    sell = {"site": story.shed, "goods": [goods(lot, "100.001")]}
    assert isinstance(
        story.refuses(story.yunfu, story.act(story.packhouse), commands.sell_retail, **sell), InsufficientStock
    )
    story.when(
        story.yunfu,
        story.act(story.packhouse),
        commands.sell_retail,
        site=story.shed,
        goods=[goods(lot, "100")],
    )
    assert story.on_hand(lot, story.shed) == 0


def test_an_observed_fact_is_recorded_overdrawn_and_blocks_online_dispatch_until_the_missing_fact_arrives(
    story: Story,
) -> None:
    lot = story.lot(number=9)
    sold = {"site": story.shed, "goods": [goods(lot, "30")]}
    story.when(story.yunfu, story.act(story.packhouse, offline=True), commands.sell_retail, **sold)
    assert story.topics == ["stock:left", "stock:overdrawn", "sale:sold_retail"]
    assert story.stock(lot, story.shed).overdraft == 30
    story.harvest("50", lot=lot, offline=True, minutes=-60)
    story.purchase(lot, "50", offline=True, minutes=-30)
    assert story.topics[:3] == ["stock:left", "stock:entered", "stock:overdraft_closed"]
    assert story.happened[2].how == "arrived"
    assert story.on_hand(lot, story.shed) == 20


def test_an_overdrawn_stock_is_not_dispatched_online(story: Story, lot: str) -> None:
    offline = story.act(story.packhouse, offline=True)
    story.when(story.yunfu, offline, commands.sell_retail, site=story.shed, goods=[goods(lot, "130")])
    stock = story.stock(lot, story.shed)
    with pytest.raises(StockOverdrawn):
        stock._may_leave(story.act(story.packhouse), lot, Decimal(1), "dispatched", "")


def test_a_person_resolves_an_overdraft_and_says_why(story: Story, lot: str) -> None:
    offline = story.act(story.packhouse, offline=True)
    story.when(story.yunfu, offline, commands.sell_retail, site=story.shed, goods=[goods(lot, "130")])
    resolve = {"lot": lot, "site": story.shed, "reason": "weighing"}
    story.when(story.yunfu, story.act(story.packhouse, minutes=5), commands.resolve_overdraft, **resolve)
    assert story.topics == ["stock:entered", "stock:overdraft_closed"]
    assert (story.happened[0].cause, story.happened[0].quantity) == ("found", 30)
    refused = story.refuses(story.yunfu, story.act(story.packhouse), commands.resolve_overdraft, **resolve)
    assert isinstance(refused, NotOverdrawn)


def test_held_stock_may_be_counted_and_destroyed_but_not_sold_or_mixed(story: Story, lot: str) -> None:
    hold = {"lot": lot, "site": story.shed, "reason": "rapid_test_positive"}
    story.when(story.yunfu, story.act(story.packhouse), commands.hold_stock, **hold)
    held = fact_of(story)
    mix = {
        "kind": "grade",
        "step": "",
        "site": story.shed,
        "inputs": [goods(lot, "10")],
        "outputs": [goods(story.lot(number=3), "10")],
        "waste": None,
    }
    for command, values in (
        (commands.sell_retail, {"site": story.shed, "goods": [goods(lot, "1")]}),
        (commands.transform_lots, mix),
    ):
        assert isinstance(story.refuses(story.yunfu, story.act(story.packhouse), command, **values), StockHeld)
    count = {"lot": lot, "site": story.shed, "amount": Amount("99", "kg")}
    story.when(story.yunfu, story.act(story.packhouse), commands.count_stock, **count)
    destroy = {"lot": lot, "site": story.shed, "amount": Amount("9", "kg"), "unit": "", "reason": "rotten"}
    story.when(story.yunfu, story.act(story.packhouse, minutes=1), commands.destroy_stock, **destroy)
    assert story.on_hand(lot, story.shed) == 90
    release = {"lot": lot, "site": story.shed, "hold": held, "reason": "retest_negative"}
    story.when(story.yunfu, story.act(story.packhouse), commands.release_stock, **release)
    story.when(
        story.yunfu,
        story.act(story.packhouse, minutes=2),
        commands.sell_retail,
        site=story.shed,
        goods=[goods(lot, "90")],
    )
    assert isinstance(
        story.refuses(story.yunfu, story.act(story.packhouse), commands.release_stock, **release), NotHeld
    )


def test_an_inspector_may_hold_what_is_not_theirs(story: Story, lot: str) -> None:
    inspector = story.act("authority", role="inspector")
    story.when(story.yunfu, inspector, commands.hold_stock, lot=lot, site=story.shed, reason="inspection")
    assert story.stock(lot, story.shed).held


def test_a_count_is_absolute_and_earlier_facts_that_arrive_later_do_not_change_it(story: Story, lot: str) -> None:
    count = {"lot": lot, "site": story.shed, "amount": Amount("90", "kg")}
    outcome = story.when(story.yunfu, story.act(story.packhouse, minutes=10), commands.count_stock, **count)
    assert outcome["variance"] == "-10.000"
    late = story.act(story.packhouse, offline=True, minutes=1)
    story.when(story.yunfu, late, commands.sell_retail, site=story.shed, goods=[goods(lot, "5")])
    assert story.on_hand(lot, story.shed) == 90


def test_a_corrected_harvest_changes_the_stock_and_keeps_both(story: Story) -> None:
    lot = story.harvest("100")
    wrong = fact_of(story)
    correct = {"fact": wrong, "lot": lot, "site": story.plot, "amount": Amount("10", "kg"), "reason": "typing"}
    story.when(story.yunfu, story.act(story.household), commands.correct_harvest, **correct)
    assert story.topics == ["lot:harvest_corrected", "stock:movement_corrected"]
    assert story.on_hand(lot, story.plot) == 10
    void = correct | {"amount": None}
    story.when(story.yunfu, story.act(story.household), commands.correct_harvest, **void)
    assert story.on_hand(lot, story.plot) == 0


def test_a_correction_that_would_overdraw_is_refused_online(story: Story) -> None:
    lot = story.harvest("100")
    wrong = fact_of(story)
    story.purchase(lot, "80")
    correct = {"fact": wrong, "lot": lot, "site": story.plot, "amount": Amount("10", "kg"), "reason": "typing"}
    refused = story.refuses(story.yunfu, story.act(story.household), commands.correct_harvest, **correct)
    assert isinstance(refused, InsufficientStock)
    assert story.on_hand(lot, story.plot) == 20


def test_an_unknown_fact_cannot_be_corrected(story: Story, lot: str) -> None:
    correct = {"fact": UUID(int=7), "lot": lot, "site": story.shed, "amount": Amount("1", "kg"), "reason": "typing"}
    refused = story.refuses(story.yunfu, story.act(story.packhouse), commands.correct_movement, **correct)
    assert isinstance(refused, UnknownFact)


def test_kilograms_and_pieces_do_not_mix(story: Story) -> None:
    values = {"lot": story.lot(), "site": story.plot, "amount": Amount("5", "piece")}
    assert isinstance(
        story.refuses(story.yunfu, story.act(story.household), commands.record_harvest, **values), WrongMeasure
    )
    with pytest.raises(MeasureRefused):
        story.when(
            story.yunfu,
            story.act(story.household),
            commands.record_harvest,
            **(values | {"amount": Amount("0.0001", "kg")}),
        )


@given(st.data())
def test_a_ledger_adds_up_the_same_in_any_order(data: st.DataObject) -> None:
    """Movements, counts, packings and corrections of distinct facts commute."""
    numbers = st.integers(min_value=1, max_value=500).map(Decimal)
    movements = [
        Movement(
            NOON + timedelta(minutes=data.draw(st.integers(0, 5))),
            UUID(int=number),
            data.draw(numbers) * sign,
            counted=counted,
            unit=unit,
        )
        for number, (sign, counted, unit) in enumerate(
            data.draw(
                st.lists(
                    st.sampled_from([(1, False, ""), (-1, False, ""), (-1, False, "A"), (1, True, "")]), max_size=8
                )
            )
        )
    ]
    steps = [("move", movement) for movement in movements]
    steps += [("pack", ("A", data.draw(numbers))) for _ in range(data.draw(st.integers(0, 2)))]
    steps += [
        ("correct", (movement.fact, movement.unit, data.draw(st.one_of(st.none(), numbers))))
        for movement in data.draw(st.lists(st.sampled_from(movements), unique=True) if movements else st.just([]))
    ]

    def added(order: Sequence[tuple[str, object]]) -> tuple[Decimal, Decimal, dict[str, Decimal]]:
        ledger = Ledger()
        for what, values in order:
            getattr(ledger, what)(*(values if type(values) is tuple else (values,)))
        return ledger.on_hand, ledger.deficit, ledger.packed

    assert added(data.draw(st.permutations(steps))) == added(steps)


def test_the_product_is_known_by_the_lots_path(story: Story) -> None:
    story.harvest("1")
    assert story.happened[0].product == WAMPEE
