"""What the recorder answers to single saves: positions, repeats, conflicts, bulk."""

from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError

from store.datastore import Datastore
from store.errors import RecordRepeated
from store.recorder import Recorder
from store.records import Conflict, Recorded, Repeated, Save
from tests.store.making import MORNING, Deed, event, save


@pytest.fixture
def recorder(datastore: Datastore) -> Recorder:
    return Recorder(datastore, "yunfu")


def positions(recorder: Recorder) -> list[int]:
    return [fact.position for fact in recorder.select_facts(1, 1_000_000)]


def test_positions_are_dense_from_one_in_each_region(datastore: Datastore):
    recorder = Recorder(datastore, "elsewhere")
    assert recorder.max_notification_id() is None
    stream = uuid4()
    assert list(recorder.insert_events([event(stream, 1), event(stream, 2)], act=Deed())) == [1, 2]
    assert list(recorder.insert_events([event(stream, 3)], act=Deed())) == [3]
    assert recorder.max_notification_id() == 3


def test_a_refused_save_leaves_no_hole(recorder: Recorder):
    stream = uuid4()
    recorder.insert_events([event(stream)], act=Deed())
    for _ in range(3):
        with pytest.raises(IntegrityError):
            recorder.insert_events([event(stream)], act=Deed())
    recorder.insert_events([event(stream, 2)], act=Deed())
    found = positions(recorder)
    assert found == list(range(1, len(found) + 1))


def test_a_version_beyond_the_next_is_a_conflict(recorder: Recorder):
    with pytest.raises(IntegrityError):
        recorder.insert_events([event(uuid4(), 2)], act=Deed())


def test_the_command_is_stored_whole_in_the_same_transaction(recorder: Recorder):
    stream, other = uuid4(), uuid4()
    act = Deed(place={"county": "445302", "name": "罗定"}, evidence=('sha256:"a\\b', "照片"), observed=True)
    (first, last) = recorder.insert_events([event(stream), event(other)], act=act, outcome=b'{"lot":"A"}')
    row = recorder.find_command(act.party, act.person, act.id)
    assert row is not None
    assert row.place == act.place
    assert row.evidence == act.evidence
    assert row.observed
    assert row.content_hash == act.content_hash
    assert row.claimed_at == row.at == MORNING
    assert row.outcome == b'{"lot":"A"}'
    assert row.streams == ((stream, 1), (other, 1))
    assert (row.position, last - first) == (last, 1)
    facts = recorder.select_facts(first, 10, last)
    assert [(fact.command_id, fact.ordinal, fact.originator_id) for fact in facts] == [
        (act.id, 0, stream),
        (act.id, 1, other),
    ]
    assert facts[0].recorded_at == row.recorded_at


def test_a_repeat_answers_the_first_outcome_and_writes_nothing(recorder: Recorder):
    act = Deed()
    recorder.insert_events([event(uuid4())], act=act, outcome=b"first")
    before = recorder.max_notification_id()
    with pytest.raises(RecordRepeated) as raised:
        recorder.insert_events([event(uuid4())], act=act, outcome=b"second")
    assert raised.value.same_content
    assert raised.value.command.outcome == b"first"
    assert recorder.max_notification_id() == before


def test_a_used_id_with_other_content_is_told_apart(recorder: Recorder):
    act = Deed()
    recorder.insert_events([event(uuid4())], act=act)
    with pytest.raises(RecordRepeated) as raised:
        recorder.insert_events([event(uuid4())], act=Deed(id=act.id, content_hash=b"d" * 32))
    assert not raised.value.same_content


def test_an_id_is_unique_only_for_its_party_and_person(recorder: Recorder):
    act = Deed()
    for one in (act, Deed(id=act.id, person="person-2"), Deed(id=act.id, party="9521234000020")):
        recorder.insert_events([event(uuid4())], act=one)
    keys = [(act.party, "person-1"), (act.party, "person-2"), ("9521234000020", "person-1")]
    assert all(recorder.find_command(party, person, act.id) for party, person in keys)


def test_a_command_without_events_is_recorded(recorder: Recorder):
    act = Deed()
    assert list(recorder.insert_events([], act=act, outcome=b"nothing to do")) == []
    row = recorder.find_command(act.party, act.person, act.id)
    assert row is not None
    assert row.streams == ()


def test_bulk_is_recorded_like_anything_else(recorder: Recorder):
    stream, act = uuid4(), Deed()
    events = [event(stream, version) for version in range(1, 1001)]
    found = list(recorder.insert_events(events, act=act))
    assert found == list(range(found[0], found[0] + 1000))
    assert [one.originator_version for one in recorder.select_events(stream)] == list(range(1, 1001))
    assert [fact.ordinal for fact in recorder.select_facts(found[0], 1000)] == list(range(1000))
    with pytest.raises(RecordRepeated):
        recorder.insert_events(events, act=act)
    with pytest.raises(IntegrityError):
        recorder.insert_events(events, act=Deed())
    assert recorder.max_notification_id() == found[-1]


def test_a_group_answers_each_save(recorder: Recorder):
    stream, repeated = uuid4(), save(uuid4())
    recorder.append([repeated])
    statuses = recorder.append(
        [
            save(stream, 1, 2),
            save(stream, 3),  # continues what the first writes
            save(stream, 3),  # lost against the second
            repeated,
            Save([event(uuid4())]),
            save(uuid4(), 7),
        ]
    )
    assert [type(status) for status in statuses] == [Recorded, Recorded, Conflict, Repeated, Recorded, Conflict]
    assert isinstance(statuses[3], Repeated)
    assert (statuses[3].content_hash, statuses[3].outcome) == (b"c" * 32, b"done")
    written = [place for status in statuses if isinstance(status, Recorded) for place in status.positions]
    assert written == list(range(written[0], written[0] + 4))


def test_a_command_that_comes_twice_in_one_group_is_recorded_once(recorder: Recorder):
    act = Deed()
    statuses = recorder.append([save(uuid4(), act=act), save(uuid4(), act=act)])
    assert [type(status) for status in statuses] == [Recorded, Repeated]


def test_a_bulk_group_with_a_clash_answers_each_save(recorder: Recorder):
    taken, stream = uuid4(), uuid4()
    recorder.append([save(taken)])
    statuses = recorder.append([save(stream, *range(1, 251)), save(taken), save(stream, 251)])
    assert [type(status) for status in statuses] == [Recorded, Conflict, Recorded]
    assert len(recorder.select_events(stream)) == 251


def test_a_value_that_postgresql_refuses_fails_alone(recorder: Recorder):
    with pytest.raises(psycopg.DataError):
        recorder.insert_events([event(uuid4())], act=Deed(device="phone\0"))
    with pytest.raises(psycopg.DataError):
        recorder.insert_events([event(uuid4())], act=Deed(place={"name": "\0"}))
    with pytest.raises(UnicodeEncodeError):
        recorder.insert_events([event(uuid4())], act=Deed(device="\ud800"))
    assert recorder.insert_events([event(uuid4())], act=Deed())


def test_recorded_time_never_falls(recorder: Recorder):
    for _ in range(20):
        recorder.append([save(uuid4())])
    times = [fact.recorded_at for fact in recorder.select_facts(1, 1_000_000)]
    assert times == sorted(times)


def test_a_stream_is_read_in_parts(recorder: Recorder):
    stream = uuid4()
    recorder.insert_events([event(stream, version) for version in range(1, 11)], act=Deed())

    def versions(gt: int | None = None, lte: int | None = None, limit: int | None = None) -> list[int]:
        return [one.originator_version for one in recorder.select_events(stream, gt=gt, lte=lte, limit=limit)]

    assert versions(gt=3, lte=6) == [4, 5, 6]
    assert versions(limit=2) == [1, 2]
    assert [one.originator_version for one in recorder.select_events(stream, desc=True, limit=2)] == [10, 9]
    assert recorder.select_events(uuid4()) == []
    assert recorder.select_events(stream, limit=1)[0] == event(stream)


def test_notifications_are_what_the_library_expects(recorder: Recorder):
    (first,) = recorder.insert_events([event(uuid4())], act=Deed())
    assert recorder.select_notifications(first, 1)[0].id == first
    assert recorder.select_notifications(first, 1, inclusive_of_start=False) == []
    assert recorder.select_notifications(first, 1, topics=["lot.other"]) == []
    assert len(recorder.select_notifications(None, 100_000, stop=first, topics=["lot.harvested"])) == first


def test_a_subscription_sees_old_and_new_events(recorder: Recorder):
    (first,) = recorder.insert_events([event(uuid4())], act=Deed())
    with recorder.subscribe(gt=first - 1) as subscription:
        assert next(subscription).id == first
        (second,) = recorder.insert_events([event(uuid4())], act=Deed())
        assert next(subscription).id == second
        subscription.stop()
        assert list(subscription) == []
