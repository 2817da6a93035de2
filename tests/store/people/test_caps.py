"""Caps: exact at their number, in a window that slides, for many at once, and only for what was carried out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from psycopg import Rollback

from store.datastore import Datastore
from store.people.caps import Cap, give_back, take
from store.people.errors import CapReached
from tests.store.people.making import KEYS, NOON, later

FIVE = Cap("test.five", 5, timedelta(minutes=1))


def taken(datastore: Datastore, whom: str, now: datetime) -> bool:
    try:
        with datastore.transaction() as connection:
            take(connection, KEYS, FIVE, whom, now)
    except CapReached:
        return False
    return True


def test_the_window_slides(datastore: Datastore):
    for second in range(0, 50, 10):
        assert taken(datastore, "slides", later(seconds=second))
    assert not taken(datastore, "slides", later(seconds=59.9))
    assert taken(datastore, "slides", later(seconds=60))
    assert not taken(datastore, "slides", later(seconds=69.9))


def test_of_many_at_once_exactly_the_cap_goes_through(datastore: Datastore):
    with ThreadPoolExecutor(8) as threads:
        went = list(threads.map(lambda number: taken(datastore, "at-once", later(microseconds=number)), range(80)))
    assert went.count(True) == 5


def test_what_was_rolled_back_did_not_count(datastore: Datastore):
    for _ in range(20):
        with datastore.transaction() as connection:
            take(connection, KEYS, FIVE, "rolled-back", NOON)
            raise Rollback
    assert taken(datastore, "rolled-back", NOON)


def test_what_was_given_back_did_not_count(datastore: Datastore):
    for number in range(20):
        with datastore.transaction() as connection:
            take(connection, KEYS, FIVE, "given-back", later(seconds=number))
            give_back(connection, KEYS, FIVE, "given-back", later(seconds=number))
    assert taken(datastore, "given-back", later(seconds=20))


def test_the_wait_ends_when_it_says(datastore: Datastore):
    for second in (0, 10, 20, 30, 40):
        assert taken(datastore, "waits", later(seconds=second))
    with pytest.raises(CapReached) as reached, datastore.transaction() as connection:
        take(connection, KEYS, FIVE, "waits", later(seconds=45))
    assert reached.value.retry_after == 15
    assert not taken(datastore, "waits", later(seconds=45 + 14))
    assert taken(datastore, "waits", later(seconds=45 + 15))
