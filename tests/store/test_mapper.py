"""The mapper: every value comes back equal and of the same type; old payloads are lifted first."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from eventsourcing.domain import AggregateEvent
from eventsourcing.persistence import JSONTranscoder, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import register_topic
from hypothesis import given
from hypothesis import strategies as st

from store.errors import UnknownTopic
from store.mapper import TypedMapper

SHANGHAI = timezone(timedelta(hours=8))


class Grade(StrEnum):
    FIRST = "一级"
    SECOND = "二级"


@dataclass(frozen=True)
class Weight:
    kilograms: Decimal
    entered: str
    unit: str


class Point(msgspec.Struct, frozen=True):
    latitude: float
    longitude: float


class Picked(AggregateEvent):
    TOPIC = "mapper-test:picked"
    lot: str
    weight: Weight
    inputs: tuple[Weight, ...]
    grade: Grade
    day: date
    fact: UUID
    place: Point | None
    baskets: int
    clean: bool
    seen: tuple[datetime, ...]


class Lifted(AggregateEvent):
    TOPIC = "mapper-test:lifted"
    class_version = 3
    kilograms: Decimal
    reason: str

    @staticmethod
    def upcast_v1_v2(payload: dict[str, Any]) -> None:
        payload["kilograms"] = str(Decimal(payload.pop("jin")) / 2)

    @staticmethod
    def upcast_v2_v3(payload: dict[str, Any]) -> None:
        payload["reason"] = ""


register_topic(Picked.TOPIC, Picked)
register_topic(Lifted.TOPIC, Lifted)
mapper = TypedMapper(JSONTranscoder())

text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
kilograms = st.decimals(Decimal("-1e9"), Decimal("1e9"), places=3)
weights = st.builds(Weight, kilograms, text, text)
moments = st.datetimes(
    datetime(1, 1, 2),  # noqa: DTZ001  hypothesis wants naive bounds
    datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from([SHANGHAI, UTC, timezone(timedelta(hours=-9, minutes=-30))]),
)
degrees = st.floats(-180, 180)
picked = st.builds(
    Picked,
    originator_id=st.uuids(),
    originator_version=st.integers(1, 1 << 40),
    timestamp=moments,
    lot=text,
    weight=weights,
    inputs=st.lists(weights, max_size=3).map(tuple),
    grade=st.sampled_from(Grade),
    day=st.dates(),
    fact=st.uuids(),
    place=st.none() | st.builds(Point, degrees, degrees),
    baskets=st.integers(-(1 << 62), 1 << 62),
    clean=st.booleans(),
    seen=st.lists(moments, max_size=3).map(tuple),
)


@given(picked)
def test_an_event_comes_back_equal_with_its_types(event: Picked):
    stored = mapper.to_stored_event(event)
    back = mapper.to_domain_event(stored)
    assert isinstance(back, Picked)
    assert back == event
    for name, value in vars(event).items():
        assert type(getattr(back, name)) is type(value), name
    assert mapper.to_stored_event(back) == stored
    assert [one.utcoffset() for one in back.seen] == [one.utcoffset() for one in event.seen]
    assert str(back.weight.kilograms) == str(event.weight.kilograms)


def test_the_payload_is_compact_json_in_the_trades_words():
    values: dict[str, Any] = {"kilograms": Decimal("12.500"), "reason": "雨"}
    moment = datetime(2026, 7, 9, 6, 30, tzinfo=SHANGHAI)
    event = Lifted(originator_id=uuid4(), originator_version=4, timestamp=moment, **values)
    stored = mapper.to_stored_event(event)
    assert stored.topic == "mapper-test:lifted"
    assert stored.originator_version == 4
    assert msgspec.json.decode(stored.state) == {
        "kilograms": "12.500",
        "reason": "雨",
        "occurred_at": "2026-07-09T06:30:00+08:00",
        "class_version": 3,
    }
    assert b" " not in stored.state


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"jin": "25"}, ""),
        ({"kilograms": "12.5", "class_version": 2}, ""),
        ({"kilograms": "12.5", "reason": "雨", "class_version": 3}, "雨"),
    ],
)
def test_an_old_payload_is_lifted_before_it_is_typed(payload: dict[str, Any], reason: str):
    state = msgspec.json.encode(payload | {"occurred_at": "2026-07-09T06:30:00+08:00"})
    event = mapper.to_domain_event(StoredEvent(uuid4(), 1, Lifted.TOPIC, state))
    assert isinstance(event, Lifted)
    assert (event.kilograms, event.reason) == (Decimal("12.5"), reason)
    assert event.timestamp == datetime(2026, 7, 9, 6, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("state", [b"{}", b"not json", b'{"kilograms":1}', b"\xff"])
def test_a_payload_that_does_not_fit_says_which_event(state: bytes):
    stream = uuid4()
    with pytest.raises(MapperDeserialisationError, match=f"{Picked.TOPIC} {stream} version 3"):
        mapper.to_domain_event(StoredEvent(stream, 3, Picked.TOPIC, state))


@pytest.mark.parametrize("topic", ["nobody:knows", "os:getcwd", "mapper-test:picked.lot"])
def test_an_unknown_topic_is_named(topic: str):
    with pytest.raises(UnknownTopic) as raised:
        mapper.to_domain_event(StoredEvent(uuid4(), 1, topic, b"{}"))
    assert raised.value.topic == topic
