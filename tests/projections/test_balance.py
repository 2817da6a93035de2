"""Given facts, the balance says what came, what went, what is there; by hand and for any order of the facts."""

from __future__ import annotations

import random
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest

from domain import commands
from domain.commands.goods import Amount
from domain.commands.receiving import Arrival
from domain.commands.shipping import Destination
from domain.values import Proof
from projections.balance import Balance
from projections.balance.views import ANY, Filter, Line, balance, season_of
from tests.given import PEELED, WAMPEE, Story, fact_of, goods
from tests.projections.projected import facts_of, lay, project, read, rows

NO_PROOF = Proof("none", reason="market")
REGIONS = ("yunfu", "guangzhou")


@pytest.fixture
def conn(conninfo: str) -> Any:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for region in REGIONS:
            lay(connection, Balance(), region)
        yield connection


def projected(conn: psycopg.Connection[Any], story: Story) -> None:
    for region in (story.yunfu, story.guangzhou):
        project(conn, Balance(), region.region, facts_of(region))


def lines(conninfo: str, by: Any, only: Filter = ANY, **how: Any) -> dict[str, Line]:
    found = read(conninfo, lambda connection: balance(connection, REGIONS, by, only, **how))
    return {line.key: line for line in found}


def dispatch(story: Story, lot: str, kilograms: str, **how: Any) -> UUID:
    story.when(
        story.yunfu, story.act(story.packhouse, **how), commands.dispatch_shipment, site=story.shed,
        to=Destination("guangzhou", story.stall, "440111", story.market), carrier=story.carrier, mode="road",
        purpose="sale", returns="", goods=[goods(lot, kilograms)], units={}, seal="", vehicle="",
    )  # fmt: skip
    return fact_of(story)


def receive(story: Story, shipment: UUID, lot: str, kilograms: str, **how: Any) -> None:
    story.when(
        story.guangzhou, story.act(story.market, **how), commands.receive_goods, site=story.stall, kind="shipment",
        reference=str(shipment), from_party=story.packhouse, from_region="yunfu", from_site=story.shed,
        from_county="445322", arrivals=[Arrival(lot, Amount(kilograms, "kg"))], units=(), proof=NO_PROOF,
    )  # fmt: skip


def sell(story: Story, lot: str, kilograms: str, **how: Any) -> None:
    story.when(
        story.guangzhou, story.act(story.market, **how), commands.sell_retail, site=story.stall,
        goods=[goods(lot, kilograms)],
    )  # fmt: skip


def journey() -> tuple[Story, str, str]:
    """100 kg picked, 90 bought, 60 of it peeled into 18 with 2 waste, 30 sent, 29 received, 20 sold, 1 destroyed."""
    story = Story()
    lot, peeled = story.harvest("100", minutes=-300), story.lot(PEELED, 7)
    story.purchase(lot, "90", minutes=-280)
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-270), commands.transform_lots, kind="process", step="peel",
        site=story.shed, inputs=[goods(lot, "60")], outputs=[goods(peeled, "18")], waste=Amount("2", "kg"),
    )  # fmt: skip
    receive(story, dispatch(story, lot, "30", minutes=-200), lot, "29", minutes=-100)
    sell(story, lot, "20", minutes=-50)
    story.when(
        story.guangzhou, story.act(story.market, minutes=-40), commands.destroy_stock, lot=lot, site=story.stall,
        amount=Amount("1", "kg"), unit="", reason="rotten",
    )  # fmt: skip
    return story, lot, peeled


def test_a_lot_adds_up_over_the_regions_it_went_through(conn: psycopg.Connection[Any], conninfo: str) -> None:
    story, lot, _ = journey()
    projected(conn, story)
    sums = lines(conninfo, "lot", Filter(lot=lot))[lot].sums
    assert (sums.harvested, sums.received, sums.consumed, sums.dispatched) == (100, 90 + 29, 60, 30)
    assert (sums.handed_over, sums.sold, sums.destroyed) == (90, 20, 1)
    assert sums.on_hand == 10 + 0 + 8
    assert sums.under_way == 1  # left the packhouse, never reached the market
    assert sums.came - sums.went == sums.on_hand
    assert sums.excess == 0


def test_by_site_product_county_and_season(conn: psycopg.Connection[Any], conninfo: str) -> None:
    story, _, _ = journey()
    projected(conn, story)
    shed = lines(conninfo, "site", Filter(county="4453"))[f"{story.shed} {WAMPEE}"]
    assert (shed.county, shed.sums.received, shed.sums.on_hand, shed.sums.waste) == ("445322", 90, 0, 2)
    assert lines(conninfo, "county")[f"440111 {WAMPEE}"].sums.sold == 20
    assert lines(conninfo, "product")[PEELED].sums.produced == 18
    season = lines(conninfo, "season", Filter(product=WAMPEE), seasons={WAMPEE: (6, 7, 8)})
    assert {key: line.sums.harvested for key, line in season.items()} == {f"{WAMPEE} 2026": 100}


def test_filters_by_party_and_days(conn: psycopg.Connection[Any], conninfo: str) -> None:
    story, lot, _ = journey()
    projected(conn, story)
    assert lines(conninfo, "lot", Filter(party=story.market))[lot].sums.harvested == 0
    assert lines(conninfo, "lot", Filter(from_day=date(2026, 7, 10))) == {}


def test_pages_follow_one_another_over_regions(conn: psycopg.Connection[Any], conninfo: str) -> None:
    story = Story()
    lots = sorted(story.harvest(str(number), minutes=-300 + number) for number in range(1, 8))
    receive(story, UUID(int=1), lots[3], "5")
    projected(conn, story)
    pages: list[str] = []
    while True:
        page = list(lines(conninfo, "lot", after=pages[-1] if pages else "", limit=3))
        if not page:
            break
        pages += page
    assert pages == lots


def test_a_season_over_new_year_belongs_to_the_year_it_began_in() -> None:
    assert season_of(date(2027, 1, 1), (12, 1, 2)) == 2026
    assert season_of(date(2026, 12, 1), (12, 1, 2)) == 2026
    assert season_of(date(2027, 7, 1), (6, 7, 8)) == 2027
    assert season_of(date(2027, 1, 1), ()) == 2027


def test_a_count_sets_what_is_there_and_says_by_how_much_it_differs(
    conn: psycopg.Connection[Any], conninfo: str
) -> None:
    story = Story()
    lot = story.harvest("100", minutes=-300)
    count = {"lot": lot, "site": story.plot, "amount": Amount("95", "kg")}
    story.when(story.yunfu, story.act(story.household, minutes=-200), commands.count_stock, **count)
    story.harvest("10", lot=lot, minutes=-100)
    story.harvest("3", lot=lot, minutes=-250, offline=True)  # arrives late, happened before the count
    projected(conn, story)
    sums = lines(conninfo, "lot")[lot].sums
    assert (sums.harvested, sums.variance, sums.on_hand) == (113, -8, 105)
    assert conn.execute("SELECT expected, counted FROM yunfu.balance_count").fetchall() == [(103, 95)]


def test_corrections_replace_and_void(conn: psycopg.Connection[Any], conninfo: str) -> None:
    story = Story()
    lot = story.harvest("100", minutes=-300)
    first = fact_of(story)
    story.harvest("20", lot=lot, minutes=-290)
    second = fact_of(story)
    for fact, amount in ((first, Amount("90", "kg")), (first, Amount("80", "kg")), (second, None)):
        story.when(
            story.yunfu, story.act(story.household), commands.correct_harvest, fact=fact, lot=lot, site=story.plot,
            amount=amount, reason="typo",
        )  # fmt: skip
    projected(conn, story)
    assert lines(conninfo, "lot")[lot].sums.harvested == 80


def test_more_sold_than_grown_is_an_excess(conn: psycopg.Connection[Any], conninfo: str) -> None:
    story = Story()
    lot = story.harvest("100", minutes=-300)
    story.purchase(lot, "100", minutes=-280)
    receive(story, dispatch(story, lot, "100", minutes=-200), lot, "150", minutes=-100)
    sell(story, lot, "140")
    projected(conn, story)
    sums = lines(conninfo, "lot")[lot].sums
    assert (sums.under_way, sums.excess) == (-50, 50)


@pytest.mark.parametrize("seed", range(8))
def test_any_order_of_the_facts_gives_the_same_rows(conn: psycopg.Connection[Any], seed: int) -> None:
    story, lot, _ = journey()
    harvest = story.harvest("5", lot=lot, minutes=-320, offline=True) and fact_of(story)
    sell(story, lot, "30", minutes=-30, offline=True)
    for kilograms in ("6", "4"):
        story.when(
            story.yunfu, story.act(story.household), commands.correct_harvest, fact=harvest, lot=lot,
            site=story.plot, amount=Amount(kilograms, "kg"), reason="typo",
        )  # fmt: skip
    for region in (story.yunfu, story.guangzhou):
        facts = facts_of(region)
        lay(conn, Balance(), region.region)
        project(conn, Balance(), region.region, facts)
        expected = rows(conn, Balance(), region.region)
        lay(conn, Balance(), region.region)
        mixed = random.Random(seed).sample(facts, len(facts))
        half = random.Random(seed).randrange(len(mixed))
        project(conn, Balance(), region.region, mixed[:half], mixed[half:])
        assert rows(conn, Balance(), region.region) == expected
        assert expected["balance_move"]


def test_what_a_market_sells_to_a_shop_of_the_chain_is_not_gone_twice(
    conn: psycopg.Connection[Any], conninfo: str
) -> None:
    story = Story()
    shop = story._register_site(story.guangzhou, story.market, "shop", "440106")
    lot = story.harvest("100", minutes=-300)
    story.purchase(lot, "100", minutes=-280)
    receive(story, dispatch(story, lot, "100", minutes=-200), lot, "100", minutes=-100)
    story.when(
        story.guangzhou, story.act(story.market, minutes=-90), commands.sell_wholesale, site=story.stall,
        goods=[goods(lot, "80")], voucher="XS1", buyer=story.market, buyer_region="guangzhou", vault="",
    )  # fmt: skip
    arrivals = {"bought": "80", "sold": "75"}
    story.when(
        story.guangzhou, story.act(story.market, minutes=-80), commands.receive_goods, site=shop, kind="voucher",
        reference="XS1", from_party=story.market, from_region="guangzhou", from_site=story.stall, from_county="440111",
        arrivals=[Arrival(lot, Amount(arrivals["bought"], "kg"))], units=(), proof=NO_PROOF,
    )  # fmt: skip
    story.when(
        story.guangzhou, story.act(story.market), commands.sell_retail, site=shop,
        goods=[goods(lot, arrivals["sold"])],
    )  # fmt: skip
    projected(conn, story)
    sums = lines(conninfo, "lot")[lot].sums
    assert (sums.traded, sums.bought, sums.sold, sums.received) == (80, 80, 75, 200)
    assert (sums.on_hand, sums.excess, sums.under_way) == (25, 0, 0)
    assert sums.came - sums.went == sums.on_hand
