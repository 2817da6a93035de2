"""Custody: the sums are the stock's own, in any order; goods on their way are those without a receipt."""

from dataclasses import fields
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import commands
from domain.commands.goods import Amount
from domain.gs1 import parse
from domain.stock import Stock
from projections.custody import Custody, consigned, holdings, in_transit
from projections.custody.movements import add_up, movement
from projections.projection import Fact
from projections.recall import recall
from projections.trace import Trace
from tests.given import NOON, Story, fact_of
from tests.projections.page_story import CARTON, dispatch, hold, journey, pack, receive
from tests.projections.projected import facts_of, lay, project, read

REGIONS = ("yunfu", "guangzhou")


@pytest.fixture
def conn(conninfo):
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


def projected(conn: psycopg.Connection[Any], story: Story) -> None:
    for region in (story.yunfu, story.guangzhou):
        facts = facts_of(region)
        for projection in (Custody(), Trace()):
            lay(conn, projection, region.region)
            project(conn, projection, region.region, *([fact] for fact in facts))
        conn.execute(
            f"INSERT INTO {region.region}.follower VALUES ('trace', 'live', %s, now())"
            " ON CONFLICT (projection, build) DO UPDATE SET position = excluded.position".encode(),
            (len(facts),),
        )


def there(conninfo: str, **how: Any) -> dict[tuple[str, str], Any]:
    found = read(conninfo, lambda connection: holdings(connection, REGIONS, **how))
    return {(one.lot, one.site): one for one in found}


def on_the_way(conninfo: str, **how: Any) -> list[Any]:
    return read(conninfo, lambda connection: in_transit(connection, REGIONS, **how)).items


QUANTITIES = st.integers(0, 50).map(Decimal)
UNITS = st.sampled_from(["", "A", "B"])
FACTS = st.integers(0, 5).map(lambda number: UUID(int=number))
HAPPENED = st.one_of(
    st.tuples(st.just(Stock.Entered), st.fixed_dictionaries({"quantity": QUANTITIES, "cause": st.just("found")})),
    st.tuples(
        st.just(Stock.Left), st.fixed_dictionaries({"quantity": QUANTITIES, "cause": st.just("sold"), "unit": UNITS})
    ),
    st.tuples(st.just(Stock.Counted), st.fixed_dictionaries({"quantity": QUANTITIES})),
    st.tuples(st.just(Stock.Packed), st.fixed_dictionaries({"quantity": QUANTITIES, "unit": st.just("A")})),
    st.tuples(st.just(Stock.Unpacked), st.fixed_dictionaries({"quantity": QUANTITIES, "unit": st.just("A")})),
    st.tuples(st.just(Stock.Held), st.fixed_dictionaries({"hold": FACTS})),
    st.tuples(st.just(Stock.Released), st.fixed_dictionaries({"hold": FACTS})),
    st.tuples(
        st.just(Stock.MovementCorrected),
        st.fixed_dictionaries({"corrects": FACTS, "unit": UNITS, "quantity": st.none() | QUANTITIES}),
    ),
)
LOT = "01/09520000000011/10/L"
WHOLE = {"lot": LOT, "site": "S", "party": "P", "product": "09520000000011", "cause": "", "unit": "", "reason": "",
         "note": "", "by": ""}  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.tuples(HAPPENED, st.integers(0, 9)), max_size=12))
def test_the_sums_are_those_of_the_stock_itself(happened):
    stock: Any = None
    stream = Stock.stream_id(LOT, "S")
    movements = []
    for number, ((kind, values), minute) in enumerate(happened, 1):
        names = {field.name for field in fields(kind)}
        whole = {name: value for name, value in WHOLE.items() if name in names} | values
        at = NOON + timedelta(minutes=minute)
        event = kind(originator_id=stream, originator_version=number, timestamp=at, fact=UUID(int=number - 1), **whole)
        stock = Stock.fold(stock, [event])
        movements.append(movement(Fact("yunfu", number, at, event.fact, 0, stream, number, at, event)))
    holding = add_up(movements)
    if stock is not None and holding is not None:
        assert (holding.on_hand, holding.on_hand - holding.packed) == (stock.on_hand, stock.loose)
        assert (holding.held, holding.overdrawn) == (stock.held, stock.ledger.deficit)
    assert add_up(movements[::-1]) == holding


def test_goods_lie_where_they_were_brought(conn, conninfo):
    story, graded, first = journey()
    projected(conn, story)
    found = there(conninfo)
    assert {(site, one.on_hand, one.packed, one.party) for (_, site), one in found.items()} == {
        (story.shed, Decimal(80), Decimal(0), story.packhouse),
        (story.stall, Decimal(15), Decimal(15), story.market),
    }
    assert found[graded, story.stall].since == NOON - timedelta(minutes=100)
    assert there(conninfo, lots=[first]) == {}


def test_since_is_when_there_last_began_to_be_something(conn, conninfo):
    story = Story()
    lot = story.harvest("10", minutes=-60)
    story.purchase(lot, "10", minutes=-50)
    story.harvest("5", lot=lot, minutes=-40)
    projected(conn, story)
    assert there(conninfo, site=story.plot)[lot, story.plot].since == NOON - timedelta(minutes=40)


def test_a_hold_shows(conn, conninfo):
    story, graded, _ = journey()
    hold(story, graded)
    projected(conn, story)
    assert there(conninfo, site=story.stall)[graded, story.stall].held


def test_what_an_offline_phone_oversold_shows_as_overdrawn(conn, conninfo):
    story = Story()
    lot = story.harvest("10")
    story.purchase(lot, "25", offline=True)
    projected(conn, story)
    assert there(conninfo, site=story.plot)[lot, story.plot].overdrawn == 15


def test_lists_are_paged_by_lot_and_site(conn, conninfo):
    story = Story()
    lots = sorted(story.harvest("10") for _ in range(7))
    projected(conn, story)
    seen: list[str] = []
    after = ("", "")
    while page := read(
        conninfo,
        lambda connection, after=after: holdings(connection, REGIONS, party=story.household, after=after, limit=3),
    ):
        seen += [one.lot for one in page]
        after = (page[-1].lot, page[-1].site)
    assert seen == lots


@pytest.fixture
def sent():
    """20 kg in a carton on the way to Guangzhou."""
    story = Story()
    lot = story.harvest("60", minutes=-60)
    story.purchase(lot, "60", minutes=-50)
    pack(story, lot, "20", minutes=-45)
    shipment = dispatch(story, lot, "20", unit=CARTON, minutes=-40)
    return story, lot, shipment


def test_goods_are_on_their_way_until_somebody_receives_them(conn, conninfo, sent):
    story, lot, shipment = sent
    projected(conn, story)
    (one,) = on_the_way(conninfo)
    assert (one.region, one.lot, one.unit, one.quantity) == ("yunfu", lot, CARTON, 20)
    assert (one.holder, one.since, one.to_party) == (story.carrier, NOON - timedelta(minutes=40), story.market)
    assert read(conninfo, lambda connection: consigned(connection, REGIONS, [lot])) == [one]
    receive(story, shipment, lot, "20", unit=CARTON)
    projected(conn, story)
    assert on_the_way(conninfo) == []


def test_who_is_handed_the_goods_has_them(conn, conninfo, sent):
    story, _, shipment = sent
    story.when(
        story.yunfu, story.act(story.carrier, minutes=-30), commands.hand_over_shipment, shipment=shipment,
        to_party=story.market, county="440111", seal="",
    )  # fmt: skip
    projected(conn, story)
    (one,) = on_the_way(conninfo, party=story.market)
    assert (one.holder, one.since, one.county) == (story.market, NOON - timedelta(minutes=30), "440111")


def test_what_a_stranger_says_of_a_shipment_moves_nothing(conn, conninfo, sent):
    story, _, shipment = sent
    stranger = {"shipment": shipment, "county": "445322", "seal": ""}
    for minutes, command, values in (
        (-30, commands.hand_over_shipment, {"to_party": story.household}),
        (-20, commands.arrive_shipment, {"site": story.plot}),
    ):
        act = story.act(story.household, minutes=minutes, offline=True)
        story.when(story.yunfu, act, command, **stranger, **values)
    projected(conn, story)
    (one,) = on_the_way(conninfo)
    assert (one.holder, one.since, one.arrived_at) == (story.carrier, NOON - timedelta(minutes=40), None)


def test_a_voided_receipt_puts_goods_back_on_their_way(conn, conninfo, sent):
    story, lot, shipment = sent
    receipt = receive(story, shipment, lot, "20", unit=CARTON)
    story.when(
        story.guangzhou, story.act(story.market, offline=True), commands.correct_receipt, fact=receipt, goods=[],
        reason="not ours",
    )  # fmt: skip
    projected(conn, story)
    assert [one.lot for one in on_the_way(conninfo)] == [lot]


def test_a_voided_dispatch_is_not_on_its_way(conn, conninfo, sent):
    story, _, shipment = sent
    story.when(
        story.yunfu, story.act(story.packhouse), commands.correct_dispatch, fact=shipment, goods=[], reason="stayed"
    )
    projected(conn, story)
    assert on_the_way(conninfo) == []


def test_goods_on_their_way_are_paged_latest_first(conn, conninfo):
    story = Story()
    lots = []
    for number in range(9):
        lots.append(story.harvest("10", minutes=-99))
        story.purchase(lots[-1], "10", minutes=-98)
        shipment = dispatch(story, lots[-1], "10", minutes=-90 + number)
        if number % 3 == 0:
            receive(story, shipment, lots[-1], "10", minutes=-10)
    projected(conn, story)
    seen, after = [], None
    while True:
        page = read(conninfo, lambda connection, after=after: in_transit(connection, REGIONS, after=after, limit=2))
        seen += [one.lot for one in page.items]
        after = page.next
        if after is None:
            break
    assert seen == [lots[number] for number in (8, 7, 5, 4, 2, 1)]


def test_a_recall_tells_where_all_of_it_is(conn, conninfo):
    story, graded, first = journey()
    dispatch(story, graded, "30", minutes=-30)
    projected(conn, story)
    found = read(conninfo, lambda connection: recall(connection, REGIONS, parse(first)))
    assert {one.lot for one in found.lots} == {first, graded}
    assert {(one.site, one.on_hand) for one in found.held} == {(story.shed, 50), (story.stall, 15)}
    assert [(one.lot, one.quantity) for one in found.in_transit] == [(graded, 30)]


def test_a_count_and_its_correction(conn, conninfo):
    story = Story()
    lot = story.harvest("10")
    count = {"lot": lot, "site": story.plot, "amount": Amount("8", "kg")}
    story.when(story.yunfu, story.act(story.household, minutes=5), commands.count_stock, **count)
    fact = fact_of(story)
    story.when(
        story.yunfu, story.act(story.household), commands.correct_movement, fact=fact, lot=lot, site=story.plot,
        amount=Amount("9", "kg"), reason="typing",
    )  # fmt: skip
    projected(conn, story)
    assert there(conninfo)[lot, story.plot].on_hand == 9
