"""A process remembers the aggregates that it used last, whatever its threads do."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import UUID

import pytest

from domain.remembered import Remembered


def key(number: int) -> UUID:
    return UUID(int=number)


def test_what_was_not_used_for_longest_is_forgotten_first():
    remembered: Remembered[str] = Remembered(2)
    remembered.put(key(1), "one")
    remembered.put(key(2), "two")
    assert remembered.get(key(1)) == "one"
    remembered.put(key(3), "three")
    assert [key(number) in remembered for number in (1, 2, 3)] == [True, False, True]
    with pytest.raises(KeyError):
        remembered.get(key(2))


def test_what_is_put_again_replaces_and_what_is_evicted_is_gone():
    remembered: Remembered[str] = Remembered(2)
    remembered.put(key(1), "one")
    remembered.put(key(1), "another")
    assert remembered.get(key(1), evict=True) == "another"
    assert key(1) not in remembered
    remembered.put(key(1), None)
    assert key(1) not in remembered


def test_threads_never_see_anothers_value_nor_more_than_there_may_be():
    remembered: Remembered[int] = Remembered(50)

    def work(seed: int) -> None:
        random = Random(seed)
        for _ in range(5_000):
            number = random.randrange(100)
            remembered.put(key(number), number)
            try:
                assert remembered.get(key(number), evict=random.random() < 0.2) == number
            except KeyError:
                continue

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert sum(key(number) in remembered for number in range(100)) <= 50
