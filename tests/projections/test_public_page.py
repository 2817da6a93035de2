"""Given facts, the page tells a lot's history; the same for any order of the facts, and never what is private."""

from __future__ import annotations

import random
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from domain import commands
from domain.commands.goods import Amount
from domain.values import Proof
from projections.public_page import label_state, lot_page, product_page, site_page, unit_page
from tests.given import PEELED, WAMPEE, Story, fact_of, goods
from tests.projections.page_story import (
    CARTON,
    PAGE,
    REGIONS,
    dispatch,
    grade,
    journey,
    lay_all,
    page,
    projected,
    receive,
)
from tests.projections.projected import facts_of, project, read, rows


@pytest.fixture
def conn(conninfo: str) -> Any:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        lay_all(connection)
        yield connection


def test_a_page_tells_the_whole_journey_in_order(conn: Any, conninfo: str) -> None:
    story, graded, _ = journey()
    projected(conn, story)
    found = page(conninfo, graded)
    assert [stage.kind for stage in found.stages] == [
        "harvested", "purchased", "grade", "packed", "dispatched", "handed_over", "received", "sold_retail",
    ]  # fmt: skip
    assert [stage.county for stage in found.stages] == ["445322"] * 6 + ["440111"] * 2
    assert [stage.role for stage in found.stages] == [
        "household", "packhouse", "packhouse", "packhouse", "packhouse", "carrier", "market", "market",
    ]  # fmt: skip


def test_origin_is_that_of_every_harvest_behind_it(conn: Any, conninfo: str) -> None:
    story, graded, first = journey()
    projected(conn, story)
    origin = page(conninfo, graded).origin
    assert origin is not None
    assert (origin.counties, origin.lots, str(origin.first_day)) == (("445322",), 2, "2026-07-09")
    own = page(conninfo, first).origin
    assert own is not None
    assert own.lots == 1


def test_only_producers_have_names_and_only_where_they_produce(conn: Any, conninfo: str) -> None:
    story, graded, _ = journey()
    projected(conn, story)
    assert {stage.kind: stage.name for stage in page(conninfo, graded).stages if stage.name} == {
        "purchased": "云浮果业",
        "grade": "云浮果业",
        "packed": "云浮果业",
    }


def test_proof_is_told_as_given_missing_or_partly(conn: Any, conninfo: str) -> None:
    story, graded, _ = journey()
    projected(conn, story)
    assert page(conninfo, graded).proof == "certificate"
    unproven = story.harvest("10")
    story.when(
        story.yunfu, story.act(story.packhouse), commands.receive_purchase, site=story.shed,
        from_party=story.household, from_site=story.plot, goods=[goods(unproven, "10")],
        proof=Proof("none", reason="own_farm"), difference="",
    )  # fmt: skip
    mixed = story.lot(number=78)
    third = story.harvest("10")
    story.purchase(third, "10")
    grade(story, {unproven: "10", third: "10"}, mixed, "20")
    projected(conn, story)
    assert page(conninfo, unproven).proof == "missing"
    assert page(conninfo, mixed).proof == "partly"


def test_goods_between_dispatch_and_receipt_are_on_the_way(conn: Any, conninfo: str) -> None:
    story = Story()
    lot = story.purchase(story.harvest("30", minutes=-60), "30", minutes=-50)
    shipment = dispatch(story, lot, "30", minutes=-40)
    projected(conn, story)
    assert (page(conninfo, lot).state, page(conninfo, lot).state_counties) == ("transit", ("440111",))
    receive(story, shipment, lot, "30")
    projected(conn, story)
    assert page(conninfo, lot).state == "normal"


def test_a_hold_changes_the_state_and_not_the_body(conn: Any, conninfo: str) -> None:
    story, graded, _ = journey()
    projected(conn, story)
    before = rows(conn, PAGE, "guangzhou")["public_page"]
    story.when(
        story.guangzhou, story.act(story.market), commands.hold_stock, lot=graded, site=story.stall, reason="test"
    )
    hold = fact_of(story)
    projected(conn, story)
    assert (page(conninfo, graded).state, page(conninfo, graded).state_counties) == ("held", ("440111",))
    assert rows(conn, PAGE, "guangzhou")["public_page"] == before
    story.when(
        story.guangzhou,
        story.act(story.market),
        commands.release_stock,
        lot=graded,
        site=story.stall,
        hold=hold,
        reason="ok",
    )
    projected(conn, story)
    assert page(conninfo, graded).state == "normal"


def test_a_release_may_arrive_before_its_hold(conn: Any, conninfo: str) -> None:
    story, graded, _ = journey()
    story.when(
        story.guangzhou, story.act(story.market), commands.hold_stock, lot=graded, site=story.stall, reason="test"
    )
    hold = fact_of(story)
    story.when(
        story.guangzhou,
        story.act(story.market),
        commands.release_stock,
        lot=graded,
        site=story.stall,
        hold=hold,
        reason="ok",
    )
    projected(conn, story)
    lay_all(conn)
    for region in (story.commons, story.yunfu, story.guangzhou):
        project(conn, PAGE, region.region, *([fact] for fact in reversed(facts_of(region))))
    assert page(conninfo, graded).state == "normal"


def test_an_overdraft_is_never_public(conn: Any, conninfo: str) -> None:
    story = Story()
    lot = story.harvest("10")
    story.purchase(lot, "25", offline=True)
    assert "stock:overdrawn" in story.topics
    projected(conn, story)
    found = page(conninfo, lot)
    assert (found.state, [stage.kind for stage in found.stages]) == ("normal", ["harvested", "purchased"])


def test_a_corrected_step_says_so_and_a_voided_one_is_gone(conn: Any, conninfo: str) -> None:
    story = Story()
    lot = story.harvest("30", minutes=-60)
    harvest = fact_of(story)
    story.purchase(lot, "20", minutes=-50)
    purchase = fact_of(story)
    story.when(
        story.yunfu, story.act(story.household), commands.correct_harvest, fact=harvest, lot=lot, site=story.plot,
        amount=Amount("28", "kg"), reason="scale",
    )  # fmt: skip
    projected(conn, story)
    assert [(stage.kind, stage.corrected) for stage in page(conninfo, lot).stages] == [
        ("harvested", True),
        ("purchased", False),
    ]
    story.when(
        story.yunfu, story.act(story.packhouse), commands.correct_receipt, fact=purchase, goods=[], reason="wrong lot"
    )
    projected(conn, story)
    found = page(conninfo, lot)
    assert [stage.kind for stage in found.stages] == ["harvested"]
    assert found.corrected


def test_a_corrected_merge_changes_the_ancestors(conn: Any, conninfo: str) -> None:
    story = Story()
    first, second = story.harvest("30", minutes=-60), story.harvest("30", minutes=-59)
    for lot in (first, second):
        story.purchase(lot, "30", minutes=-50)
    merged = story.lot(number=5)
    work = grade(story, {first: "30", second: "30"}, merged, "60", minutes=-40)
    projected(conn, story)
    origin = page(conninfo, merged).origin
    assert origin
    assert origin.lots == 2
    story.when(
        story.yunfu, story.act(story.packhouse), commands.correct_transformation, fact=work,
        inputs=[goods(first, "30")], outputs=[goods(merged, "30")], waste=None, reason="one crate only",
    )  # fmt: skip
    projected(conn, story)
    origin = page(conninfo, merged).origin
    assert origin
    assert origin.lots == 1
    assert "used" not in [stage.kind for stage in page(conninfo, second).stages]


@pytest.mark.parametrize("seed", range(6))
def test_any_order_and_any_batches_give_equal_rows(conn: Any, seed: int) -> None:
    story, graded, first = journey()
    harvest = next(fact for fact in facts_of(story.yunfu) if getattr(fact.event, "lot", "") == first).command_id
    story.when(
        story.yunfu, story.act(story.household), commands.correct_harvest, fact=harvest, lot=first, site=story.plot,
        amount=Amount("60", "kg"), reason="scale",
    )  # fmt: skip
    serials = tuple(f"7K9M{number:012d}" for number in range(20))
    story.when(story.yunfu, story.act(story.packhouse), commands.issue_labels, product=WAMPEE, serials=serials)
    story.when(
        story.yunfu, story.act(story.packhouse), commands.bind_labels, product=WAMPEE, first=serials[0],
        last=serials[9], lot=graded, site=story.shed,
    )  # fmt: skip
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-9, offline=True), commands.bind_labels, product=WAMPEE,
        first=serials[5], last=serials[12], lot=first,
    )  # fmt: skip
    projected(conn, story)
    expected = {schema: rows(conn, PAGE, schema) for schema in ("commons", *REGIONS)}
    lay_all(conn)
    shuffle = random.Random(seed)
    for region in (story.commons, story.yunfu, story.guangzhou):
        facts = facts_of(region)
        shuffle.shuffle(facts)
        size = shuffle.choice((1, 2, 7, 100))
        project(conn, PAGE, region.region, *(facts[i : i + size] for i in range(0, len(facts), size)))
    assert {schema: rows(conn, PAGE, schema) for schema in ("commons", *REGIONS)} == expected


def test_of_two_bindings_the_one_that_happened_first_holds(conn: Any, conninfo: str) -> None:
    story, graded, first = journey()
    serials = ("7K9M000000000001", "7K9M000000000002", "7K9M000000000003")
    story.when(story.yunfu, story.act(story.packhouse), commands.issue_labels, product=WAMPEE, serials=serials)
    bind = {"product": WAMPEE, "first": serials[0], "last": serials[0]}
    story.when(story.yunfu, story.act(story.packhouse), commands.bind_labels, **bind, lot=graded, site=story.shed)
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-9, offline=True), commands.bind_labels, **bind, lot=first
    )
    void = {"product": WAMPEE, "first": serials[1], "last": serials[1], "reason": "torn"}
    story.when(story.yunfu, story.act(story.packhouse), commands.void_labels, **void)
    projected(conn, story)

    def state(serial: str) -> Any:
        return read(conninfo, lambda connection: label_state(connection, REGIONS, WAMPEE, serial))

    assert state(serials[0]).lot == first
    assert (state(serials[1]).lot, state(serials[1]).voided) == ("", True)
    assert (state(serials[2]).lot, state(serials[2]).voided) == ("", False)
    assert state("7K9M000000000004") is None


def test_a_unit_lists_its_lots_where_it_is_now(conn: Any, conninfo: str) -> None:
    story, graded, _ = journey()
    projected(conn, story)
    found = read(conninfo, lambda connection: unit_page(connection, REGIONS, CARTON))
    assert found is not None
    assert ([lot.lot for lot in found.lots], found.state, found.county) == ([graded], "here", "440111")
    assert found.kind == "carton"


def test_a_place_and_a_product_have_pages_of_their_own(conn: Any, conninfo: str) -> None:
    story, _, _ = journey()
    projected(conn, story)
    plot = read(conninfo, lambda connection: site_page(connection, REGIONS, story.plot))
    assert plot is not None
    assert (plot.kind, plot.county, plot.role, plot.name) == ("plot", "445322", "household", "")
    found = read(conninfo, lambda connection: product_page(connection, PEELED))
    assert found is not None
    assert found.product.name_zh == "黄皮果肉"


def test_a_lot_that_nobody_knows_has_no_page(conn: Any, conninfo: str) -> None:

    projected(conn, Story())
    assert read(conninfo, lambda connection: lot_page(connection, REGIONS, f"01/{WAMPEE}/10/{uuid4().hex[:8]}")) is None


def test_lots_of_an_ancestor_that_went_elsewhere_are_not_on_the_page(conn: Any, conninfo: str) -> None:
    """A ton is picked; half is peeled and scanned, half is sent away: the page of the peeled half shows no journey."""
    story = Story()
    lot = story.purchase(story.harvest("100", minutes=-60), "100", minutes=-50)
    dispatch(story, lot, "50", minutes=-40)
    graded = story.lot(number=9)
    grade(story, {lot: "50"}, graded, "50", minutes=-30)
    projected(conn, story)
    assert [stage.kind for stage in page(conninfo, graded).stages] == ["harvested", "purchased", "grade"]
    assert page(conninfo, graded).state == "normal"
