"""The demo is the same on every machine, goes on where it stopped, and stays out of stores that are not its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from api.demo import DemoRefused, demo_labels, load_demo
from api.demo.marking import MARK, marks
from api.demo.season import plan_season
from store.settings import Settings
from tests.api.demo_season import Loaded, demo_settings, loaded, opened, without_references
from tests.conftest import fresh_database

EARLY = date(2026, 1, 8)
"""A part of the season that loads in a few seconds."""
PRINT_PLAN = "from tests.api.test_demo_again import digest_of_plan; print(digest_of_plan())"


def digest_of_plan() -> str:
    """Of every command: where, when, who, what."""
    digest = sha256()
    for step in plan_season().steps:
        digest.update(repr((step.region, step.arrives.isoformat(), step.act, step.command.keywords)).encode())
    return digest.hexdigest()


def digest_of_facts(season: Loaded) -> str:
    digest = sha256()
    for fact in season.facts:
        digest.update(f"{fact.region}|{fact.stream}|{fact.command}|{fact.topic}|".encode() + without_references(fact))
    return digest.hexdigest()


def test_another_process_plans_the_same() -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    root = Path(__file__).parents[2]
    printed = subprocess.run(
        [sys.executable, "-c", PRINT_PLAN], cwd=root, env=environment, check=True, capture_output=True, text=True
    )
    assert printed.stdout.strip() == digest_of_plan()


def test_two_stores_get_the_same_facts_and_a_second_load_adds_none(
    server_conninfo: str, template_database: str, tmp_path: Path
) -> None:
    digests: list[str] = []
    for data in (tmp_path / "one", tmp_path / "two"):
        with (
            fresh_database(server_conninfo, template_database) as conninfo,
            opened(conninfo, demo_settings(data)) as regions,
        ):
            first = loaded(regions, EARLY)
            again = loaded(regions, EARLY)
            assert again.summary == first.summary
            digests.append(digest_of_facts(again))
    assert digests[0] == digests[1]


def test_a_store_is_marked_before_it_holds_a_fact(conninfo: str, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    with opened(conninfo, demo_settings(tmp_path)) as regions:
        with pytest.raises(Stopped):
            load_demo(regions, stop, until=EARLY)
        assert marks(regions)[MARK] == "2026"


def test_refused_in_production_and_on_a_database_of_the_callers(
    server_conninfo: str, template_database: str, tmp_path: Path
) -> None:
    settings = demo_settings(tmp_path)
    with fresh_database(server_conninfo, template_database) as conninfo:
        _is_refused(conninfo, replace(settings, profile="production"), agreed=True)
        _is_refused(conninfo, replace(settings, database_url=conninfo), agreed=False)
        _is_refused(conninfo, replace(settings, regions=("yunfu", "guangzhou")), agreed=True)
        with opened(conninfo, settings) as regions:
            assert MARK not in marks(regions)
            assert demo_labels(regions) == []


def test_refused_where_facts_are_that_are_not_the_demos(
    server_conninfo: str, template_database: str, tmp_path: Path
) -> None:
    with fresh_database(server_conninfo, template_database) as conninfo:
        with opened(conninfo, demo_settings(tmp_path)) as regions, regions.datastore.transaction() as connection:
            connection.execute("UPDATE yunfu.head SET position = 1")
        _is_refused(conninfo, demo_settings(tmp_path), agreed=True)


def _is_refused(conninfo: str, settings: Settings, *, agreed: bool) -> None:
    with opened(conninfo, settings) as regions, pytest.raises(DemoRefused):
        load_demo(regions, lambda done, total: None, agreed=agreed)
