"""The public sees no sum of fewer than five parties, whatever it asks and however it subtracts the answers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import psycopg
import pytest

from projections.balance import Balance
from projections.flows import Flows
from projections.flows.arrived import arrived
from projections.flows.hiding import FEWEST, PUBLIC, Period, Sight, period
from projections.flows.kept import kept
from projections.flows.moved import DIMENSIONS, grouped, moved
from tests.projections.journeys import JULY, RICE, WAMPEE, Log
from tests.projections.projected import lay, project, read

REGIONS = ("yunfu", "guangzhou")
COUNTIES = ("445302", "445322", "445381")
CITIES = ("440111", "440305", "440106")


@pytest.fixture
def conn(conninfo: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


def tell(conn: psycopg.Connection[Any], log: Log) -> None:
    for projection in (Balance(), Flows()):
        for region in REGIONS:
            lay(conn, projection, region)
            project(conn, projection, region, log.facts.get(region, []))


def ask(conninfo: str, first: date, last: date, **only: Any) -> Any:
    days = period(first, last, PUBLIC)
    return read(conninfo, lambda connection: moved(connection, REGIONS, PUBLIC, days, **only))


@pytest.mark.parametrize(("senders", "seen"), [(4, []), (5, [Decimal(50)])])
def test_five_parties_are_seen_and_four_are_not(
    conn: psycopg.Connection[Any], conninfo: str, senders: int, seen: list[Decimal]
) -> None:
    log = Log()
    for number in range(senders):
        for _ in range(5 if senders < FEWEST else 1):  # many shipments of few parties are few parties
            log.dispatch("yunfu", f"party-{number}", "10")
    tell(conn, log)
    answer = ask(conninfo, date(2026, 7, 1), date(2026, 7, 31))
    assert [cell.quantity for cell in answer.cells] == seen
    assert answer.hidden == (not seen)


def test_days_are_widened_to_whole_months_for_the_public_alone() -> None:
    days = (date(2026, 2, 10), date(2026, 4, 2))
    assert period(*days, PUBLIC) == Period(date(2026, 2, 1), date(2026, 4, 30))
    assert period(*days, Sight(full=True)) == Period(*days)


def test_no_difference_of_any_two_answers_is_a_hidden_cell(conn: psycopg.Connection[Any], conninfo: str) -> None:
    """Ask everything that can be asked, in every grouping, and subtract: each number is a sum of shown cells alone."""
    chance, log = random.Random(7), Log()
    truth: dict[tuple[Any, ...], tuple[set[str], int]] = {}
    for number in range(160):
        party, kilograms = f"party-{chance.randrange(9)}", 2 ** chance.randrange(8) * 1000 + number
        at = JULY + timedelta(days=chance.randrange(60))
        product, county, to = chance.choice((WAMPEE, RICE)), chance.choice(COUNTIES), chance.choice(CITIES)
        log.dispatch("yunfu", party, str(kilograms), at=at, product=product, from_county=county, to_county=to)
        key = (at.date().replace(day=1), product, county, to[:4] + "00")
        parties, sum_ = truth.get(key, (set(), 0))
        truth[key] = (parties | {party}, sum_ + kilograms)
    tell(conn, log)
    hidden = {key: sum_ for key, (parties, sum_) in truth.items() if len(parties) < FEWEST}
    shown = {key: sum_ for key, (parties, sum_) in truth.items() if len(parties) >= FEWEST}
    assert hidden
    assert shown
    windows = [(JULY.date(), JULY.date() + timedelta(days=days)) for days in (0, 10, 21, 22, 23, 40, 59)]
    filters = [
        {"product": product, "from_place": from_place, "to_place": to_place}
        for product in ("", WAMPEE, RICE)
        for from_place in ("", "4453", *COUNTIES)
        for to_place in ("", "4401", *CITIES)
    ]
    seen: set[tuple[Any, ...]] = set()
    for first, last in windows:
        for only in chance.sample(filters, 12):
            for cell in ask(conninfo, first, last, **only).cells:
                key = (cell.first, cell.product, cell.from_county, cell.to_county)
                assert shown[key] == cell.quantity
                seen.add(key)
    assert seen <= shown.keys()
    whole = ask(conninfo, JULY.date(), JULY.date() + timedelta(days=59)).cells
    totals = {line.quantity for by in [(), *combinations(DIMENSIONS, 1)] for line in grouped(whole, by)}
    for one, other in combinations(totals, 2):
        assert abs(one - other) not in hidden.values()


def test_losses_and_hours_need_five_whose_goods_arrived(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    shipments = [log.dispatch("yunfu", f"party-{number}", "100") for number in range(6)]
    for shipment in shipments[:4]:
        log.receive("guangzhou", shipment, "90")
    tell(conn, log)
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert read(conninfo, lambda connection: arrived(connection, REGIONS, PUBLIC, year)) == []
    log.receive("guangzhou", shipments[4], "90")
    tell(conn, log)
    (cell,) = read(conninfo, lambda connection: arrived(connection, REGIONS, PUBLIC, year))
    assert (cell.sent, cell.accepted) == (500, 450)


def test_stocks_of_fewer_than_five_holders_are_hidden(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    for number in range(5):
        log.site("yunfu", f"shed-{number}", "packhouse", "445322")
        log.stock("yunfu", f"p-{number}", f"shed-{number}", f"01/{WAMPEE}/10/{number}", ("received", "10", 0))
    log.site("yunfu", "far", "packhouse", "445381")
    log.stock("yunfu", "p-0", "far", f"01/{WAMPEE}/10/X", ("received", "99", 0))
    tell(conn, log)
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    seen, hidden = read(conninfo, lambda connection: kept(connection, REGIONS, PUBLIC, year))
    assert [(line.county, line.on_hand) for line in seen] == [("445322", Decimal(50))]
    assert hidden == 1
