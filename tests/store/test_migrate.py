"""Migrations: applied once per region, in any number of processes at once, and missed loudly."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from store.datastore import Datastore
from store.errors import NotMigrated
from store.migrate import check, migrate
from store.recorder import Recorder
from tests.store.making import event


def test_a_second_run_applies_nothing(conninfo: str):
    assert migrate(conninfo, ["yunfu", "commons"]) == []
    check(conninfo, ["yunfu", "commons"])


def test_processes_that_start_together_apply_each_file_once(conninfo: str):
    with ThreadPoolExecutor(6) as pool:
        applied = list(pool.map(lambda _: migrate(conninfo, ["newtown", "newvillage"]), range(6)))
    assert sorted(len(one) for one in applied)[:5] == [0] * 5
    assert len(max(applied, key=len)) == 10


def test_a_region_that_was_not_migrated_is_named(conninfo: str, datastore: Datastore):
    with pytest.raises(NotMigrated, match="schema atlantis lacks 0001_region"):
        check(conninfo, ["yunfu", "atlantis"])
    with pytest.raises(NotMigrated):
        Recorder(datastore, "atlantis").insert_events([event(uuid4())])
    with pytest.raises(NotMigrated):
        Recorder(datastore, "atlantis").select_facts(1, 1)


def test_only_commons_hold_tokens_and_marks(conninfo: str):
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename IN ('token', 'store_mark')"
        ).fetchall()
    assert [row[0] for row in rows] == ["commons", "commons"]
