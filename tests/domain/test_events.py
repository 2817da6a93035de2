"""Facts last forever: every event class is in the catalogue, has its own topic, and decodes what was stored once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eventsourcing.domain import AggregateEvent
from eventsourcing.persistence import JSONTranscoder, StoredEvent
from eventsourcing.utils import resolve_topic

from domain.events import AGGREGATES, EVENTS
from store.mapper import TypedMapper
from tests.examples import EXAMPLES

GOLDEN = Path(__file__).parents[1] / "golden" / "events"


def test_every_event_class_is_in_the_catalogue_under_its_own_topic() -> None:
    defined = {
        event
        for aggregate in AGGREGATES
        for event in vars(aggregate).values()
        if isinstance(event, type) and issubclass(event, AggregateEvent) and event.__name__ != "Event"
    }
    assert defined == set(EVENTS.values())
    for topic, event in EVENTS.items():
        assert event.__dict__.get("TOPIC", event.__mro__[2].__dict__.get("TOPIC")) == topic
        assert resolve_topic(topic) is event


def test_aggregates_and_their_bases_have_topics_of_their_own() -> None:
    topics = [kind.TOPIC for kind in AGGREGATES] + [vars(kind.Event)["TOPIC"] for kind in AGGREGATES]
    assert len(set(topics)) == len(topics)


def test_there_is_an_example_of_every_event() -> None:
    assert {type(example) for example in EXAMPLES} == set(EVENTS.values())


@pytest.mark.parametrize("topic", sorted(EVENTS))
def test_a_golden_file_decodes_to_its_example_and_encodes_to_the_same_bytes(topic: str) -> None:
    """A golden file is never edited: what was stored once must be readable forever, of every version."""
    mapper = TypedMapper(JSONTranscoder())
    example = next(example for example in EXAMPLES if type(example) is EVENTS[topic])
    state = b""
    for version in range(1, getattr(type(example), "class_version", 1) + 1):
        state = (GOLDEN / f"{topic.replace(':', '.')}.v{version}.json").read_bytes().rstrip(b"\n")
        stored = StoredEvent(example.originator_id, example.originator_version, topic, state)
        assert mapper.to_domain_event(stored) == example
    assert json.loads(mapper.to_stored_event(example).state) == json.loads(state)
