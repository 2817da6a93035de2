"""The public sees no sum of fewer than five parties, whatever it asks and however it subtracts the answers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from itertools import combinations, permutations
from operator import or_
from typing import Any, Final, NamedTuple

import psycopg
import pytest
from hypothesis import given, settings, strategies

from projections.balance import Balance
from projections.flows import Flows
from projections.flows.arrived import arrived
from projections.flows.hiding import FEWEST, MANY, PUBLIC, Period, Sight, period, visible
from projections.flows.kept import kept
from projections.flows.moved import DIMENSIONS, LEVELS, Cell, Wanted, grouped, merge, moved
from tests.projections.journeys import JULY, RICE, WAMPEE, Log
from tests.projections.projected import lay, project, read

HEADS = "09520000000035"
REGIONS = ("yunfu", "guangzhou")
COUNTIES = ("445302", "445322", "445381")
CITIES = ("440111", "440305", "440106")
MONTHS: Final = (date(2026, 6, 1), date(2026, 7, 1))
GRID: Final = (MONTHS, (WAMPEE, RICE), COUNTIES, ("440100", "440300"))


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
            log.dispatch("yunfu", f"party-{number}", "10", to_party=f"market-{number}")
    tell(conn, log)
    answer = ask(conninfo, date(2026, 7, 1), date(2026, 7, 31))
    assert [cell.quantity for cell in answer.cells] == seen
    assert answer.hidden == (not seen)


def test_what_five_give_to_four_is_not_seen(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    for number in range(20):
        log.dispatch("yunfu", f"party-{number}", "10", to_party=f"market-{number % 4}")
        log.purchase("yunfu", f"grower-{number}", "10", party=f"packhouse-{number % 4}")
    tell(conn, log)
    assert ask(conninfo, date(2026, 7, 1), date(2026, 7, 31)).cells == []
    log.dispatch("yunfu", "party-0", "10", to_party="market-4")
    tell(conn, log)
    assert [cell.quantity for cell in ask(conninfo, date(2026, 7, 1), date(2026, 7, 31)).cells] == [Decimal(210)]


def test_what_is_too_few_alone_is_merged_until_it_is_not(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    for number in range(3):
        to = f"market-{number}"
        log.dispatch("yunfu", f"party-{number}", "10", from_county="445322", to_party=to)
        log.dispatch("yunfu", f"other-{number}", "20", from_county="445381", product=RICE, to_party=f"stall-{number}")
        log.dispatch("yunfu", f"heads-{number}", "7", product=HEADS, to_party=to)
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
    chance, log, gave = random.Random(7), Log(), list[Gave]()
    for number in range(90):  # sums of 2**90 have as many digits as a Decimal keeps
        party, taker, kilograms = f"party-{chance.randrange(7)}", f"market-{chance.randrange(7)}", 2**number
        at = JULY + timedelta(days=chance.randrange(60))
        product, county, to = (
            chance.choice((WAMPEE, WAMPEE, WAMPEE, RICE)),
            chance.choice(COUNTIES),
            chance.choice(CITIES),
        )
        log.dispatch(
            "yunfu", party, str(kilograms), at=at, product=product, from_county=county, to_county=to, to_party=taker
        )
        gave.append(Gave((at.date().replace(day=1), product, county, to[:4] + "00"), party, taker, kilograms))
    tell(conn, log)
    last = JULY.date() + timedelta(days=59)
    whole = ask(conninfo, JULY.date(), last)
    pieces = set(whole.cells)
    assert {cell[1:5]: int(cell.quantity) for cell in pieces} == published(gave)
    assert len({cell.product == MANY for cell in pieces}) == 2
    for first in (JULY.date(), JULY.date() + timedelta(days=20), last):
        for only in chance.sample(list(product_of_filters()), 10):
            assert set(ask(conninfo, first, last, wanted=only).cells) <= pieces
    sets = [int(line.quantity) for by in [(), *combinations(DIMENSIONS, 1)] for line in grouped(whole.cells, by)]
    for one, other in permutations(sets, 2):  # a sum is the set of its facts: each is a bit of its own
        if rest := [fact for fact in gave if fact.kilograms & one & ~other]:
            assert many(rest)


class Gave(NamedTuple):
    """A fact of the grid; no two of them weigh the same, and no sum of some is a sum of others."""

    cell: tuple[date, str, str, str]
    party: str
    taker: str
    kilograms: int


def many(some: Sequence[Gave]) -> bool:
    return min(len({one.party for one in some}), len({one.taker for one in some})) >= FEWEST


def published(gave: Sequence[Gave]) -> dict[tuple[date, str, str, str], int]:
    """What the rules say, in the plainest way: a fact waits until it is in a piece of enough."""
    found: dict[tuple[date, str, str, str], int] = {}
    left = list(gave)
    for coarse in range(5):
        pieces: dict[tuple[date, str, str, str], list[Gave]] = {}
        for one in left:
            month, product, county, city = one.cell
            origin = county if coarse == 0 else county[:4] + "00" if coarse < 3 else MANY
            key = (month, product if coarse < 2 else MANY, origin, city if coarse < 4 else MANY)
            pieces.setdefault(key, []).append(one)
        enough = {key: some for key, some in pieces.items() if many(some)}
        found |= {key: sum(one.kilograms for one in some) for key, some in enough.items()}
        shown = {one for some in enough.values() for one in some}
        left = [one for one in left if one not in shown]
    return found


PARTIES = strategies.sets(strategies.sampled_from("abcdefgh"), min_size=1).map(sorted).map(tuple)


@settings(max_examples=300, deadline=None)
@given(strategies.lists(strategies.tuples(*map(strategies.sampled_from, GRID), PARTIES, PARTIES), max_size=40))
def test_pieces_are_a_partition_of_whole_cells(some: list[Any]) -> None:
    cells = {
        (month, product, county, city): Cell("shipped", month, product, county, city, Decimal(2**place), 1, *ends)
        for place, (month, product, county, city, *ends) in enumerate(some)
    }
    shown, hidden = visible(list(cells.values()), PUBLIC, LEVELS, merge)
    told = [int(piece.quantity) for piece in shown]
    assert sum(told) == reduce(or_, told, 0)  # no cell is told twice, or in part
    assert len(cells) - hidden == sum(told).bit_count()
    for piece in shown:
        inside = [cell for cell in cells.values() if int(cell.quantity) & int(piece.quantity)]
        assert min(len({one for cell in inside for one in cell.ends[end]}) for end in (0, 1)) >= FEWEST
    for month in MONTHS:  # what is told of a month does not hang on the months beside it
        alone, _ = visible([cell for cell in cells.values() if cell.first == month], PUBLIC, LEVELS, merge)
        assert set(alone) == {piece for piece in shown if piece.first == month}


def product_of_filters() -> Iterator[Wanted]:
    for product in ("", WAMPEE, RICE):
        for from_place in ("", "4453", *COUNTIES):
            for to_place in ("", "4401", "4403"):
                yield Wanted(product, from_place, to_place)


def test_losses_and_hours_need_five_whose_goods_arrived(conn: psycopg.Connection[Any], conninfo: str) -> None:
    log = Log()
    shipments = [log.dispatch("yunfu", f"party-{number}", "100") for number in range(6)]
    for number, shipment in enumerate(shipments[:4]):
        log.receive("guangzhou", shipment, "90", party=f"market-{number}")
    tell(conn, log)
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert read(conninfo, lambda connection: arrived(connection, REGIONS, PUBLIC, year)) == []
    log.receive("guangzhou", shipments[4], "90", party="market-0")
    tell(conn, log)
    assert read(conninfo, lambda connection: arrived(connection, REGIONS, PUBLIC, year)) == []  # four received it
    log.receive("guangzhou", shipments[4], "0", party="market-4")
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
