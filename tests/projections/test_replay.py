"""Replay equals live, row by row, for every projection in the catalogue; however the log was cut into batches."""

import random

import psycopg
import pytest

from projections.catalogue import PROJECTIONS
from projections.follower import Follower
from projections.log import Log
from projections.parking import parked
from projections.projection import Projection
from projections.rebuild import Rebuild
from projections.tables import ensure_tables
from store.datastore import Datastore
from tests.projections.projected import rows
from tests.projections.recorded import REGIONS, RecordedStory, tell_a_day


@pytest.fixture(scope="module")
def following(datastore, conninfo):
    """A store in which a day was recorded while every projection followed, some facts at a time."""
    store, chance = Datastore(conninfo), random.Random(20260709)
    ensure_tables(store, REGIONS, PROJECTIONS)
    logs = {region: Log(store, region) for region in REGIONS}
    followers = [Follower(store, region, projection) for region in REGIONS for projection in PROJECTIONS]
    story = RecordedStory(datastore)
    told = story.when

    def tell(*args, **values):
        outcome = told(*args, **values)
        for follower in followers:
            if chance.random() < 0.3:
                advance(follower, logs[follower.region], chance.randint(1, 7))
        return outcome

    story.when = tell
    tell_a_day(story)
    for follower in followers:
        while follower.position < logs[follower.region].head():
            advance(follower, logs[follower.region], 3)
    yield store
    store.close()


def advance(follower: Follower, log: Log, limit: int) -> None:
    follower.take(log.read(follower.position, follower.projection.reads, limit))


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda one: one.name)
@pytest.mark.parametrize("region", REGIONS)
def test_replay_equals_live_row_by_row(
    following: Datastore, conninfo: str, projection: Projection, region: str
) -> None:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        live = rows(conn, projection, region)
        rebuilt = Rebuild(following, region, projection).run()
        assert rows(conn, projection, region) == live
    assert rebuilt.same


@pytest.mark.parametrize("region", REGIONS)
def test_nothing_of_the_day_is_poison(following: Datastore, region: str) -> None:
    assert parked(following, region) == []


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda one: one.name)
def test_the_day_touches_the_projection(following: Datastore, conninfo: str, projection: Projection) -> None:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        assert any(any(rows(conn, projection, region).values()) for region in REGIONS)


def test_tables_are_named_after_their_projection() -> None:
    stray = [
        table
        for projection in PROJECTIONS
        for table in projection.tables
        if table != projection.name and not table.startswith(f"{projection.name}_")
    ]
    assert stray == []
