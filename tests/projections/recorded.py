"""A story told through the real store: each command's events are recorded with its act, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from eventsourcing.persistence import JSONTranscoder

from domain import commands
from domain.act import Act
from domain.commands.goods import Amount
from domain.commands.shipping import Destination
from domain.region import Region
from store.datastore import Datastore
from store.mapper import TypedMapper
from store.recorder import Recorder
from store.records import Recorded, Save
from tests.given import Story, fact_of, goods
from tests.projections.page_story import CARTON, dispatch, hold, pack, receive, release

REGIONS = ("commons", "yunfu", "guangzhou")
_mapper = TypedMapper(JSONTranscoder())


class RecordedStory(Story):
    """As Story, in memory; and what happens is recorded in the store's regions of the same names."""

    def __init__(self, datastore: Datastore) -> None:
        self.recorders = {region: Recorder(datastore, region) for region in REGIONS}
        super().__init__()

    def when(self, region: Region, act: Act, command: Callable[..., dict[str, Any]], **values: Any) -> dict[str, Any]:
        outcome = super().when(region, act, command, **values)
        save = Save([_mapper.to_stored_event(event) for event in self.happened], act)
        (status,) = self.recorders[region.region].append([save])
        assert isinstance(status, Recorded)
        return outcome


def tell_a_day(story: Story) -> None:
    """A day with everything in it: harvests, proof, grading, sending, handing on, selling, labels, mistakes."""
    first, second = story.harvest("60", minutes=-300), story.harvest("40", minutes=-290)
    mistaken = fact_of(story)
    story.harvest("5", lot=second, minutes=-285)
    story.purchase(first, "60", minutes=-280)
    story.purchase(second, "44", minutes=-275)
    graded, rest = story.lot(number=77), story.lot(number=78)
    work = _grade_in_two(story, {first: "60", second: "40"}, {graded: "90", rest: "10"})
    pack(story, graded, "20", minutes=-240)
    shipment = _dispatch_carton(story, graded, "20", minutes=-200)
    loose = dispatch(story, rest, "6", minutes=-195)
    shed, stall, carrier = ({"site": story.shed}, {"site": story.stall}, story.act(story.carrier, minutes=-190))
    story.when(
        story.yunfu, carrier, commands.hand_over_shipment, shipment=shipment, to_party=story.carrier, county="445322",
        seal="",
    )  # fmt: skip
    receipt = receive(story, shipment, graded, "19", unit=CARTON, minutes=-100)
    held = hold(story, graded)
    release(story, graded, held)

    def in_yunfu(command: Callable[..., dict[str, Any]], party: str = story.packhouse, **values: Any) -> Any:
        story.when(story.yunfu, story.act(party), command, **values)
        return fact_of(story)

    def in_guangzhou(command: Callable[..., dict[str, Any]], **values: Any) -> Any:
        story.when(story.guangzhou, story.act(story.market, offline=True), command, **values)
        return fact_of(story)

    sale = in_guangzhou(commands.sell_retail, **stall, goods=[goods(graded, "5", inside=CARTON)])
    in_guangzhou(
        commands.return_sale, sale=sale, **stall, goods=[goods(graded, "1", inside=CARTON)], reason="unripe",
        restocked=True,
    )  # fmt: skip
    in_guangzhou(commands.correct_sale, fact=sale, goods=[goods(graded, "4", inside=CARTON)], reason="typing")
    in_guangzhou(
        commands.sell_wholesale, **stall, goods=[goods(graded, "3")], voucher="XS1", buyer="", buyer_region="shenzhen",
        vault="",
    )  # fmt: skip
    in_guangzhou(commands.correct_receipt, fact=receipt, goods=[goods(graded, "18")], reason="scale")
    counted = in_yunfu(commands.count_stock, **shed, lot=rest, amount=Amount("3", "kg"))
    in_yunfu(commands.correct_movement, fact=counted, lot=rest, **shed, amount=Amount("4", "kg"), reason="typing")
    in_yunfu(commands.destroy_stock, lot=rest, **shed, amount=Amount("1", "kg"), unit="", reason="rotten")
    in_yunfu(commands.correct_dispatch, fact=loose, goods=[], reason="stayed")
    correction = {"fact": mistaken, "lot": second, "site": story.plot, "amount": Amount("45", "kg"), "reason": "typing"}
    in_yunfu(commands.correct_harvest, story.household, **correction)
    story.when(
        story.yunfu, story.act(story.packhouse, offline=True), commands.correct_transformation, fact=work,
        inputs=[goods(first, "60"), goods(second, "30")], outputs=[goods(graded, "90")], waste=None, reason="typing",
    )  # fmt: skip
    in_yunfu(commands.refuse_purchase, **shed, from_party=story.household, lots=(second,), reason="no_proof")
    product = graded.split("/")[1]
    serials = tuple(f"ABCD{number:09}" for number in range(5))
    in_yunfu(commands.issue_labels, product=product, serials=serials)
    in_yunfu(commands.bind_labels, product=product, first=serials[0], last=serials[2], lot=graded, **shed)
    in_yunfu(commands.void_labels, product=product, first=serials[4], last=serials[4], reason="torn")
    _tell_of_people(story)


def _grade_in_two(story: Story, inputs: dict[str, str], outputs: dict[str, str]) -> Any:
    story.when(
        story.yunfu, story.act(story.packhouse, minutes=-260), commands.transform_lots, kind="grade", step="",
        site=story.shed, inputs=[goods(*one) for one in inputs.items()], waste=None,
        outputs=[goods(*one) for one in outputs.items()],
    )  # fmt: skip
    return story.happened[0].transformation


def _dispatch_carton(story: Story, lot: str, kilograms: str, **how: Any) -> UUID:
    """A phone says itself what is in the carton, so that it may say so offline."""
    story.when(
        story.yunfu, story.act(story.packhouse, **how), commands.dispatch_shipment, site=story.shed,
        to=Destination("guangzhou", story.stall, "440111", story.market), carrier=story.carrier, mode="road",
        purpose="sale", returns="", goods=[], units={CARTON: [goods(lot, kilograms)]}, seal="", vehicle="",
    )  # fmt: skip
    return fact_of(story)


def _tell_of_people(story: Story) -> None:
    """A packhouse whose people come, rise and go; a household that turns to another cooperative."""

    def by_manager(command: Callable[..., dict[str, Any]], **values: Any) -> None:
        act = story.act(story.packhouse, role="supervisor", person="manager")
        story.when(story.commons, act, command, party=story.packhouse, within="", **values)

    def by_officer(region: Region, command: Callable[..., dict[str, Any]], party: str, **values: Any) -> None:
        act = story.act("operator", role="administrator", person="officer")
        story.when(region, act, command, party=party, within="", **values)

    for person, role in (("manager", "supervisor"), ("packer", "packer"), ("gone", "packer")):
        act = story.act(story.packhouse, person=person, role=role)
        invited = {"role": role, "jurisdiction": "", "invitation": act.id, "inviter": "officer"}
        story.when(story.commons, act, commands.join_party, party=story.packhouse, person=person, **invited)
    by_manager(commands.change_role, person="packer", role="grower")
    for command in (commands.suspend_member, commands.resume_member, commands.end_membership):
        by_manager(command, person="gone", reason="season_over")
    verify = {"credit_code": "91350100M000100Y43", "paper": "business_licence"}
    by_officer(story.commons, commands.verify_party, story.packhouse, **verify)
    by_officer(story.yunfu, commands.end_acting, story.household, reason="moved")
    grant = {"cooperative": story.market, "paper": "written_consent"}
    by_officer(story.yunfu, commands.grant_acting, story.household, **grant)
    by_officer(story.yunfu, commands.suspend_party, story.household, reason="residue_found")
