"""Commands are carried out exactly once, whatever this process remembered and whoever else was faster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from api import aside as asides
from api import desks, recording
from api.aside import Aside
from api.recording import CommandReused, Done, carry_out, carry_out_all, carry_out_soon
from api.regions import Regions
from domain import commands
from domain.act import Act
from domain.aggregate import Aggregate
from domain.commands.goods import Amount, Goods
from domain.errors import InsufficientStock, PartySuspended, TooFarAhead, UnknownSite
from domain.region import Desk, Region
from domain.stock import Stock
from store.errors import StoreUnavailable, UnknownTopic
from store.settings import from_environment
from tests.api.story import uuid7

LOT = "01/09520000000011/10/26070100000009"


@pytest.fixture(scope="module")
def regions(conninfo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Regions]:
    settings = from_environment({"SUYUAN_DATA": str(tmp_path_factory.mktemp("data"))})
    opened = Regions.open(settings, conninfo)
    yield opened
    opened.close()


@pytest.fixture
def other(regions: Regions) -> Region:
    """The same region as another process would have it: its own memory."""
    env = {"PERSISTENCE_MODULE": "store.persistence"}
    return Region("yunfu", Region("commons", env=env), env)


class Shop:
    """One party with one site in Yunfu."""

    def __init__(self, regions: Regions) -> None:
        self.region = regions["yunfu"]
        self.product = told(
            regions.commons, act("operator", role="administrator"), commands.register_product, product="", prefix="952",
            name_zh="黄皮", name_en="wampee", category="fruit", measure="kg", county="445322", origin_mark="", packs=(),
            yields=(), season=(7,), certificate=True, keeping_days=None, cap_per_mu=None, demo=True,
        )["product"]  # fmt: skip
        self.party = told(
            regions.commons, act("operator", role="administrator"), commands.register_party, party="", prefix="952",
            kind="packhouse", name="云浮果业", county="445322", credit_code="", cooperative="", vault="",
        )["party"]  # fmt: skip
        self.site = told(
            self.region, act(self.party), commands.register_site, site="", prefix="952", party=self.party,
            kind="packhouse", name="", county="445322", town="", point=None, outline=(), datum="WGS-84", area_mu=None,
            vault="",
        )["site"]  # fmt: skip
        self.lot = f"01/{self.product}/10/{uuid7().hex[-10:].upper()}"

    def harvest(self, kilograms: str = "10", lot: str = "") -> Callable[[Desk], Any]:
        return lambda desk: commands.record_harvest(
            desk, lot=lot or self.lot, site=self.site, amount=Amount(kilograms, "kg")
        )

    def sell(self, kilograms: str) -> Callable[[Desk], Any]:
        return lambda desk: commands.sell_retail(desk, site=self.site, goods=[Goods(self.lot, Amount(kilograms, "kg"))])

    def on_hand(self) -> Decimal:
        desk = Desk(self.region, act(self.party), trusting=False)
        return desk.load(Stock, self.lot, self.site).on_hand


def act(party: str, **changes: Any) -> Act:
    now = datetime.now(UTC)
    return replace(
        Act(uuid7(), party, "person", at=now, received_at=now, claimed_at=now, content_hash=b"h" * 32), **changes
    )


def told(region: Region, act: Act, command: Callable[..., Any], **values: object) -> dict[str, Any]:
    return carry_out(region, act, lambda desk: command(desk, **values)).outcome


def soon(region: Region, act: Act, decide: Callable[[Desk], Any]) -> Done:
    """As the server does it: in an event loop."""
    with ThreadPoolExecutor(1) as threads:
        return asyncio.run(carry_out_soon(region, act, decide, Aside(threads)))


Carry = Callable[[Region, Act, Callable[[Desk], Any]], Done]


@pytest.fixture(params=[carry_out, soon], ids=["in a thread", "in a loop"])
def carry(request: pytest.FixtureRequest) -> Carry:
    return request.param


@pytest.fixture
def shop(regions: Regions) -> Shop:
    return Shop(regions)


def test_a_command_is_recorded_and_answers_what_it_did(shop: Shop, carry: Carry) -> None:
    done = carry(shop.region, act(shop.party), shop.harvest())
    assert done.outcome["on_hand"] == "10.000"
    assert not done.repeated
    assert shop.on_hand() == 10


def test_a_repeat_answers_the_first_outcome(shop: Shop, carry: Carry) -> None:
    once = act(shop.party)
    first = carry(shop.region, once, shop.harvest())
    again = carry(shop.region, once, shop.harvest())
    assert again == first._replace(repeated=True)
    assert shop.on_hand() == 10


def test_a_repeat_is_answered_though_it_would_be_refused_now(shop: Shop, carry: Carry) -> None:
    carry(shop.region, act(shop.party), shop.harvest())
    once = act(shop.party)
    first = carry(shop.region, once, shop.sell("10"))
    assert carry(shop.region, once, shop.sell("10")) == first._replace(repeated=True)


def test_the_same_id_with_other_content_is_refused_and_the_first_stands(shop: Shop, carry: Carry) -> None:
    once = act(shop.party)
    carry(shop.region, once, shop.harvest("10"))
    with pytest.raises(CommandReused):
        carry(shop.region, replace(once, content_hash=b"x" * 32), shop.harvest("20"))
    assert shop.on_hand() == 10


def test_a_refused_command_records_nothing_and_may_be_tried_again(shop: Shop, carry: Carry) -> None:
    once = act(shop.party)
    with pytest.raises(InsufficientStock):
        carry(shop.region, once, shop.sell("10"))
    carry(shop.region, act(shop.party), shop.harvest("10"))
    assert not carry(shop.region, once, shop.sell("10")).repeated


def test_what_another_process_did_is_seen_though_memory_is_stale(shop: Shop, carry: Carry, other: Region) -> None:
    carry(shop.region, act(shop.party), shop.harvest("10"))
    carry(other, act(shop.party), shop.harvest("10"))
    carry(shop.region, act(shop.party), shop.sell("20"))
    assert shop.on_hand() == 0


def test_a_party_that_another_process_suspended_is_refused_soon(
    shop: Shop, carry: Carry, regions: Regions, other: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(shop.region, act(shop.party), shop.harvest())
    suspend = {"party": shop.party, "reason": "residue_found", "within": ""}
    told(other.commons, act("operator", role="administrator"), commands.suspend_party, **suspend)
    with pytest.raises(PartySuspended):
        carry(other, act(shop.party), shop.harvest())
    monkeypatch.setattr(desks, "TRUSTED_SECONDS", 0.0)  # what was read up to five seconds ago is believed
    with pytest.raises(PartySuspended):
        carry(shop.region, act(shop.party), shop.harvest())
    answers = carry_out_all(regions["yunfu"], [(act(shop.party), shop.harvest()), (act(shop.party), shop.harvest())])
    assert [type(one) for one in answers] == [PartySuspended] * 2


def test_stale_memory_never_lets_stock_fall_below_zero(shop: Shop, carry: Carry, other: Region) -> None:
    carry(shop.region, act(shop.party), shop.harvest("10"))
    carry(other, act(shop.party), shop.sell("8"))
    with pytest.raises(InsufficientStock):
        carry(shop.region, act(shop.party), shop.sell("8"))
    assert shop.on_hand() == 2


def test_many_threads_of_two_processes_sell_exactly_what_is_there(shop: Shop, carry: Carry, other: Region) -> None:
    carry(shop.region, act(shop.party), shop.harvest("20"))

    def sell(place: int) -> bool:
        try:
            carry((shop.region, other)[place % 2], act(shop.party), shop.sell("1"))
        except InsufficientStock:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(sell, range(40))) == 20
    assert shop.on_hand() == 0


def test_many_tasks_of_two_processes_sell_exactly_what_is_there(shop: Shop, other: Region) -> None:
    carry_out(shop.region, act(shop.party), shop.harvest("20"))

    async def sell(place: int, aside: Aside) -> bool:
        try:
            await carry_out_soon((shop.region, other)[place % 2], act(shop.party), shop.sell("1"), aside)
        except InsufficientStock:
            return False
        return True

    async def sell_all() -> int:
        with ThreadPoolExecutor(16) as threads:
            aside = Aside(threads)
            return sum(await asyncio.gather(*[sell(place, aside) for place in range(40)]))

    assert asyncio.run(sell_all()) == 20
    assert shop.on_hand() == 0


def test_what_is_remembered_is_decided_without_a_thread(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    carry_out(shop.region, act(shop.party), shop.harvest("20"))
    monkeypatch.setattr(recording, "carry_out", None)  # what a thread would do
    assert soon(shop.region, act(shop.party), shop.harvest("5")).outcome["on_hand"] == "25.000"


def test_many_tasks_of_a_process_that_remembers_nothing_ask_once_and_add_to_what_is_there(
    shop: Shop, other: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    lots = [f"01/{shop.product}/10/{uuid7().hex[-10:].upper()}" for _ in range(30)]
    for lot in lots:
        carry_out(shop.region, act(shop.party), shop.harvest("10", lot))
    carry_out(other, act(shop.party), shop.harvest("10"))  # who and where
    asked: list[int] = []
    remember = asides.remember

    def counted(region: Region, kinds: Mapping[UUID, type[Aggregate]]) -> set[UUID]:
        asked.append(len(kinds))
        return remember(region, kinds)

    monkeypatch.setattr(asides, "remember", counted)

    async def harvest_all() -> list[Done]:
        with ThreadPoolExecutor(4) as threads:
            aside = Aside(threads)
            return await asyncio.gather(
                *[carry_out_soon(other, act(shop.party), shop.harvest("5", lot), aside) for lot in lots]
            )

    assert [done.outcome["on_hand"] for done in asyncio.run(harvest_all())] == ["15.000"] * 30
    assert len(asked) < 10


def test_when_what_is_missing_cannot_be_read_every_task_is_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> set[UUID]:
        raise StoreUnavailable("gone")

    carry_out(shop.region, act(shop.party), shop.harvest())
    monkeypatch.setattr(asides, "remember", fail)

    async def harvest_all() -> list[Done | BaseException]:
        with ThreadPoolExecutor(4) as threads:
            aside = Aside(threads)
            harvests = [shop.harvest("5", f"01/{shop.product}/10/NEW{number}") for number in range(5)]
            tasks = [carry_out_soon(shop.region, act(shop.party), one, aside) for one in harvests]
            return await asyncio.gather(*tasks, return_exceptions=True)

    assert {type(answer) for answer in asyncio.run(harvest_all())} == {StoreUnavailable}


def test_what_was_read_and_forgotten_again_never_counts_as_absent(
    shop: Shop, other: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(shop.region, act(shop.party), shop.harvest("10"))
    carry_out(other, act(shop.party), shop.harvest("5", f"01/{shop.product}/10/OTHER"))  # who and where
    remember = asides.remember

    def forgotten(region: Region, kinds: Mapping[UUID, type[Aggregate]]) -> set[UUID]:
        absent = remember(region, kinds)
        region.forget(kinds)  # as a command does that lost its race just then
        return absent

    monkeypatch.setattr(asides, "remember", forgotten)
    seen: list[Decimal] = []

    def look_only(desk: Desk) -> dict[str, Any]:
        seen.append(desk.load(Stock, shop.lot, shop.site).on_hand)
        return shop.harvest("1", f"01/{shop.product}/10/OTHER")(desk)

    soon(other, act(shop.party), look_only)
    assert seen[-1] == 10


def test_a_stream_that_cannot_be_read_fails_its_own_command_alone(
    shop: Shop, other: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (f"01/{shop.product}/10/{name}" for name in ("BAD", "GOOD"))
    for lot in (bad, good):
        carry_out(shop.region, act(shop.party), shop.harvest("10", lot))
    broken = Stock.stream_id(bad, shop.site)
    read = other.mapper.to_domain_event

    def to_domain_event(stored: StoredEvent) -> Any:
        if stored.originator_id == broken:
            raise UnknownTopic(stored.topic)
        return read(stored)

    monkeypatch.setattr(other.mapper, "to_domain_event", to_domain_event)

    async def harvest_both() -> list[Done | BaseException]:
        with ThreadPoolExecutor(4) as threads:
            aside = Aside(threads)
            tasks = [carry_out_soon(other, act(shop.party), shop.harvest("5", lot), aside) for lot in (bad, good)]
            return await asyncio.gather(*tasks, return_exceptions=True)

    failed, done = asyncio.run(harvest_both())
    assert isinstance(failed, UnknownTopic)
    assert isinstance(done, Done)
    assert done.outcome["on_hand"] == "15.000"


def test_an_older_state_never_takes_the_place_of_a_newer_one(shop: Shop) -> None:
    carry_out(shop.region, act(shop.party), shop.harvest("10"))
    older = Desk(shop.region, act(shop.party)).load(Stock, shop.lot, shop.site)
    carry_out(shop.region, act(shop.party), shop.harvest("10"))
    shop.region.keep([older])
    assert Desk(shop.region, act(shop.party)).load(Stock, shop.lot, shop.site).on_hand == 20


def test_fifty_threads_with_one_command_id_record_it_once(shop: Shop, carry: Carry) -> None:
    once = act(shop.party)
    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda _: carry(shop.region, once, shop.harvest("3")), range(50)))
    assert {answer.position for answer in answers} == {answers[0].position}
    assert sum(not answer.repeated for answer in answers) == 1
    assert shop.on_hand() == 3


def test_time_is_judged_before_anything_is_recorded(shop: Shop, carry: Carry) -> None:
    ahead = act(shop.party)
    with pytest.raises(TooFarAhead):
        carry(shop.region, replace(ahead, at=datetime(2099, 1, 1, tzinfo=UTC)), shop.harvest())


def test_commands_of_one_batch_see_each_other_and_are_recorded_in_order(shop: Shop) -> None:
    answers = carry_out_all(
        shop.region, [(act(shop.party), shop.harvest("10")), *((act(shop.party), shop.sell("1")) for _ in range(10))]
    )
    positions = [answer.position for answer in answers if isinstance(answer, Done)]
    assert len(positions) == 11
    assert positions == sorted(positions)
    assert shop.on_hand() == 0


def test_a_refused_command_of_a_batch_leaves_nothing_and_the_others_go_on(shop: Shop) -> None:
    answers = carry_out_all(
        shop.region,
        [
            (act(shop.party), shop.harvest("10")),
            (act(shop.party), shop.sell("11")),
            (act(shop.party), shop.sell("10")),
        ],
    )
    assert [type(answer) for answer in answers] == [Done, InsufficientStock, Done]
    assert shop.on_hand() == 0


def test_a_batch_that_is_sent_again_records_nothing_new(shop: Shop) -> None:
    batch = [(act(shop.party), shop.harvest("10")), (act(shop.party), shop.sell("4"))]
    first = carry_out_all(shop.region, batch)
    again = carry_out_all(shop.region, batch)
    assert again == [answer._replace(repeated=True) for answer in first if isinstance(answer, Done)]
    assert shop.on_hand() == 6


def test_a_batch_survives_stale_memory(shop: Shop, other: Region) -> None:
    carry_out(shop.region, act(shop.party), shop.harvest("10"))
    carry_out(other, act(shop.party), shop.sell("5"))
    answers = carry_out_all(shop.region, [(act(shop.party), shop.sell("2")) for _ in range(3)])
    assert [type(answer) for answer in answers] == [Done, Done, InsufficientStock]
    assert shop.on_hand() == 1


def test_a_command_is_never_recorded_on_top_of_one_that_lost_its_race(shop: Shop, other: Region) -> None:
    carry_out(shop.region, act(shop.party), shop.harvest("10"))
    carry_out(other, act(shop.party), shop.sell("8"))
    answers = carry_out_all(shop.region, [(act(shop.party), shop.sell("6")), (act(shop.party), shop.sell("4"))])
    assert [type(answer) for answer in answers] == [InsufficientStock, InsufficientStock]
    assert shop.on_hand() == 2


def test_the_same_id_twice_in_a_batch_is_recorded_once(shop: Shop) -> None:
    once = act(shop.party)
    answers = carry_out_all(
        shop.region, [(once, shop.harvest("10")), (once, shop.harvest("10")), (act(shop.party), shop.sell("10"))]
    )
    assert [answer.repeated for answer in answers if isinstance(answer, Done)] == [False, True, False]
    assert shop.on_hand() == 0


def test_a_batch_can_harvest_from_a_site_that_it_registers(shop: Shop) -> None:
    register = act(shop.party)

    def site(desk: Desk) -> Any:
        return commands.register_site(
            desk, site="9520000000028", prefix="952", party=shop.party, kind="plot", name="", county="445322", town="",
            point=None, outline=(), datum="WGS-84", area_mu=None, vault="",
        )  # fmt: skip

    def harvest(desk: Desk) -> Any:
        return commands.record_harvest(desk, lot=shop.lot, site="9520000000028", amount=Amount("1", "kg"))

    assert [type(one) for one in carry_out_all(shop.region, [(act(shop.party), harvest)])] == [UnknownSite]
    answers = carry_out_all(shop.region, [(register, site), (act(shop.party), harvest)])
    assert [type(answer) for answer in answers] == [Done, Done]


def test_a_batch_of_two_hundred_takes_one_transaction(shop: Shop) -> None:
    batch = [(act(shop.party), shop.harvest("1", f"{shop.lot}{number}")) for number in range(200)]
    answers = carry_out_all(shop.region, batch)
    assert len({answer.recorded_at for answer in answers if isinstance(answer, Done)}) == 1
