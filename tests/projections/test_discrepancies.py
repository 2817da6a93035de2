"""Every kind of discrepancy, told by a short story and found in the list, closed when it was closed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
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
from projections.directory import Directory
from projections.discrepancies import KINDS, Discrepancy, Listed, Wanted, discrepancies, overdrawers
from projections.discrepancies.views import NEWEST
from projections.flows import Flows
from tests.given import NOON, PEELED, WAMPEE, Story, fact_of, goods
from tests.projections.projected import facts_of, lay, project, read

REGIONS = ("yunfu", "guangzhou")
NO_PROOF = Proof("none", reason="market")
LATER = NOON + timedelta(days=10)


class Told:
    """A story, and what the list says of it."""

    def __init__(self, conn: psycopg.Connection[Any], conninfo: str) -> None:
        self.conn, self.conninfo, self.story = conn, conninfo, Story()

    def project(self) -> None:
        for projection in (Balance(), Directory(), Flows()):
            for region in (self.story.yunfu, self.story.guangzhou):
                lay(self.conn, projection, region.region)
                project(self.conn, projection, region.region, facts_of(region))

    def listed(self, *kinds: str, limit: int = 100, now: Any = LATER, **only: Any) -> list[Discrepancy]:
        """Every page, one after the other."""
        wanted, found, before = Wanted(frozenset(kinds or KINDS), **only), list[Discrepancy](), NEWEST

        async def page(connection: Any) -> Listed:
            assert before is not None
            return await discrepancies(connection, REGIONS, wanted, now=now, before=before, limit=limit)

        while before is not None:
            some, before = read(self.conninfo, page)
            found += some
        return found

    def bought(self, kilograms: str = "100") -> str:
        lot = self.story.harvest(kilograms, minutes=-600)
        return self.story.purchase(lot, kilograms, minutes=-500)

    def dispatch(self, lot: str, kilograms: str, seal: str = "", minutes: int = -400) -> UUID:
        story = self.story
        story.when(
            story.yunfu, story.act(story.packhouse, minutes=minutes), commands.dispatch_shipment,
            site=story.shed, to=Destination("guangzhou", story.stall, "440111", story.market), carrier=story.carrier,
            mode="road", purpose="sale", returns="", goods=[goods(lot, kilograms)], units={}, seal=seal, vehicle="",
        )  # fmt: skip
        return fact_of(story)

    def receive(self, reference: object, lot: str, kilograms: str, rejected: str = "", minutes: int = -200) -> UUID:
        story = self.story
        arrival = Arrival(lot, Amount(kilograms, "kg"), rejected=Amount(rejected, "kg") if rejected else None)
        story.when(
            story.guangzhou, story.act(story.market, minutes=minutes), commands.receive_goods,
            site=story.stall, kind="shipment", reference=str(reference), from_party=story.packhouse,
            from_region="yunfu", from_site=story.shed, from_county="445322", arrivals=[arrival], units=(),
            proof=NO_PROOF,
        )  # fmt: skip
        return story.happened[-1].fact


@pytest.fixture
def told(conn: psycopg.Connection[Any], conninfo: str) -> Told:
    return Told(conn, conninfo)


@pytest.fixture
def conn(conninfo: str) -> Any:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


def test_a_journey_that_adds_up_lists_nothing(told: Told) -> None:
    lot = told.bought()
    told.receive(told.dispatch(lot, "100"), lot, "100")
    told.project()
    assert told.listed() == []


def test_an_overdraft_from_its_first_fact_to_what_closed_it(told: Told) -> None:
    story = told.story
    lot = told.story.harvest("50", minutes=-300)
    act = story.act(story.household, minutes=-200, offline=True, device="phone-1")
    story.when(
        story.yunfu, act, commands.destroy_stock, lot=lot, site=story.plot, amount=Amount("80", "kg"), unit="",
        reason="flood",
    )  # fmt: skip
    told.project()
    (one,) = told.listed("overdraft")
    assert (one.found, one.fact, one.resolved, one.site) == (-30, act.id, None, story.plot)
    story.harvest("40", lot=lot, minutes=-400, offline=True)
    closing = fact_of(story)
    told.project()
    (one,) = told.listed("overdraft")
    assert (one.resolved, one.reason) == (closing, "arrived")
    assert told.listed("overdraft", open_only=True) == []
    counted = read(told.conninfo, lambda connection: overdrawers(connection, REGIONS, Wanted()))
    assert [(who.party, who.overdrafts, who.open) for who in counted] == [(story.household, 1, 0)]


@pytest.mark.parametrize(("counted", "listed"), [("97", True), ("98.5", False)])
def test_a_count_off_by_more_than_two_percent(told: Told, counted: str, listed: bool) -> None:
    story, lot = told.story, told.story.harvest("100", minutes=-300)
    values = {"lot": lot, "site": story.plot, "amount": Amount(counted, "kg")}
    story.when(story.yunfu, story.act(story.household, minutes=-200), commands.count_stock, **values)
    told.project()
    assert [(one.expected, one.found) for one in told.listed("count_variance")] == [(100, 97)] * listed


def test_work_that_does_not_balance_until_it_is_corrected(told: Told) -> None:
    story, lot, peeled = told.story, told.bought(), told.story.lot(PEELED, 7)
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-90, offline=True), commands.transform_lots, kind="process",
        step="peel", site=story.shed, inputs=[goods(lot, "100")], outputs=[goods(peeled, "80")], waste=None,
    )  # fmt: skip
    work = story.happened[0].transformation
    told.project()
    (one,) = told.listed("unbalanced")
    assert (one.expected, one.found, one.resolved) == (100, 80, None)
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-80), commands.correct_transformation, fact=work,
        inputs=[goods(lot, "100")], outputs=[goods(peeled, "30")], waste=None, reason="typo",
    )  # fmt: skip
    told.project()
    (one,) = told.listed("unbalanced")
    assert (one.found, one.resolved) == (30, fact_of(story))


def test_work_that_balances_no_more_since_it_was_corrected(told: Told) -> None:
    story, lot, graded = told.story, told.bought(), told.story.lot(number=7)
    values = {"kind": "grade", "step": "", "site": story.shed, "waste": None}
    goods_in = {"inputs": [goods(lot, "100")]}
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-90), commands.transform_lots, **values, **goods_in,
        outputs=[goods(graded, "100")],
    )  # fmt: skip
    work = story.happened[0].transformation
    told.project()
    assert told.listed("unbalanced") == []
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-80, offline=True), commands.correct_transformation, fact=work,
        outputs=[goods(graded, "900")], waste=None, reason="typo", **goods_in,
    )  # fmt: skip
    told.project()
    (one,) = told.listed("unbalanced")
    assert (one.fact, one.expected, one.found, one.resolved) == (work, 100, 900, None)


def test_a_purchase_without_proof_by_whomever(told: Told) -> None:
    story, lot = told.story, told.story.harvest("50", minutes=-300)
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-200), commands.receive_purchase, site=story.shed,
        from_party="", from_site=story.plot, goods=[goods(lot, "50")], proof=Proof("none", reason="own_farm"),
        difference="",
    )  # fmt: skip
    told.project()
    (one,) = told.listed("purchase_without_proof")
    assert (one.fact, one.lot, one.party, one.other) == (fact_of(story), lot, story.packhouse, story.household)
    assert (one.found, one.reason) == (50, "own_farm")


def test_what_a_suspended_party_did_all_the_same(told: Told) -> None:
    story, lot = told.story, told.bought()
    suspend = {"party": story.packhouse, "reason": "residue_found", "within": ""}
    story.when(story.commons, story.act("operator", role="administrator"), commands.suspend_party, **suspend)
    seen = story.act(story.packhouse, offline=True, minutes=-30)
    story.when(story.yunfu, seen, commands.sell_retail, site=story.shed, goods=[goods(lot, "1")])
    told.project()
    (one,) = told.listed("while_suspended", party=story.packhouse, county="4453")
    assert (one.fact, one.at, one.region) == (seen.id, seen.at, "yunfu")
    assert (one.site, one.party) == (story.shed, story.packhouse)
    assert told.listed("while_suspended", county="4408") == told.listed("while_suspended", party=story.market) == []


def test_labels_on_goods_that_were_never_there(told: Told) -> None:
    story, lot = told.story, told.bought()
    serials = tuple(f"7K9M{number:012d}" for number in range(9))
    story.when(story.yunfu, story.act(story.packhouse), commands.issue_labels, product=WAMPEE, serials=serials)
    unseen = story.lot(number=99)
    for place, (bound, where) in enumerate(((lot, ""), (lot, story.shed), (unseen, ""), (unseen, story.shed))):
        story.when(
            story.yunfu, story.act(story.packhouse, offline=True), commands.bind_labels, product=WAMPEE,
            first=serials[2 * place], last=serials[2 * place + 1], lot=bound, site=where,
        )  # fmt: skip
    told.project()
    found = told.listed("label_without_goods")
    assert sorted((one.lot, one.site, one.party, one.found) for one in found) == [
        (unseen, "", story.packhouse, 2),
        (unseen, story.shed, story.packhouse, 2),
    ]


def test_a_lot_code_taken_twice(told: Told) -> None:
    story, lot = told.story, told.story.harvest("10", minutes=-300)
    other = story._register_site(story.yunfu, story.household, "plot", "445322")
    act = story.act(story.household, minutes=-290)
    story.when(story.yunfu, act, commands.record_harvest, lot=lot, site=other, amount=Amount("5", "kg"))
    told.project()
    (one,) = told.listed("code_collision")
    assert (one.reference, one.site, one.fact) == (lot, other, act.id)


def test_purchases_of_another_weight_and_refused_ones(told: Told) -> None:
    story, lot = told.story, told.story.harvest("100", minutes=-300)
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-200), commands.receive_purchase, site=story.shed,
        from_party=story.household, from_site=story.plot, goods=[goods(lot, "104")], proof=NO_PROOF,
        difference="weighed",
    )  # fmt: skip
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-100), commands.refuse_purchase, site=story.shed,
        from_party=story.household, lots=(lot,), reason="no_certificate",
    )  # fmt: skip
    told.project()
    found = [(one.kind, one.expected, one.found, one.reason) for one in told.listed()]
    assert ("purchase_difference", 100, 104, "weighed") in found
    assert ("purchase_refused", None, None, "no_certificate") in found


def test_less_received_than_sent_until_it_is_corrected(told: Told) -> None:
    lot = told.bought()
    receipt = told.receive(told.dispatch(lot, "100"), lot, "95", rejected="3")
    told.project()
    (one,) = told.listed()
    assert (one.kind, one.expected, one.found, one.reason) == ("receipt_difference", 100, 95, "rejected")
    assert (one.fact, one.party, one.other) == (receipt, told.story.market, told.story.packhouse)
    story = told.story
    story.when(
        story.guangzhou, story.act(story.market), commands.correct_receipt, fact=receipt, goods=[goods(lot, "100")],
        reason="typo",
    )  # fmt: skip
    told.project()
    assert told.listed() == []


def test_one_line_received_twice_but_not_one_received_in_two_parts(told: Told) -> None:
    lot = told.bought("200")
    shipment = told.dispatch(lot, "100")
    told.receive(shipment, lot, "60")
    told.receive(shipment, lot, "40", minutes=-190)
    told.project()
    assert told.listed() == []
    told.receive(shipment, lot, "100", minutes=-180)
    told.project()
    (one,) = told.listed("double_receipt", "receipt_difference")
    assert (one.kind, one.expected, one.found) == ("double_receipt", 100, 200)


def test_a_dispatch_that_nobody_received_in_time(told: Told) -> None:
    shipment = told.dispatch(told.bought(), "100")
    told.project()
    assert told.listed(now=NOON) == []
    (one,) = told.listed(now=LATER)
    assert (one.kind, one.fact, one.expected, one.found) == ("unmatched_dispatch", shipment, 100, None)


@pytest.mark.parametrize("reference", ["00000000-0000-0000-0000-000000000001", "a slip of paper"])
def test_a_receipt_of_what_nobody_sent(told: Told, reference: str) -> None:
    receipt = told.receive(reference, told.bought(), "10")
    told.project()
    (one,) = told.listed("receipt_without_dispatch")
    assert (one.fact, one.found, one.reference) == (receipt, 10, reference)


def test_a_seal_that_is_not_the_one_put_on(told: Told) -> None:
    lot, story = told.bought(), told.story
    shipment = told.dispatch(lot, "100", seal="A1")
    told.receive(shipment, lot, "100")
    for seal in ("A1", "B2"):
        story.when(
            story.yunfu, story.act(story.market, minutes=-210), commands.arrive_shipment, shipment=shipment,
            site=story.stall, county="440111", seal=seal,
        )  # fmt: skip
    told.project()
    (one,) = told.listed()
    assert (one.kind, one.reason, one.party) == ("seal_mismatch", "A1 → B2", story.market)


def test_more_sold_than_was_grown(told: Told) -> None:
    lot, story = told.bought(), told.story
    told.receive(told.dispatch(lot, "100"), lot, "150")
    story.when(
        story.guangzhou, story.act(story.market), commands.sell_retail, site=story.stall, goods=[goods(lot, "150")]
    )
    told.project()
    (one,) = told.listed("more_than_grown")
    assert (one.expected, one.found, one.site) == (100, 150, story.stall)


def test_pages_hold_each_once_and_filters_hold(told: Told) -> None:
    lots = [told.bought() for _ in range(5)]
    for number, lot in enumerate(lots):
        told.receive(told.dispatch(lot, "100", minutes=-400 + number), lot, str(90 + number))
    told.project()
    whole = told.listed()
    assert len(whole) == 5
    assert [one.found for one in whole] == [Decimal(90 + number) for number in (4, 3, 2, 1, 0)]
    assert told.listed(limit=2) == whole
    assert told.listed(county="4401") == whole
    assert told.listed(county="4453") == whole
    assert told.listed(county="4408") == []
    assert told.listed(party=told.story.packhouse) == whole
    assert told.listed(party="nobody") == []
