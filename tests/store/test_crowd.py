"""Many threads on one region: everything is recorded once, in one order, and losers are told."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError

from store.datastore import Datastore
from store.errors import RecordRepeated, StoreUnavailable
from store.recorder import Recorder
from store.records import Recorded, Save, Status
from tests.store.making import Deed, event

THREADS = 64


def test_64_threads_record_everything_once_and_densely(datastore: Datastore):
    recorder = Recorder(datastore, "yunfu")

    def record(_: int) -> list[int]:
        stream = uuid4()
        return [recorder.insert_events([event(stream, version)], act=Deed())[0] for version in range(1, 21)]

    with ThreadPoolExecutor(THREADS) as pool:
        answered = [position for positions in pool.map(record, range(THREADS)) for position in positions]
    facts = recorder.select_facts(1, 1_000_000)
    assert sorted(answered) == [fact.position for fact in facts] == list(range(1, THREADS * 20 + 1))
    assert len({fact.command_id for fact in facts}) == len(facts)
    times = [fact.recorded_at for fact in facts]
    assert times == sorted(times)


def test_tasks_of_a_loop_and_threads_share_a_writer(datastore: Datastore):
    recorder = Recorder(datastore, "zhanjiang")

    def save() -> Save:
        return Save([event(uuid4())], Deed(), b"{}")

    async def tasks() -> list[Status]:
        statuses = await asyncio.gather(*[recorder.append_soon([save()]) for _ in range(200)])
        return [status for (status,) in statuses]

    with ThreadPoolExecutor(8) as pool:
        threads = pool.map(lambda _: recorder.append([save()])[0], range(200))
        answered = [*asyncio.run(tasks()), *threads]
    positions = [status.positions[0] for status in answered if isinstance(status, Recorded)]
    assert sorted(positions) == list(range(1, 401))


def test_a_task_is_told_that_the_writer_is_closed(conninfo: str):
    other = Datastore(conninfo)
    writer = other.writer("yunfu")
    writer.close()

    async def ask() -> None:
        with pytest.raises(StoreUnavailable, match="closed"):
            await writer.append_soon([Save([event(uuid4())], Deed(), b"{}")])

    asyncio.run(ask())
    other.close()


def test_one_stream_that_all_want_grows_by_one_at_a_time(datastore: Datastore):
    recorder = Recorder(datastore, "maoming")
    stream = uuid4()

    def record(_: int) -> int:
        act, lost = Deed(), 0
        while True:
            version = len(recorder.select_events(stream)) + 1
            try:
                recorder.insert_events([event(stream, version)], act=act)
            except IntegrityError:
                lost += 1
            else:
                return lost

    with ThreadPoolExecutor(16) as pool:
        lost = sum(pool.map(record, range(48)))
    assert [one.originator_version for one in recorder.select_events(stream)] == list(range(1, 49))
    assert recorder.max_notification_id() == 48
    assert lost > 0


def test_phones_that_send_the_same_command_many_times_at_once_record_it_once(datastore: Datastore):
    recorder = Recorder(datastore, "zhaoqing")
    acts = [Deed() for _ in range(20)]

    def send(act: Deed) -> tuple[UUID, str]:
        try:
            recorder.insert_events([event(uuid4()), event(uuid4())], act=act)
        except RecordRepeated as repeated:
            return act.id, "again" if repeated.same_content else "other content"
        return act.id, "first"

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(send, acts * 8))
    assert Counter(answers) == {(act.id, "first"): 1 for act in acts} | {(act.id, "again"): 7 for act in acts}
    assert recorder.max_notification_id() == 40


def test_two_processes_on_one_region_share_its_order(datastore: Datastore, conninfo: str):
    other = Datastore(conninfo)  # a second writer, as another process would have
    recorders = [Recorder(datastore, "yangjiang"), Recorder(other, "yangjiang")]

    def record(number: int) -> int:
        return recorders[number % 2].insert_events([event(uuid4())], act=Deed())[0]

    with ThreadPoolExecutor(16) as pool:
        answered = sorted(pool.map(record, range(400)))
    other.close()
    assert answered == list(range(1, 401))


def test_followers_are_told_that_a_region_has_news(datastore: Datastore, conninfo: str):
    with psycopg.connect(conninfo, autocommit=True) as listener:
        listener.execute("LISTEN suyuan")
        Recorder(datastore, "guangzhou").insert_events([event(uuid4())], act=Deed())
        notices, heard = listener.notifies(timeout=5), list[str]()
        for notice in notices:  # what an earlier test wrote may be told before
            heard.append(notice.payload)
            if notice.payload == "guangzhou":
                notices.close()
    assert "guangzhou" in heard
