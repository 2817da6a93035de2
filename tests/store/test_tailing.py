"""The short form of the drill in tests/drills/test_missed.py, for every run of the tests."""

from tests.drills.tailing import drill


def test_a_tailing_follower_misses_nothing_while_vacuum_runs(conninfo: str):
    told = drill("ours", conninfo, 24_000)
    assert (told.written, told.missed) == (24_000, 0)
