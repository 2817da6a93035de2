"""A follower misses nothing, ever: a million events, eight writers, VACUUM. SUYUAN_DRILL_EVENTS sets another number.

The same drill with the library's database functions does miss events, which shows that this one can fail.
"""

import os

import pytest

from tests.drills.tailing import drill

EVENTS = int(os.environ.get("SUYUAN_DRILL_EVENTS", "1_000_000"))

pytestmark = pytest.mark.drill


def test_a_tailing_follower_misses_nothing(conninfo: str):
    told = drill("ours", conninfo, EVENTS)
    print(told)
    assert told.written == EVENTS // 8 * 8
    assert told.missed == 0
    assert told.longest_wait < 10, "VACUUM must not stall writers"


def test_the_librarys_database_functions_make_it_miss_some(conninfo: str):
    told = drill("library", conninfo, EVENTS)
    print(told)
    assert told.missed > 0
