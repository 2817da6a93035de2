"""Passkeys: ceremonies whose challenge serves once, for our own origin, with a verified user."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from store.datastore import Datastore
from store.people.errors import NotFound, PasskeyRefused
from store.people.factors.passkeys import (
    LIFE,
    MOST,
    Ceremony,
    Site,
    begin_assertion,
    begin_registration,
    drop_passkey,
    finish_assertion,
    finish_registration,
    passkeys_of,
)
from tests.store.people.authenticator import Authenticator
from tests.store.people.making import NOON, later, make_person

ORIGIN = "https://sy.example.cn"
SITE = Site("sy.example.cn", [ORIGIN])


@pytest.fixture
def person(datastore: Datastore) -> str:
    return make_person(datastore)


def asked_to_register(datastore: Datastore, person: str) -> Ceremony:
    with datastore.transaction() as connection:
        return begin_registration(connection, SITE, person, NOON)


def register(datastore: Datastore, person: str, device: Authenticator) -> bytes:
    ceremony = asked_to_register(datastore, person)
    return answered(datastore, person, ceremony.id, device.create(ceremony.options))


def answered(datastore: Datastore, person: str, ceremony: UUID, answer: dict[str, Any], now: datetime = NOON) -> bytes:
    with datastore.transaction() as connection:
        return finish_registration(connection, SITE, ceremony, person, answer, "办公室电脑", now)


def asked(datastore: Datastore) -> Ceremony:
    with datastore.transaction() as connection:
        return begin_assertion(connection, SITE, NOON)


def shown(datastore: Datastore, ceremony: UUID, answer: dict[str, Any], now: datetime = NOON) -> str:
    with datastore.transaction() as connection:
        return finish_assertion(connection, SITE, ceremony, answer, now)


def test_a_registered_passkey_signs_its_person_in(datastore: Datastore, person: str):
    device = Authenticator(ORIGIN)
    assert register(datastore, person, device) == device.id
    for _ in range(3):
        ceremony = asked(datastore)
        assert shown(datastore, ceremony.id, device.get(ceremony.options)) == person


def test_a_passkey_that_does_not_count_serves_too(datastore: Datastore, person: str):
    device = Authenticator(ORIGIN, counts=False)
    register(datastore, person, device)
    for _ in range(2):
        ceremony = asked(datastore)
        assert shown(datastore, ceremony.id, device.get(ceremony.options)) == person


def test_options_name_nobody_but_by_a_random_id(datastore: Datastore, person: str):
    options = asked_to_register(datastore, person).options
    assert options["user"]["name"] == f"溯源 {person[:8]}"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert asked(datastore).options["allowCredentials"] == []


def test_a_challenge_serves_once(datastore: Datastore, person: str):
    device = Authenticator(ORIGIN)
    register(datastore, person, device)
    ceremony = asked(datastore)
    shown(datastore, ceremony.id, device.get(ceremony.options))
    with pytest.raises(PasskeyRefused):
        shown(datastore, ceremony.id, device.get(ceremony.options))


def test_a_challenge_is_over_after_five_minutes(datastore: Datastore, person: str):
    ceremony = asked_to_register(datastore, person)
    with pytest.raises(PasskeyRefused):
        answered(datastore, person, ceremony.id, Authenticator(ORIGIN).create(ceremony.options), NOON + LIFE)


def test_a_challenge_belongs_to_who_asked(datastore: Datastore, person: str):
    ceremony = asked_to_register(datastore, make_person(datastore))
    with pytest.raises(PasskeyRefused):
        answered(datastore, person, ceremony.id, Authenticator(ORIGIN).create(ceremony.options))


def test_a_challenge_of_a_registration_is_none_of_a_sign_in(datastore: Datastore, person: str):
    device = Authenticator(ORIGIN)
    register(datastore, person, device)
    ceremony = asked_to_register(datastore, person)
    options = {"rpId": SITE.rp, "challenge": ceremony.options["challenge"]}
    with pytest.raises(PasskeyRefused):
        shown(datastore, ceremony.id, device.get(options))


@pytest.mark.parametrize("origin", ["https://evil.example", "http://sy.example.cn", "https://sy.example.cn:444"])
def test_an_answer_made_for_another_page_is_refused(datastore: Datastore, person: str, origin: str):
    device = Authenticator(ORIGIN)
    register(datastore, person, device)
    device.origin = origin
    ceremony = asked(datastore)
    with pytest.raises(PasskeyRefused):
        shown(datastore, ceremony.id, device.get(ceremony.options))


def test_a_device_that_did_not_verify_its_user_is_refused(datastore: Datastore, person: str):
    with pytest.raises(PasskeyRefused):
        register(datastore, person, Authenticator(ORIGIN, verifies=False))


def test_a_copy_whose_counter_is_behind_is_refused(datastore: Datastore, person: str):
    device = Authenticator(ORIGIN)
    register(datastore, person, device)
    ceremony = asked(datastore)
    shown(datastore, ceremony.id, device.get(ceremony.options))
    device.count -= 1
    ceremony = asked(datastore)
    with pytest.raises(PasskeyRefused):
        shown(datastore, ceremony.id, device.get(ceremony.options))


def test_the_signature_of_another_key_is_refused(datastore: Datastore, person: str):
    device, other = Authenticator(ORIGIN), Authenticator(ORIGIN)
    register(datastore, person, device)
    other.id, other.count = device.id, 9
    ceremony = asked(datastore)
    with pytest.raises(PasskeyRefused):
        shown(datastore, ceremony.id, other.get(ceremony.options))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"id": 1, "rawId": 1, "type": "public-key", "response": {}},
        {"id": "é", "rawId": "é", "type": "x", "response": []},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "userHandle": "é"}},
    ],
)
def test_what_is_no_answer_is_refused(datastore: Datastore, person: str, answer: dict[str, Any]):
    with pytest.raises(PasskeyRefused):
        shown(datastore, asked(datastore).id, answer)
    with pytest.raises(PasskeyRefused):
        answered(datastore, person, asked_to_register(datastore, person).id, answer)


def test_a_passkey_is_registered_once_and_can_be_dropped(datastore: Datastore, person: str):
    device = Authenticator(ORIGIN)
    register(datastore, person, device)
    ceremony = asked_to_register(datastore, person)
    assert [one["id"] for one in ceremony.options["excludeCredentials"]]
    with pytest.raises(PasskeyRefused):
        answered(datastore, person, ceremony.id, device.create(ceremony.options))
    with datastore.transaction() as connection:
        assert [one.label for one in passkeys_of(connection, person)] == ["办公室电脑"]
        drop_passkey(connection, person, device.id)
    with pytest.raises(NotFound), datastore.transaction() as connection:
        drop_passkey(connection, person, device.id)
    ceremony = asked(datastore)
    with pytest.raises(PasskeyRefused):
        shown(datastore, ceremony.id, device.get(ceremony.options), later(minutes=1))


def test_a_person_has_a_bounded_number_of_passkeys(datastore: Datastore, person: str):
    for _ in range(MOST):
        register(datastore, person, Authenticator(ORIGIN))
    with pytest.raises(PasskeyRefused):
        asked_to_register(datastore, person)
