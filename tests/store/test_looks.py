"""Looks of officials: dense, chained, found by whose it was and by who looked; a change shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from store.datastore import Datastore
from store.looks import Kept, Look, broken_looks, looks_at, looks_by, looks_within, remember
from store.migrate import migrate
from store.rows import Eyes, seen
from tests.conftest import fresh_database
from tests.store.making import MORNING

LOT = "01/09521234000013/10/A"


def look(person: str = "p-1", jurisdiction: str = "4453", **seen: list[str]) -> Look:
    return Look(MORNING, person, "authority", "inspector", jurisdiction, "area", "", "lots", "", seen)


def asked(datastore: Datastore, ask: Callable[..., Coroutine[Any, Any, list[Kept]]], *values: Any, **how: Any) -> Any:
    async def answer() -> list[Kept]:
        async with await AsyncConnection.connect(datastore.conninfo, autocommit=True) as connection:
            return await ask(connection, *values, **how)

    return asyncio.run(answer())


def test_looks_of_many_threads_have_dense_positions_and_one_chain(datastore: Datastore) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: remember(datastore, look(f"many-{number}", many=[LOT])), range(24)))
    found = asked(datastore, looks_within, "", limit=100)
    assert [one.position for one in found] == list(range(len(found), 0, -1))
    assert broken_looks(datastore) == []


def test_an_owner_finds_looks_at_its_own_the_newest_first(datastore: Datastore) -> None:
    remember(datastore, look(mine=[LOT], others=["x"]))
    remember(datastore, look(others=["x"]))
    remember(datastore, look(mine=["y"], household=["z"]))
    found = asked(datastore, looks_at, ["mine", "household"], limit=10)
    assert [one.look.seen for one in found] == [{"mine": ["y"], "household": ["z"]}, {"mine": [LOT], "others": ["x"]}]
    (older,) = asked(datastore, looks_at, ["mine"], before=found[0].position, limit=10)
    assert older == found[1]


def test_a_look_is_found_by_who_looked_and_by_the_area(datastore: Datastore) -> None:
    remember(datastore, look("p-2", "440111", it=["a"])._replace(party="other"))
    assert [one.look.person for one in asked(datastore, looks_by, "nobody", "other", limit=9)] == ["p-2"]
    assert [one.look.party for one in asked(datastore, looks_by, "p-2", "none", limit=9)] == ["other"]
    assert [one.look.person for one in asked(datastore, looks_within, "4401", limit=9)] == ["p-2"]
    assert asked(datastore, looks_within, "4408", limit=9) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE commons.look SET person = 'somebody else' WHERE position = {last}",
        "UPDATE commons.look SET seen = '{{}}' WHERE position = {last}",
        "DELETE FROM commons.look WHERE position = {last}",
        "DELETE FROM commons.look WHERE position = {last} - 1",
        "DELETE FROM commons.look_owner WHERE position = {last}",
    ],
)
def test_what_somebody_changed_or_took_away_shows(server_conninfo: str, template_database: str, statement: str) -> None:
    with fresh_database(server_conninfo, template_database) as address:
        store = Datastore(address)
        for number in range(3):
            remember(store, look(f"p-{number}", mine=[LOT]))
        assert broken_looks(store) == []
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.format(last=3).encode())
        assert broken_looks(store) == [3]
        store.close()


def test_the_chain_is_the_same_in_every_time_zone(datastore: Datastore) -> None:
    remember(datastore, look(zone=["a"]))
    with datastore.connection() as connection:
        connection.execute("SET timezone = 'America/New_York'")
        remember(datastore, look(zone=["b"]))
    assert broken_looks(datastore) == []
    with datastore.connection() as connection:
        connection.execute("RESET timezone")


def test_looks_from_before_the_chain_are_kept(server_conninfo: str, template_database: str) -> None:
    """The migration takes over what the first table held, in its order."""
    old = """INSERT INTO commons.look VALUES
        (gen_random_uuid(), now() - interval '1 day' * {0}, 'p-{0}', 'a', 'regulator', '44', 'case-{0}', 'L')"""
    with fresh_database(server_conninfo, template_database) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP TABLE commons.look, commons.look_owner, commons.look_head CASCADE")
            connection.execute("DROP FUNCTION commons.put_look")
            connection.execute("DELETE FROM commons.migration WHERE name = 'commons_0009_look'")
            first = files("store").joinpath("migrations/commons_0006_look.sql").read_text(encoding="utf-8")
            connection.execute(first.replace("{schema}", "commons").encode())
            for days in (1, 2):
                connection.execute(old.format(days).encode())
        migrate(address, ("commons",))
        store = Datastore(address)
        found = asked(store, looks_within, "", limit=9)
        assert [(one.look.person, one.look.basis, one.look.reference) for one in found] == [
            ("p-1", "case", "case-1"),
            ("p-2", "case", "case-2"),
        ]
        assert broken_looks(store) == []
        store.close()


def test_the_looks_of_an_area_are_found_by_an_index_under_row_security_too(
    server_conninfo: str, template_database: str
) -> None:
    many = """
        SELECT commons.put_look(now(), 'p', 'a', 'inspector', '440' || n % 90 + 100, 'area', '', 'lots', '', '{}')
          FROM generate_series(1, 3000) AS n
    """

    async def found(address: str) -> int:
        async with await AsyncConnection.connect(address, autocommit=True) as connection:
            await connection.execute("SET ROLE suyuan_reader")
            async with seen(connection, Eyes("official", area="440101")):
                return len(await looks_within(connection, "440101", limit=9))

    with (
        fresh_database(server_conninfo, template_database) as address,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        connection.execute(many)
        connection.execute("VACUUM ANALYZE commons.look")
        assert asyncio.run(found(address)) == 9
        query = "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'look_jurisdiction'"
        for _ in range(100):  # told once the other connection has ended
            if connection.execute(query).fetchone() == (1,):
                return
            connection.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("the index was not used")
