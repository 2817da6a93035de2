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
from projections.flows.hiding import FEWEST, MANY, PUBLIC, Period, Sight, period
from projections.flows.kept import kept
from projections.flows.moved import DIMENSIONS, Cell, Wanted, grouped, moved
from tests.projections.journeys import JULY, RICE, WAMPEE, Log
from tests.projections.projected import lay, project, read

HEADS = "09520000000035"
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


def test_what_is_too_few_alone_is_merged_until_it_is_not(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    for number in range(3):
        log.dispatch("yunfu", f"party-{number}", "10", from_county="445322")
        log.dispatch("yunfu", f"other-{number}", "20", from_county="445381", product=RICE)
        log.dispatch("yunfu", f"heads-{number}", "7", product=HEADS)
    tell(conn, log)
    answer = ask(conninfo, date(2026, 7, 1), date(2026, 7, 31), counted={HEADS})
    assert [cell[2:6] for cell in answer.cells] == [(MANY, "445300", "440100", Decimal(90))]
    assert answer.hidden == 1  # what is counted in pieces is never added to kilograms
    assert ask(conninfo, date(2026, 7, 1), date(2026, 7, 31), wanted=Wanted(product=RICE)).cells == []
    assert ask(conninfo, date(2026, 7, 1), date(2026, 7, 31), wanted=Wanted(from_place="445322")).cells == []


def test_days_are_widened_to_whole_months_for_the_public_alone() -> None:
    days = (date(2026, 2, 10), date(2026, 4, 2))
    assert period(*days, PUBLIC) == Period(date(2026, 2, 1), date(2026, 4, 30))
    assert period(*days, Sight(full=True)) == Period(*days)


def test_no_difference_of_any_two_answers_gives_away_less_than_a_piece(
    conn: psycopg.Connection[Any], conninfo: str
) -> None:
    """Whatever is asked is answered in whole pieces of one partition, each of five parties or more."""
    chance, log, gave = random.Random(7), Log(), list[tuple[date, str, str, str, str, int]]()
    for number in range(120):
        party, kilograms = f"party-{chance.randrange(9)}", 2 ** chance.randrange(8) * 1000 + number
        at = JULY + timedelta(days=chance.randrange(60))
        product, county, to = chance.choice((WAMPEE, RICE)), chance.choice(COUNTIES), chance.choice(CITIES)
        log.dispatch("yunfu", party, str(kilograms), at=at, product=product, from_county=county, to_county=to)
        gave.append((at.date().replace(day=1), product, county, to[:4] + "00", party, kilograms))
    tell(conn, log)
    last = JULY.date() + timedelta(days=59)
    whole = ask(conninfo, JULY.date(), last)
    pieces, left = set(whole.cells), list(gave)
    assert any(cell.product == MANY for cell in pieces)
    for cell in sorted(pieces, key=_coarseness):  # the finest take their facts first; what is left falls further
        mine = [one for one in left if _within(one, cell) and _is_of(cell, one, gave)]
        assert sum(one[5] for one in mine) == cell.quantity
        assert len({one[4] for one in mine}) >= FEWEST
        left = [one for one in left if one not in mine]
    hidden: dict[Any, int] = {}
    for one in left:
        hidden[one[:4]] = hidden.get(one[:4], 0) + one[5]
    for first in (JULY.date(), JULY.date() + timedelta(days=20), last):
        for only in chance.sample(list(product_of_filters()), 10):
            assert set(ask(conninfo, first, last, wanted=only).cells) <= pieces
    totals = {line.quantity for by in [(), *combinations(DIMENSIONS, 1)] for line in grouped(whole.cells, by)}
    single = {Decimal(one[5]) for one in gave} | set(map(Decimal, hidden.values()))
    assert not {abs(one - other) for one, other in combinations(totals, 2)} & single


def product_of_filters() -> Iterator[Wanted]:
    for product in ("", WAMPEE, RICE):
        for from_place in ("", "4453", *COUNTIES):
            for to_place in ("", "4401", "4403"):
                yield Wanted(product, from_place, to_place)


def _coarseness(cell: Cell) -> tuple[int, ...]:
    return (cell.to_county == MANY, cell.from_county == MANY, cell.product == MANY)


def _within(one: tuple[Any, ...], cell: Cell) -> bool:
    first, product, county, city, _, _ = one
    return (
        first == cell.first
        and cell.product in (MANY, product)
        and cell.from_county in (MANY, county, county[:4] + "00")
        and cell.to_county in (MANY, city)
    )


def _is_of(cell: Cell, one: tuple[Any, ...], gave: list[tuple[Any, ...]]) -> bool:
    """A fact is in a merged piece only when its own cell has fewer than five parties."""
    own = {other[4] for other in gave if other[:4] == one[:4]}
    return (len(own) < FEWEST) == (cell.product == MANY)


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
    seen = read(conninfo, lambda connection: kept(connection, REGIONS, PUBLIC, year))
    assert [(line.county, line.on_hand) for line in seen] == [("445322", Decimal(50))]
