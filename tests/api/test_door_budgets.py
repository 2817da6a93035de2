"""Budgets: exact at their number, paid back in time, and never more memory than was meant."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.door.budgets import Budgets, Rate

FIVE = Rate(5, 10.0)


def test_of_many_at_once_exactly_the_rate_goes_through() -> None:
    budgets = Budgets(FIVE)
    assert [budgets.spend("a", 123456.789) == 0 for _ in range(9)] == [True] * 5 + [False] * 4
    assert budgets.spend("b", 123456.789) == 0


def test_the_wait_ends_when_it_says() -> None:
    budgets = Budgets(FIVE)
    for _ in range(5):
        budgets.spend("a", 0)
    assert budgets.spend("a", 3) == pytest.approx(7)
    assert budgets.spend("a", 9.9) > 0
    assert budgets.spend("a", 10) == 0
    assert budgets.spend("a", 10) == pytest.approx(10)


def test_what_is_refused_costs_nothing_and_what_is_charged_does() -> None:
    budgets = Budgets(FIVE)
    for _ in range(100):
        budgets.spend("refused", 0)
        budgets.charge("charged", 0)
    assert budgets.wait("refused", 0) == pytest.approx(10)
    assert budgets.wait("charged", 0) == pytest.approx(60)  # two buckets are owed at most
    budgets.charge("charged", 0, -9)
    assert budgets.wait("charged", 0) == 0


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_span_of_time_holds_more_than_the_rate_says(pauses: list[float]) -> None:
    budgets, now, went = Budgets(FIVE), 1000.0, deque[float]()
    for pause in pauses:
        now += pause
        if budgets.spend("a", now) == 0:
            went.append(now)
            for first in went:
                assert sum(first <= at <= now for at in went) <= 5 + (now - first) / 10 + 1e-6


def test_memory_is_bounded_and_who_is_in_use_is_not_forgotten() -> None:
    budgets = Budgets(Rate(5, 1e9), most_keys=100)
    for number in range(10_000):
        if number % 50 == 0:
            budgets.spend("busy", 0)
        budgets.spend(number, 0)
        assert len(budgets) <= 202
    assert budgets.spend("busy", 0) > 0
