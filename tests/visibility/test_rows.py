"""Row-level security by itself: of each table a tenant has its own rows, and nobody has any without saying who asks."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import psycopg
import pytest

from projections.catalogue import PROJECTIONS
from projections.whose import WHOSE
from store.datastore import Datastore
from store.errors import NotMigrated
from store.rows import EVERYWHERE, OPEN, READER, WHOLE, Eyes
from tests.visibility.cast import HOUSEHOLDS, ROLES, is_official
from tests.visibility.reading import OF_ALL, everything, readable, tables_read
from tests.visibility.story import Story

REGIONS: Final = ("yunfu", "guangzhou")
MEMBERS: Final = tuple(who for who in (*ROLES, *HOUSEHOLDS) if not is_official(who))
OWNERS: Final[dict[str, tuple[str, ...]]] = {
    "balance_binding": ("party",),
    "balance_count": ("party",),
    "balance_move": ("party",),
    "balance_site": ("party",),
    "balance_stock": ("party",),
    "balance_work": ("party",),
    "custody_consignment": ("party", "holder", "to_party"),
    "custody_holding": ("party",),
    "directory_breach": ("party",),
    "directory_lot": ("party",),
    "directory_member": ("party",),
    "directory_paper": ("party", "other", "third"),
    "directory_roll": ("party",),
    "directory_site": ("party",),
    "flows_receipt": ("party", "from_party"),
    "flows_refusal": ("party", "from_party"),
    "flows_shipment": ("party", "to_party", "carrier"),
    "trace_step": ("party", "other_party", "carrier"),
    "trace_leg": ("party", "other_party"),
    "trace_unit": ("party",),
}
"""Written by hand: the columns that say whose a row is."""
BELONGING: Final = {
    "balance_collision": ("balance_move", "fact", "fact"),
    "balance_overdraft": ("balance_site", "site", "site"),
    "balance_work_correction": ("balance_work", "work", "work"),
    "directory_hold": ("directory_site", "site", "site"),
    "directory_step": ("directory_paper", "id", "id"),
    "flows_correction": ("flows_receipt", "corrects", "receipt"),
    "flows_received": ("flows_receipt", "receipt", "receipt"),
    "flows_shipped": ("flows_shipment", "shipment", "shipment"),
    "trace_edge": ("trace_step", "about", "about"),
    "trace_node": ("trace_step", "id", "node"),
}
"""A table whose rows belong to those of another: its name, the column here, the column there."""
REGISTERS: Final = {"directory_party", "directory_product", "flows_product"}
"""What everybody who is signed in may read, but for households."""
NOBODY: Final = {"directory_case", "flows_site", "flows_party", "flows_seal", "custody_delivery", "trace_label"}
"""Matched or added up, told to nobody row by row; cases to officials alone."""


def mine(story: Story, who: str) -> set[str]:
    return {story.parties[who], *(story.parties[one] for one, home in HOUSEHOLDS.items() if home.agent == who)}


def eyes(story: Story, who: str) -> Eyes:
    return Eyes("official", story.parties[who], ROLES[who].jurisdiction) if is_official(who) else Eyes(
        "member", story.parties[who]
    )  # fmt: skip


def keys(row: dict[str, Any], columns: tuple[str, ...]) -> set[str]:
    return {row[one] for one in columns}


def test_every_table_is_guarded_by_force_or_is_nobodys(story: Story, conninfo: str) -> None:
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute(
            f"{OF_ALL} AND nspname = ANY(%s) AND NOT (relrowsecurity AND relforcerowsecurity)".encode(),
            ([*story.regions, "keys"],),
        ).fetchall()
    assert {table for _, table in rows} <= set(OPEN)


def test_the_reader_is_bound_writes_nothing_and_sees_no_events_and_no_vault(story: Story, conninfo: str) -> None:
    with psycopg.connect(conninfo) as connection:
        bound = "SELECT rolsuper, rolbypassrls, rolcanlogin, rolcreaterole FROM pg_roles WHERE rolname = %s"
        assert connection.execute(bound, (READER,)).fetchone() == (False, False, False, False)
        writes = connection.execute(
            f"{OF_ALL} AND has_table_privilege(%s, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')".encode(), (READER,)
        )
        assert writes.fetchall() == []
    assert {"event", "vault_entry", "command"}.isdisjoint(readable(conninfo, "yunfu"))
    for table in ("event", "vault_entry", "command"):
        with pytest.raises(NotMigrated, match="permission denied"):
            tables_read(conninfo, "yunfu", [table], EVERYWHERE)


def test_every_table_of_a_projection_is_accounted_for_here() -> None:
    tables = {table for one in PROJECTIONS for table in one.tables}
    assert set(WHOSE) <= tables
    pages = {table for table in tables if table.startswith("public_page")}
    assert set(WHOSE) - pages == {*OWNERS, *BELONGING, *REGISTERS, *NOBODY}


@pytest.mark.parametrize("region", REGIONS)
def test_who_says_nothing_reads_nothing(story: Story, conninfo: str, region: str) -> None:
    tables = [table for table in readable(conninfo, region) if table not in OPEN]
    assert {table for table, rows in tables_read(conninfo, region, tables, None).items() if rows} == set()
    assert len(tables) > 30


@pytest.mark.parametrize("who", MEMBERS)
def test_a_tenant_has_its_own_rows_all_of_them_and_no_others(story: Story, conninfo: str, who: str) -> None:
    own = mine(story, who)
    for region in REGIONS:
        found = tables_read(conninfo, region, [*OWNERS, *BELONGING, *NOBODY], eyes(story, who))
        foreign = {
            (table, str(row)) for table, columns in OWNERS.items() for row in found[table]
            if own.isdisjoint(keys(row, columns)) and not _goes_with(found, table, row, own)
        }  # fmt: skip
        assert foreign == set()
        for table, columns in OWNERS.items():
            missed = [
                row for row in everything(conninfo, region, table)
                if not own.isdisjoint(keys(row, columns)) and row not in found[table]
            ]  # fmt: skip
            assert missed == [], table
        for table, (other, here, there) in BELONGING.items():
            known = {row[there] for row in found[other]} | {row.get("shipment") for row in found["flows_shipment"]}
            assert [row for row in found[table] if row[here] not in known] == [], table
        assert {table for table in NOBODY if found[table]} == set()


def _goes_with(found: dict[str, Any], table: str, row: dict[str, Any], own: set[str]) -> bool:
    """A leg of one's own shipment; a dispatch that one carried on; a shipment that was handed to one."""
    match table:
        case "trace_leg":
            return any(step["about"] == row["journey"] for step in found["trace_step"])
        case "trace_step":
            return any(
                leg["journey"] == row["about"] and own & keys(leg, OWNERS["trace_leg"]) for leg in found["trace_leg"]
            )
        case "directory_paper":
            return any(step["id"] == row["id"] and step["party"] in own for step in found["directory_step"])
        case _:
            return False


def test_each_table_has_rows_that_somebody_has_and_a_stranger_has_not(story: Story, conninfo: str) -> None:
    """So that the tests above do not pass because nothing is there."""
    tables = [*OWNERS, *BELONGING]
    seen = {who: tables_read(conninfo, "yunfu", tables, eyes(story, who)) for who in MEMBERS}
    filled = {table for table in tables if everything(conninfo, "yunfu", table)}
    # The story has no counts, corrections, collisions, breaches; memberships are of people who joined.
    assert set(tables) - filled <= {
        "balance_collision", "balance_count", "balance_work_correction", "directory_breach", "directory_member",
        "flows_correction",
    }  # fmt: skip
    for table in filled:
        assert any(seen[who][table] for who in MEMBERS), table
        assert seen["other_carrier"][table] == [], table


def test_a_household_is_known_to_itself_its_cooperative_and_who_took_its_goods(story: Story, conninfo: str) -> None:
    home = story.parties["grower"]

    def knows(who: str) -> bool:
        found = tables_read(conninfo, "yunfu", ["directory_party"], eyes(story, who))
        return home in {row["party"] for row in found["directory_party"]}

    known = {who for who in MEMBERS if knows(who)}
    assert known == {"grower", "cooperative", "packhouse"}


def test_an_official_has_the_rows_of_the_area(story: Story, conninfo: str) -> None:
    places = ["directory_site", "directory_lot", "directory_paper", "balance_stock", "flows_shipment"]
    near = tables_read(conninfo, "yunfu", places, eyes(story, "inspector"))
    far = tables_read(conninfo, "yunfu", places, eyes(story, "other_inspector"))
    assert {row["county"] for row in near["directory_site"]} == {"445322"}
    assert {row["site"] for row in near["balance_stock"]} == {row["site"] for row in near["directory_site"]}
    assert {row["county"] for row in far["directory_lot"]} == {"445381"}
    assert far["flows_shipment"] == []
    assert {row["site"] for row in far["balance_stock"]} == {story.grove}


def test_sums_have_everybodys_stocks_and_nobodys_papers(story: Story, conninfo: str) -> None:
    found = tables_read(conninfo, "yunfu", ["balance_stock", "flows_shipment", "directory_paper", "trace_step"], WHOLE)
    assert len(found["balance_stock"]) == len(everything(conninfo, "yunfu", "balance_stock"))
    assert found["flows_shipment"]
    assert found["directory_paper"] == found["trace_step"] == []


def test_nothing_stays_behind_on_a_connection(story: Story, conninfo: str) -> None:
    """Neither after an answer nor after an error does the next one read with the eyes of the one before."""

    async def read() -> list[int]:
        store = Datastore(conninfo, command_connections=1, read_connections=1)
        await store.open_reads()

        async def counted(who: Eyes | None) -> int:
            async with store.reading(who) as connection:
                row = await (await connection.execute("SELECT count(*) FROM yunfu.directory_lot")).fetchone()
                assert row is not None
                return row[0]

        try:
            counts = [await counted(EVERYWHERE), await counted(None)]
            with pytest.raises(psycopg.errors.DivisionByZero):
                async with store.reading(EVERYWHERE) as connection:
                    await connection.execute("SELECT 1 / 0")
            return [*counts, await counted(None)]
        finally:
            await store.close_reads()
            store.close()

    first, *after = asyncio.run(read())
    assert first > 0
    assert after == [0, 0]
