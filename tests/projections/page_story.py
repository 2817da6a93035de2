"""A lot's whole life over two regions, told as a buyer may see it; and the tables that the page is read from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

from domain import commands
from domain.commands.goods import Amount
from domain.commands.receiving import Arrival
from domain.commands.shipping import Destination
from domain.gs1 import mint_sscc
from domain.values import Proof
from projections.public_page import LotPage, PublicPage, lot_page
from tests.given import WAMPEE, Story, fact_of, goods
from tests.projections.projected import facts_of, lay, project, read

REGIONS = ("yunfu", "guangzhou")
NO_PROOF = Proof("none", reason="market")
CARTON = mint_sscc("952", 0, 1).digits
PAGE = PublicPage()


def lay_all(conn: psycopg.Connection[Any]) -> None:
    for schema in (*REGIONS, "commons"):
        lay(conn, PAGE, schema)


def projected(conn: psycopg.Connection[Any], story: Story) -> None:
    lay_all(conn)
    for region in (story.commons, story.yunfu, story.guangzhou):
        project(conn, PAGE, region.region, facts_of(region))


def page(conninfo: str, lot: str) -> LotPage:
    found = read(conninfo, lambda connection: lot_page(connection, REGIONS, lot))
    assert found is not None
    return found


def dispatch(story: Story, lot: str, kilograms: str, *, unit: str = "", purpose: str = "sale", **how: Any) -> UUID:
    story.when(
        story.yunfu, story.act(story.packhouse, **how), commands.dispatch_shipment, site=story.shed,
        to=Destination("guangzhou", story.stall, "440111", story.market), carrier=story.carrier, mode="road",
        purpose=purpose, returns="", goods=[] if unit else [goods(lot, kilograms)], units={unit: ()} if unit else {},
        seal="", vehicle="",
    )  # fmt: skip
    return fact_of(story)


def receive(story: Story, shipment: UUID, lot: str, kilograms: str, *, unit: str = "", **how: Any) -> UUID:
    story.when(
        story.guangzhou, story.act(story.market, **how), commands.receive_goods, site=story.stall, kind="shipment",
        reference=str(shipment), from_party=story.packhouse, from_region="yunfu", from_site=story.shed,
        from_county="445322", arrivals=[Arrival(lot, Amount(kilograms, "kg"), unit=unit)],
        units=(unit,) if unit else (), proof=NO_PROOF,
    )  # fmt: skip
    return fact_of(story)


def grade(story: Story, inputs: dict[str, str], output: str, out: str, **how: Any) -> UUID:
    story.when(
        story.yunfu, story.act(story.packhouse, **how), commands.transform_lots, kind="grade", step="", site=story.shed,
        inputs=[goods(lot, kilograms) for lot, kilograms in inputs.items()], outputs=[goods(output, out)], waste=None,
    )  # fmt: skip
    return story.happened[0].transformation


def hold(story: Story, lot: str) -> UUID:
    story.when(story.guangzhou, story.act(story.market), commands.hold_stock, lot=lot, site=story.stall, reason="test")
    return fact_of(story)


def release(story: Story, lot: str, held: UUID) -> None:
    story.when(
        story.guangzhou, story.act(story.market), commands.release_stock, lot=lot, site=story.stall, hold=held,
        reason="negative",
    )  # fmt: skip


def pack(story: Story, lot: str, kilograms: str, unit: str = CARTON, **how: Any) -> None:
    story.when(
        story.yunfu, story.act(story.packhouse, **how), commands.pack_unit, unit=unit, kind="carton", site=story.shed,
        goods=[goods(lot, kilograms)], units=(),
    )  # fmt: skip


def journey() -> tuple[Story, str, str]:
    """Two harvests bought, graded into one lot, packed, sent to Guangzhou, received and sold there."""
    story = Story()
    first = story.harvest("60", minutes=-300)
    second = story.harvest("40", minutes=-290)
    story.purchase(first, "60", minutes=-280)
    story.purchase(second, "40", minutes=-275)
    graded = story.lot(WAMPEE, 77)
    grade(story, {first: "60", second: "40"}, graded, "100", minutes=-260)
    pack(story, graded, "20", minutes=-240)
    shipment = dispatch(story, graded, "20", unit=CARTON, minutes=-200)
    story.when(
        story.yunfu, story.act(story.carrier, minutes=-190), commands.hand_over_shipment, shipment=shipment,
        to_party=story.carrier, county="445322", seal="",
    )  # fmt: skip
    receive(story, shipment, graded, "20", unit=CARTON, minutes=-100)
    story.when(
        story.guangzhou, story.act(story.market, minutes=-50), commands.sell_retail, site=story.stall,
        goods=[goods(graded, "5", inside=CARTON)],
    )  # fmt: skip
    return story, graded, first
