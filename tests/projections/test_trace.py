"""The trace of one story over two regions: up and down, as of then and as known then, in any order of arrival."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from domain import commands
from domain.commands.goods import Amount
from domain.gs1 import Gtin, Lgtin, Sgtin, Sscc, mint_sscc, parse
from projections.trace import Trace
from projections.trace.answers import History
from projections.trace.named import NotTraceable
from projections.walk import one_step, trace
from tests.given import NOON, Story, fact_of, goods
from tests.projections.page_story import CARTON, dispatch, grade, hold, journey, receive
from tests.projections.projected import facts_of, lay, project, read

TRACE = Trace()
REGIONS = ("yunfu", "guangzhou")


@pytest.fixture
def conn(conninfo):
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


def projected(conn: psycopg.Connection[Any], story: Story) -> None:
    for region in (story.yunfu, story.guangzhou):
        lay(conn, TRACE, region.region)
        facts = facts_of(region)
        project(conn, TRACE, region.region, facts)
        conn.execute(
            f"INSERT INTO {region.region}.follower VALUES ('trace', 'live', %s, now())"
            " ON CONFLICT (projection, build) DO UPDATE SET position = excluded.position".encode(),
            (facts[-1].position,),
        )


def told(conninfo: str, identity: Any, direction: Any = "both", **how: Any) -> History:
    return read(conninfo, lambda connection: trace(connection, REGIONS, identity, direction, **how))


def lots(history: History) -> set[str]:
    return {node.lot for node in history.nodes}


def kinds(history: History, lot: str, region: str = "yunfu") -> list[str]:
    return [step.kind for step in history.steps if (step.lot, step.region) == (lot, region)]


def test_upstream_leads_to_every_harvest(conn, conninfo):
    story, graded, first = journey()
    projected(conn, story)
    history = told(conninfo, parse(graded), "up")
    assert history.lots == (graded,)
    assert len(lots(history)) == 3
    assert {(edge.child, edge.kind) for edge in history.edges} == {(graded, "grade")}
    assert kinds(history, first) == ["harvested", "received", "consumed"]
    assert kinds(history, graded) == ["produced", "packed", "dispatched", "handed_over"]
    assert kinds(history, graded, "guangzhou") == ["received", "sold"]


def test_downstream_of_a_harvest_leads_over_regions_to_the_buyer(conn, conninfo):
    story, graded, first = journey()
    projected(conn, story)
    history = told(conninfo, parse(first), "down")
    assert lots(history) == {first, graded}
    assert kinds(history, graded, "guangzhou") == ["received", "sold"]


def test_both_is_up_and_down_but_not_sideways(conn, conninfo):
    story, graded, first = journey()
    projected(conn, story)
    assert lots(told(conninfo, parse(first))) == {first, graded}
    assert len(lots(told(conninfo, parse(graded)))) == 3


def test_a_unit_names_the_lots_that_were_in_it(conn, conninfo):
    story, graded, _ = journey()
    projected(conn, story)
    history = told(conninfo, Sscc(CARTON), "up")
    assert history.lots == (graded,)
    assert [(one.region, one.kind, one.lot) for one in history.units] == [
        ("yunfu", "packed", graded),
        ("guangzhou", "received", graded),
    ]


def test_a_pallet_names_the_lots_of_its_cartons(conn, conninfo):
    story = Story()
    pallet, other = (mint_sscc("952", extension, 7).digits for extension in (1, 0))
    lot = story.lot(number=5)
    story.harvest("10", lot=lot)
    story.purchase(lot, "10")
    for unit, inside, units in ((other, [goods(lot, "10")], ()), (pallet, [], (other,))):
        story.when(
            story.yunfu, story.act(story.packhouse), commands.pack_unit, unit=unit, kind="pallet", site=story.shed,
            goods=inside, units=units,
        )  # fmt: skip
    projected(conn, story)
    assert told(conninfo, Sscc(pallet)).lots == (lot,)


def test_an_item_label_names_its_lot(conn, conninfo):
    story = Story()
    lot = story.harvest("10")
    serials = tuple(f"ABCD{number:09}" for number in range(5))
    act = story.act(story.packhouse)
    product = lot.split("/")[1]
    story.when(story.yunfu, act, commands.issue_labels, product=product, serials=serials)
    bind = {"product": product, "first": serials[0], "last": serials[2], "lot": lot, "site": story.shed}
    story.purchase(lot, "10")
    story.when(story.yunfu, story.act(story.packhouse), commands.bind_labels, **bind)
    projected(conn, story)
    assert told(conninfo, Sgtin(Gtin(product), serials[1])).lots == (lot,)
    assert told(conninfo, Sgtin(Gtin(product), serials[4])).nodes == []


def test_a_lot_that_nobody_knows_has_no_nodes(conn, conninfo):
    story = Story()
    story.harvest("1")
    projected(conn, story)
    assert told(conninfo, Lgtin(Gtin("09520000000011"), "NOBODY")).nodes == []


def test_a_product_cannot_be_traced(conn, conninfo):
    projected(conn, journey()[0])
    with pytest.raises(NotTraceable):
        told(conninfo, Gtin("09520000000011"))


def test_as_of_leaves_out_what_happened_later(conn, conninfo):
    story, _, first = journey()
    projected(conn, story)
    before = told(conninfo, parse(first), "down", as_of=NOON - timedelta(minutes=270))
    assert lots(before) == {first}
    assert kinds(before, first) == ["harvested", "received"]


def test_recorded_as_of_a_time_leaves_out_what_was_recorded_later(conn, conninfo):
    story, _, first = journey()
    projected(conn, story)
    positions = told(conninfo, parse(first)).positions
    for region, position in positions.items():
        conn.execute(f"DELETE FROM {region}.event".encode())
        conn.execute(
            f"INSERT INTO {region}.event SELECT gen_random_uuid(), 1, 't', '', n,"
            " '2026-01-01Z'::timestamptz + n * '1 hour'::interval, NULL, 0 FROM generate_series(1, %s) AS n".encode(),
            (position,),
        )
    for hours in range(positions["yunfu"] + 2):
        moment = datetime(2026, 1, 1, hours % 24, 30, tzinfo=UTC) + timedelta(days=hours // 24)
        known = told(conninfo, parse(first), recorded_as_of=moment)
        assert known.positions["yunfu"] == min(hours, positions["yunfu"])
    early = told(conninfo, parse(first), recorded_as_of={"yunfu": 11, "guangzhou": 0})
    assert kinds(early, first) == ["harvested", "received"]
    assert early.positions == {"yunfu": 11, "guangzhou": 0}


def correct_grade(story: Story, work: UUID, inputs: dict[str, str], outputs: dict[str, str], **how: Any) -> None:
    story.when(
        story.yunfu, story.act(story.packhouse, **how), commands.correct_transformation, fact=work,
        inputs=[goods(lot, kilograms) for lot, kilograms in inputs.items()],
        outputs=[goods(lot, kilograms) for lot, kilograms in outputs.items()], waste=None, reason="typing",
    )  # fmt: skip


@pytest.fixture
def corrected():
    """Two lots graded into one; later it turns out that only the first went in."""
    story = Story()
    first, second = story.harvest("60"), story.harvest("40")
    story.purchase(first, "60")
    story.purchase(second, "40")
    graded = story.lot(number=99)
    work = grade(story, {first: "60", second: "40"}, graded, "100")
    before = facts_of(story.yunfu)[-1].position
    correct_grade(story, work, {first: "60"}, {graded: "60"}, offline=True)
    return story, first, second, graded, before


def test_a_correction_withdraws_edges_and_asserts_anew(conn, conninfo, corrected):
    story, first, second, graded, before = corrected
    projected(conn, story)
    now = told(conninfo, parse(graded), "up")
    assert lots(now) == {first, graded}
    assert Counter(step.kind for step in now.steps if step.lot == graded) == {"produced": 1, "corrected": 1}
    assert [step.quantity for step in now.steps if step.kind == "produced"] == [60]
    then = told(conninfo, parse(graded), "up", recorded_as_of={"yunfu": before, "guangzhou": 0})
    assert lots(then) == {first, second, graded}
    assert [step.quantity for step in then.steps if step.kind == "produced"] == [100]


def test_a_corrected_harvest_keeps_its_time_and_shows_its_correction(conn, conninfo):
    story = Story()
    lot = story.harvest("60", minutes=-60)
    harvest = fact_of(story)
    for kilograms in ("50", "55"):
        story.when(
            story.yunfu, story.act(story.household), commands.correct_harvest, fact=harvest, lot=lot, site=story.plot,
            amount=Amount(kilograms, "kg"), reason="typing",
        )  # fmt: skip
    projected(conn, story)
    steps = told(conninfo, parse(lot)).steps
    assert [(step.kind, step.quantity) for step in steps] == [
        ("harvested", 55), ("corrected", None), ("corrected", None),
    ]  # fmt: skip
    assert steps[0].occurred_at == NOON - timedelta(minutes=60)
    assert steps[0].corrected
    assert steps[0].reason == "typing"


def test_a_voided_dispatch_is_gone_and_its_voiding_stays(conn, conninfo):
    story = Story()
    lot = story.harvest("60")
    story.purchase(lot, "60")
    shipment = dispatch(story, lot, "20")
    story.when(
        story.yunfu, story.act(story.packhouse), commands.correct_dispatch, fact=shipment, goods=[], reason="stayed",
    )  # fmt: skip
    projected(conn, story)
    assert kinds(told(conninfo, parse(lot)), lot) == ["harvested", "received", "corrected"]


def test_a_party_sees_one_step_each_way_and_no_further(conn, conninfo):
    story, graded, first = journey()
    projected(conn, story)
    steps = read(conninfo, lambda connection: one_step(connection, REGIONS, parse(graded), [story.market]))
    assert lots(steps) == {graded}
    assert [(step.region, step.kind) for step in steps.steps] == [
        ("yunfu", "dispatched"), ("yunfu", "handed_over"), ("guangzhou", "received"), ("guangzhou", "sold"),
    ]  # fmt: skip
    packed = read(conninfo, lambda connection: one_step(connection, REGIONS, parse(graded), [story.packhouse]))
    assert len(lots(packed)) == 3
    grown = read(conninfo, lambda connection: one_step(connection, REGIONS, parse(first), [story.household]))
    assert lots(grown) == {first}
    assert [step.kind for step in grown.steps] == ["harvested", "received"]


def test_a_party_sees_nothing_of_what_it_never_had(conn, conninfo):
    story, _, first = journey()
    projected(conn, story)
    nothing = read(conninfo, lambda connection: one_step(connection, REGIONS, parse(first), [story.market]))
    assert (nothing.nodes, nothing.steps, nothing.edges) == ([], [], [])


def test_holds_are_steps_of_the_lot(conn, conninfo):
    story, graded, _ = journey()
    hold(story, graded)
    projected(conn, story)
    assert "held" in kinds(told(conninfo, parse(graded)), graded, "guangzhou")


def test_two_lots_on_one_node_are_found_out(conn):
    story = Story()
    story.harvest("1")
    facts = facts_of(story.yunfu)
    lay(conn, TRACE, "yunfu")
    event = next(fact for fact in facts if type(fact.event).__name__ == "Harvested")
    conn.execute("INSERT INTO yunfu.trace_node VALUES (%s, 'another lot')", (event.stream.int >> 65,))
    with pytest.raises(psycopg.errors.CheckViolation, match="trace_node_is_one_lot"):
        project(conn, TRACE, "yunfu", [event])


def test_a_circle_ends(conn, conninfo):
    story, graded, first = journey()
    grade(story, {graded: "1"}, first, "1", offline=True)
    projected(conn, story)
    assert lots(told(conninfo, parse(first), "up")) >= {first, graded}


def test_a_walk_that_is_too_large_says_so(conn, conninfo):
    story, graded, _ = journey()
    projected(conn, story)
    assert told(conninfo, parse(graded), "up", most=2).truncated
    assert not told(conninfo, parse(graded), "up", most=3).truncated


def test_a_receipt_whose_dispatch_never_came_is_found_downstream(conn, conninfo):
    story = Story()
    lot = story.harvest("60")
    receive(story, UUID(int=5), lot, "20")
    projected(conn, story)
    assert kinds(told(conninfo, parse(lot), "down"), lot, "guangzhou") == ["received"]
