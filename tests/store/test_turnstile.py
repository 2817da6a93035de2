"""Callers are let through a few at a time, and nobody who gives up keeps the others waiting."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from store.turnstile import ABREAST, Turnstile, open_all


@pytest.mark.parametrize("callers", [1, ABREAST, ABREAST + 1, 64])
def test_everybody_is_let_through(callers: int):
    turnstiles = [Turnstile() for _ in range(callers)]
    with ThreadPoolExecutor(callers) as pool:
        opened = [pool.submit(one.wait, 10) for one in turnstiles]
        open_all(turnstiles)
        assert all(each.result(10) for each in opened)


def test_who_comes_after_it_opened_passes_at_once():
    turnstiles = [Turnstile() for _ in range(4)]
    open_all(turnstiles)
    assert [one.wait(0) for one in turnstiles[:ABREAST]] == [True] * ABREAST
    assert [one.wait(0) for one in turnstiles[ABREAST:]] == [True] * (4 - ABREAST)


def test_who_waits_for_nothing_gives_up():
    assert not Turnstile().wait(0.01)


def test_those_who_gave_up_are_passed_over_however_many():
    gone = [Turnstile() for _ in range(5_000)]
    assert not any(one.wait(0) for one in gone)
    last = [Turnstile() for _ in range(ABREAST)]
    open_all([*gone, *last])
    assert all(one.wait(0) for one in last)


def test_nobody_is_kept_waiting_by_those_who_give_up_just_then():
    random = Random(7)
    for _ in range(60):
        turnstiles = [Turnstile() for _ in range(32)]
        patient = [random.random() < 0.5 for _ in turnstiles]
        with ThreadPoolExecutor(33) as pool:
            opened = [
                pool.submit(one.wait, 10 if waits else random.random() / 500)
                for one, waits in zip(turnstiles, patient, strict=True)
            ]
            pool.submit(open_all, turnstiles).result(10)
            let_through = [each.result(10) for each in opened]
        assert all(through for through, waits in zip(let_through, patient, strict=True) if waits)
