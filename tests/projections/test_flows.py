"""What moved from where to where, how long it took and what was lost: stories with sums done by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from domain import commands
from projections.balance import Balance
from projections.flows import Flows
from projections.flows.arrived import arrived, trips
from projections.flows.hiding import PUBLIC, Period, Sight
from projections.flows.kept import kept
from projections.flows.moved import Cell, Wanted, grouped, moved
from projections.flows.names import products
from tests.given import Story, goods
from tests.projections.journeys import JULY, RICE, WAMPEE, Log
from tests.projections.projected import facts_of, lay, project, read, rows

REGIONS = ("yunfu", "guangzhou")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
OFFICIAL = Sight(full=True)


@pytest.fixture
def conn(conninfo: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


def tell(conn: psycopg.Connection[Any], log: Log) -> None:
    for projection in (Balance(), Flows()):
        for region in (*REGIONS, "commons"):
            lay(conn, projection, region)
            project(conn, projection, region, log.facts.get(region, []))


def cells(conninfo: str, sight: Sight = OFFICIAL, days: Period = YEAR, **only: Any) -> list[Cell]:
    return sorted(read(conninfo, lambda connection: moved(connection, REGIONS, sight, days, **only)).cells)


def test_collected_shipped_and_returned_by_county(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    log.site("yunfu", "plot", "plot", "445381")
    log.site("yunfu", "shed", "packhouse", "445322")
    log.purchase("yunfu", "grower-1", "40", from_county="445381")
    log.purchase("yunfu", "grower-2", "60", from_county="445381")
    log.dispatch(
        "yunfu", "cooperative", "25", from_site="plot", from_county="445381", to_site="shed", to_county="445322"
    )
    log.dispatch("yunfu", "packhouse", "90")
    log.dispatch("yunfu", "packhouse", "5", purpose="return")
    tell(conn, log)
    found = [(cell.stage, cell.from_county, cell.to_county, cell.quantity, cell.journeys) for cell in cells(conninfo)]
    assert found == [
        ("collected", "445381", "445322", 125, 3),
        ("returned", "445322", "440111", 5, 1),
        ("shipped", "445322", "440111", 90, 1),
    ]


def test_days_are_those_of_shanghai_and_filters_hold(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    midnight = JULY.replace(hour=0)
    log.dispatch("yunfu", "a", "10", at=midnight)
    log.dispatch("yunfu", "a", "20", at=midnight - timedelta(seconds=1))
    log.dispatch("yunfu", "a", "40", at=midnight, product=RICE, to_county="440305")
    tell(conn, log)
    daily = {(cell.first.isoformat(), cell.product): cell.quantity for cell in cells(conninfo, daily=True)}
    assert daily == {("2026-07-08", WAMPEE): 20, ("2026-07-09", WAMPEE): 10, ("2026-07-09", RICE): 40}
    assert [cell.quantity for cell in cells(conninfo, days=Period(date(2026, 7, 9), date(2026, 7, 9)))] == [10, 40]
    assert [cell.quantity for cell in cells(conninfo, wanted=Wanted(product=RICE))] == [40]
    assert [cell.quantity for cell in cells(conninfo, wanted=Wanted(to_place="4403"))] == [40]
    assert cells(conninfo, wanted=Wanted(from_place="4408")) == []


def test_groups_add_up_cells_but_never_products(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    log.dispatch("yunfu", "a", "10")
    log.dispatch("yunfu", "a", "20", to_county="440305")
    log.dispatch("yunfu", "b", "40", product=RICE)
    tell(conn, log)
    lines = grouped(cells(conninfo), ["from_city"])
    assert [(line.key, line.product, line.quantity, line.parties, line.journeys) for line in lines] == [
        (("445300",), RICE, 40, 1, 1),
        (("445300",), WAMPEE, 30, 1, 2),
    ]
    assert {line.key for line in grouped(cells(conninfo), ["to_city", "month"])} == {
        ("440100", "2026-07"),
        ("440300", "2026-07"),
    }


def test_an_official_sees_the_cells_that_touch_the_own_area(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    log.dispatch("yunfu", "a", "10")
    log.dispatch("yunfu", "a", "20", from_county="445381", to_county="440305")
    tell(conn, log)
    assert [cell.quantity for cell in cells(conninfo, Sight(full=True, area="445322"))] == [10]
    assert [cell.quantity for cell in cells(conninfo, Sight(full=True, area="4403"))] == [20]


def test_hours_and_losses_of_what_arrived(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    log.receive("guangzhou", log.dispatch("yunfu", "a", "100"), "97", hours=10)
    log.receive("guangzhou", log.dispatch("yunfu", "b", "100"), "99", hours=20)
    log.receive("guangzhou", log.dispatch("yunfu", "c", "100"), "100", hours=90)
    log.dispatch("yunfu", "d", "1000")  # still on the road: neither lost nor late
    tell(conn, log)
    (trip,) = trips(read(conninfo, lambda connection: arrived(connection, REGIONS, OFFICIAL, YEAR)))
    assert (trip.from_city, trip.to_city, trip.sent, trip.hours, trip.journeys) == ("445300", "440100", 300, 20.0, 3)
    assert trip.lost == pytest.approx(4 / 300, abs=1e-4)


def test_what_is_there_how_long_it_lay_and_what_was_waste(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    log.site("yunfu", "shed", "packhouse", "445322")
    log.site("yunfu", "plot", "plot", "445322")
    log.stock("yunfu", "p", "shed", f"01/{WAMPEE}/10/A", ("received", "100", 0), ("dispatched", "-100", 12))
    log.stock("yunfu", "p", "shed", f"01/{WAMPEE}/10/B", ("received", "50", 0), ("consumed", "-50", 3))
    log.stock("yunfu", "p", "shed", f"01/{WAMPEE}/10/C", ("received", "30", 0), ("dispatched", "-10", 3))
    log.stock("yunfu", "g", "plot", f"01/{WAMPEE}/10/D", ("harvested", "7", 0), ("handed_over", "-7", 100))
    log.work("yunfu", "p", "50", "2")
    tell(conn, log)
    (line,) = read(conninfo, lambda connection: kept(connection, REGIONS, OFFICIAL, YEAR))
    assert (line.county, line.product, line.on_hand) == ("445322", WAMPEE, 20)
    assert line.hours == 9.0  # (100 kg for 12 h and 50 kg for 3 h) over 150 kg
    assert line.waste == 0.04


def test_products_by_name(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    log.product(WAMPEE, "无核黄皮")
    tell(conn, log)
    found = read(conninfo, products)[WAMPEE]
    assert (found.name_zh, found.measure, found.season) == ("无核黄皮", "kg", (6, 7, 8))


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_the_facts_gives_the_same_rows(conn: psycopg.Connection[Any], seed: int) -> None:
    story = Story()
    lot = story.harvest("100", minutes=-300)
    story.purchase(lot, "90", minutes=-200)
    receipt = story.happened[-1].fact
    for kilograms in ("80", "85"):
        story.when(
            story.yunfu, story.act(story.packhouse), commands.correct_receipt, fact=receipt,
            goods=[goods(lot, kilograms)], reason="typo",
        )  # fmt: skip
    facts = facts_of(story.yunfu)
    lay(conn, Flows(), "yunfu")
    project(conn, Flows(), "yunfu", facts)
    expected = rows(conn, Flows(), "yunfu")
    mixed = random.Random(seed).sample(facts, len(facts))
    half = random.Random(seed).randrange(len(mixed))
    lay(conn, Flows(), "yunfu")
    project(conn, Flows(), "yunfu", mixed[:half], mixed[half:])
    assert rows(conn, Flows(), "yunfu") == expected
    assert len(expected["flows_correction"]) == 1


def test_a_corrected_purchase_counts_once_as_corrected(conn: psycopg.Connection[Any], conninfo: str) -> None:
    story = Story()
    lot = story.harvest("100", minutes=-300)
    story.purchase(lot, "90", minutes=-200)
    receipt = story.happened[-1].fact
    values = {"fact": receipt, "goods": [goods(lot, "85")], "reason": "typo"}
    story.when(story.yunfu, story.act(story.packhouse), commands.correct_receipt, **values)
    for region in REGIONS:
        lay(conn, Flows(), region)
    project(conn, Flows(), "yunfu", facts_of(story.yunfu))
    assert [cell.quantity for cell in cells(conninfo)] == [Decimal(85)]
    assert cells(conninfo, PUBLIC) == []
