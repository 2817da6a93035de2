"""Trace and custody are functions of the set of facts: any order of projecting, any interleaving of outboxes."""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from domain.act import Act
from domain.region import Region
from projections.custody import Custody
from projections.projection import Projection
from projections.trace import Trace
from tests.given import Story
from tests.projections.projected import facts_of, lay, project, rows
from tests.projections.recorded import tell_a_day

BOTH = (Custody(), Trace())
REGIONS = ("yunfu", "guangzhou")
ARRIVAL = {"ordinal", "position", "asserted", "withdrawn"}  # what tells in which order facts were recorded


class Outboxes(Story):
    """Remembers the day's commands, each phone's in its own order, so that other stories can be told of them."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Act, Callable[..., Any], dict[str, Any]]] = []
        super().__init__()
        self.sent.clear()  # the parties, sites and products stand already

    def when(self, region: Region, act: Act, command: Callable[..., dict[str, Any]], **values: Any) -> dict[str, Any]:
        self.sent.append((region.region, replace(act, observed=True), command, values))
        return super().when(region, act, command, **values)


@cache
def of_the_day() -> list[tuple[str, Act, Callable[..., Any], dict[str, Any]]]:
    outboxes = Outboxes()
    tell_a_day(outboxes)
    return outboxes.sent


def interleaved(chance: random.Random) -> Story:
    """A story of the same day, in which the phones found a signal at other times."""
    phones: dict[str, deque[Any]] = {}
    for sent in of_the_day():
        phones.setdefault(sent[1].party, deque()).append(sent)
    story = Story()
    while phones:
        party = chance.choice(sorted(phones))
        region, act, command, values = phones[party].popleft()
        story.when(getattr(story, region), act, command, **values)
        if not phones[party]:
            del phones[party]
    return story


@pytest.fixture(scope="module")
def conn(conninfo):
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


def content(conn: psycopg.Connection[Any], projection: Projection, region: str) -> dict[str, list[str]]:
    """What is known now, without what tells the order of recording."""
    found: dict[str, list[str]] = {}
    for table in projection.tables:
        columns = [name for name in _columns(conn, region, table) if name not in ARRIVAL]
        known = " WHERE withdrawn IS NULL" if "withdrawn" in _columns(conn, region, table) else ""
        statement = sql.SQL("SELECT {}::text FROM {}" + known).format(
            sql.SQL("ROW({})").format(sql.SQL(", ").join(map(sql.Identifier, columns))), sql.Identifier(region, table)
        )
        found[table] = sorted(row for (row,) in conn.execute(statement))
    return found


def _columns(conn: psycopg.Connection[Any], schema: str, table: str) -> list[str]:
    statement = "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
    return [name for (name,) in conn.execute(statement, (schema, table))]


def projected(conn: psycopg.Connection[Any], story: Story, chance: random.Random | None = None) -> None:
    """In one batch; or shuffled, in small ones."""
    for region in REGIONS:
        facts = facts_of(getattr(story, region))
        if chance:
            chance.shuffle(facts)
        size = chance.randint(1, 20) if chance else len(facts)
        for projection in BOTH:
            lay(conn, projection, region)
            project(conn, projection, region, *(facts[at : at + size] for at in range(0, len(facts), size)))


@pytest.fixture(scope="module")
def day():
    story = Story()
    tell_a_day(story)
    return story


@pytest.fixture(scope="module")
def straight(conn, day):
    """Every row of the day, as it was recorded."""
    projected(conn, day)
    return {(region, one.name): rows(conn, one, region) for region in REGIONS for one in BOTH}


@pytest.fixture(scope="module")
def known(conn):
    """What is known after one interleaving."""
    projected(conn, interleaved(random.Random(0)))
    return {(region, one.name): content(conn, one, region) for region in REGIONS for one in BOTH}


@settings(max_examples=10)
@given(chance=st.randoms(use_true_random=False))
def test_facts_projected_in_any_order_give_the_same_rows(conn, day, straight, chance):
    """A parked fact comes late: rows are equal to the last column, positions and withdrawals among them."""
    projected(conn, day, chance)
    assert {(region, one.name): rows(conn, one, region) for region in REGIONS for one in BOTH} == straight


@settings(max_examples=10)
@given(chance=st.randoms(use_true_random=False))
def test_any_interleaving_of_outboxes_tells_the_same_history(conn, known, chance):
    projected(conn, interleaved(chance))
    assert {(region, one.name): content(conn, one, region) for region in REGIONS for one in BOTH} == known
