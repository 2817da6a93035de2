"""Who works for whom, and how parties stand: read from the directory, whatever order the facts were projected in."""

from __future__ import annotations

import random
from typing import Any

import psycopg
import pytest

from projections import directory
from projections.directory import Directory, Member, Standing
from tests.given import NOON, Story
from tests.projections.projected import facts_of, lay, project, read, rows
from tests.projections.recorded import tell_a_day

REGIONS = ("commons", "yunfu")


@pytest.fixture(scope="module")
def conn(conninfo):
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def day():
    story = Story()
    tell_a_day(story)
    return story


def projected(conn: psycopg.Connection[Any], day: Story, chance: random.Random | None = None) -> dict[str, Any]:
    for region in REGIONS:
        facts = facts_of(getattr(day, region))
        if chance:
            chance.shuffle(facts)
        size = chance.randint(1, 9) if chance else len(facts)
        lay(conn, Directory(), region)
        project(conn, Directory(), region, *(facts[at : at + size] for at in range(0, len(facts), size)))
    return {region: rows(conn, Directory(), region) for region in REGIONS}


def test_who_works_for_a_party_now(conn, conninfo: str, day: Story) -> None:
    projected(conn, day)
    found = read(conninfo, lambda reading: directory.members(reading, "commons", day.packhouse, limit=10))
    assert found == [
        Member("manager", "supervisor", "", "officer", NOON, False),
        Member("packer", "grower", "", "officer", NOON, False),
    ]
    after = read(conninfo, lambda reading: directory.members(reading, "commons", day.packhouse, after="m", limit=1))
    assert [one.person for one in after] == ["manager"]
    ended = conn.execute("SELECT person, ended_at FROM commons.directory_member WHERE ended_at IS NOT NULL").fetchall()
    assert ended == [("gone", NOON)]


def test_how_parties_stand_now(conn, conninfo: str, day: Story) -> None:
    projected(conn, day)
    stands = [
        read(conninfo, lambda reading, party=party: directory.standing(reading, REGIONS, party))
        for party in (day.packhouse, day.household, "9520000099990")
    ]
    assert stands == [
        ("commons", Standing(day.packhouse, "packhouse", "445322", "", "91350100M000100Y43", NOON, False)),
        ("yunfu", Standing(day.household, "household", "445322", day.market, "", None, True)),
        None,
    ]


def test_any_order_of_projecting_gives_the_same_rows(conn, day: Story) -> None:
    straight = projected(conn, day)
    for seed in range(5):
        assert projected(conn, day, random.Random(seed)) == straight
