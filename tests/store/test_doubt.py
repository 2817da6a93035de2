"""When the connection breaks around a commit, nothing is recorded twice and nothing acknowledged is lost."""

import tempfile
from collections.abc import Generator
from pathlib import Path
from uuid import uuid4

import pytest

from store.datastore import Datastore
from store.errors import StoreUnavailable
from store.recorder import Recorder
from store.records import Recorded
from tests.store.making import Deed, event, save
from tests.store.proxy import Moment, Proxy

BEFORE: Moment = "before the server hears it"
AFTER: Moment = "after the server did it"
EVENTS = b"lot.harvested"


@pytest.fixture(scope="module")
def proxy(conninfo: str) -> Generator[Proxy]:
    with (
        tempfile.TemporaryDirectory(prefix="suyuan-proxy-") as directory,
        Proxy(Path(directory), conninfo) as proxy,
    ):
        yield proxy


@pytest.fixture(scope="module")
def recorder(proxy: Proxy) -> Generator[Recorder]:
    datastore = Datastore(proxy.conninfo)
    recorder = Recorder(datastore, "yunfu")
    recorder.insert_events([event(uuid4())], act=Deed())
    yield recorder
    datastore.close()


def test_an_answer_that_got_lost_is_found_by_looking_the_command_up(recorder: Recorder, proxy: Proxy):
    stream, act = uuid4(), Deed()
    proxy.cut_at(AFTER, EVENTS)
    (status,) = recorder.append([save(stream, 1, 2, act=act)])
    assert proxy.cut.is_set()
    assert isinstance(status, Recorded)
    row = recorder.find_command(act.party, act.person, act.id)
    assert row is not None
    assert status.positions[-1] == row.position
    assert len(recorder.select_events(stream)) == 2


def test_a_whole_group_is_settled(recorder: Recorder, proxy: Proxy):
    proxy.cut_at(AFTER, EVENTS)
    statuses = recorder.append([save(uuid4()), save(uuid4(), 1, 2), save(uuid4())])
    assert proxy.cut.is_set()
    assert [len(status.positions) for status in statuses if isinstance(status, Recorded)] == [1, 2, 1]


def test_what_is_not_found_is_not_acknowledged_and_a_retry_records_it_once(recorder: Recorder, proxy: Proxy):
    stream, act = uuid4(), Deed()
    before = recorder.max_notification_id()
    proxy.cut_at(BEFORE, EVENTS)
    with pytest.raises(StoreUnavailable):
        recorder.insert_events([event(stream)], act=act)
    assert recorder.find_command(act.party, act.person, act.id) is None
    assert before is not None
    assert list(recorder.insert_events([event(stream)], act=act)) == [before + 1]


def test_without_a_command_nothing_can_be_known(recorder: Recorder, proxy: Proxy):
    proxy.cut_at(AFTER, EVENTS)
    with pytest.raises(StoreUnavailable):
        recorder.insert_events([event(uuid4())])


@pytest.mark.parametrize(("moment", "word"), [(BEFORE, EVENTS), (BEFORE, b"COMMIT")])
def test_bulk_that_is_cut_early_is_not_recorded_at_all(recorder: Recorder, proxy: Proxy, moment: Moment, word: bytes):
    stream, act = uuid4(), Deed()
    events = [event(stream, version) for version in range(1, 501)]
    proxy.cut_at(moment, word)
    with pytest.raises(StoreUnavailable):
        recorder.insert_events(events, act=act)
    assert recorder.select_events(stream) == []
    assert len(recorder.insert_events(events, act=act)) == 500
    positions = [fact.position for fact in recorder.select_facts(1, 10_000)]
    assert positions == list(range(1, len(positions) + 1))


def test_bulk_whose_commit_was_not_answered_is_found(recorder: Recorder, proxy: Proxy):
    stream = uuid4()
    proxy.cut_at(AFTER, b"COMMIT")
    positions = recorder.insert_events([event(stream, version) for version in range(1, 501)], act=Deed())
    assert proxy.cut.is_set()
    assert [fact.originator_id for fact in recorder.select_facts(positions[0], 500)] == [stream] * 500
