"""Devices: a list, a revocation that ends everything, and a new one that waits when its person was long unseen."""

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from store.datastore import Datastore
from store.people.devices.device_key import read_device_key
from store.people.devices.devices import confirm, devices_of, revoke, waiting_in
from store.people.errors import DeviceWaits, KeyRefused, NotFound, SessionEnded
from store.people.persons import find_by_phone, find_person, release_number
from store.people.roles import Role, grant
from tests.store.people.making import (
    KEYS,
    NOON,
    Phone,
    later,
    make_person,
    new_number,
    refresh,
    sign_in,
    token_lives,
)


def states(datastore: Datastore, person: str) -> list[str]:
    with datastore.connection() as connection:
        return [device.state for device in devices_of(connection, person)]


def test_a_person_sees_their_devices_the_last_used_first(datastore: Datastore):
    person, old, new = make_person(datastore), Phone(), Phone()
    first, second = sign_in(datastore, person, old), sign_in(datastore, person, new, later(days=1))
    refresh(datastore, old, first.refresh, later(days=2))
    with datastore.connection() as connection:
        assert [device.id for device in devices_of(connection, person)] == [first.device, second.device]


def test_a_revoked_device_is_out_at_once_and_does_not_come_back(datastore: Datastore):
    person, phone = make_person(datastore), Phone()
    opened = sign_in(datastore, person, phone)
    with datastore.transaction() as connection:
        revoke(connection, opened.device, person, person, NOON)
    assert token_lives(datastore, opened.session) == 0
    with pytest.raises(SessionEnded):
        refresh(datastore, phone, opened.refresh, NOON)
    with pytest.raises(KeyRefused):
        sign_in(datastore, person, phone)
    assert states(datastore, person) == []


def test_nobody_revokes_or_confirms_the_device_of_another(datastore: Datastore):
    opened = sign_in(datastore, make_person(datastore), Phone())
    other = make_person(datastore)
    for decide in (revoke, confirm):
        with pytest.raises(NotFound), datastore.transaction() as connection:
            decide(connection, opened.device, other, other, NOON)


def test_a_new_device_of_somebody_active_is_let_in(datastore: Datastore):
    person, phone = make_person(datastore), Phone()
    first = sign_in(datastore, person, phone)
    refresh(datastore, phone, first.refresh, later(days=60))
    assert sign_in(datastore, person, Phone(), later(days=149)).access


def test_a_new_device_after_90_days_waits_and_the_known_one_does_not(datastore: Datastore):
    person, phone = make_person(datastore), Phone()
    first = sign_in(datastore, person, phone)
    assert sign_in(datastore, make_person(datastore), Phone(), later(days=89.9)).state == "active"
    new = Phone()
    opened = sign_in(datastore, person, new, later(days=90))
    assert (opened.state, opened.access) == ("waiting", "")
    with pytest.raises(DeviceWaits):
        refresh(datastore, new, opened.refresh, later(days=90))
    assert refresh(datastore, phone, first.refresh, later(days=90)).access


def test_a_second_new_device_does_not_slip_in_while_the_first_waits(datastore: Datastore):
    person, phone = make_person(datastore), Phone()
    first = sign_in(datastore, person, phone)
    assert sign_in(datastore, person, Phone(), later(days=100)).state == "waiting"
    refresh(datastore, phone, first.refresh, later(days=100))
    assert sign_in(datastore, person, Phone(), later(days=101)).state == "waiting"


def test_a_confirmed_device_goes_on(datastore: Datastore):
    person, new = make_person(datastore), Phone()
    opened = sign_in(datastore, person, new, later(days=100))
    with datastore.transaction() as connection:
        confirm(connection, opened.device, person, "the-supervisor", later(days=101))
    assert refresh(datastore, new, opened.refresh, later(days=101)).access
    assert sign_in(datastore, person, Phone(), later(days=102)).state == "active"


def test_a_cooperative_sees_which_of_its_people_wait(datastore: Datastore):
    role = Role("9521234000990", "commons", "grower")
    person = make_person(datastore, role)
    opened = sign_in(datastore, person, Phone(), later(days=100))
    sign_in(datastore, make_person(datastore), Phone(), later(days=100))
    with datastore.connection() as connection:
        assert [(one.id, one.person) for one in waiting_in(connection, role.party)] == [(opened.device, person)]


def test_a_party_that_somebody_just_joined_does_not_answer_for_them(datastore: Datastore):
    person = make_person(datastore)
    joined = Role("9521234000991", "commons", "grower")
    with datastore.transaction() as connection:
        grant(connection, person, joined, later(days=100))
    sign_in(datastore, person, Phone(), later(days=100))
    with datastore.connection() as connection:
        assert waiting_in(connection, joined.party) == []


def test_a_number_that_was_handed_on_leads_to_its_new_holder(datastore: Datastore):
    number = new_number()
    before = make_person(datastore, number=number)
    with datastore.transaction() as connection:
        release_number(connection, before)
        assert find_by_phone(connection, KEYS.mark("phone", number)) is None
    assert make_person(datastore, number=number, now=later(days=100)) != before
    with datastore.connection() as connection:
        assert find_person(connection, before) is not None


@pytest.mark.parametrize(
    "jwk",
    [
        ECKey.generate_key("P-384", private=False).as_dict(),
        ECKey.generate_key("P-256", private=True).as_dict(private=True),
        OKPKey.generate_key("Ed25519", private=False).as_dict(),
        RSAKey.generate_key(2048, private=False).as_dict(),
        {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"},
        {"kty": "oct", "k": "AAAA"},
        {},
    ],
    ids=["P-384", "private", "Ed25519", "RSA", "off the curve", "secret", "empty"],
)
def test_only_public_keys_on_p256_are_taken(jwk: dict[str, object]):
    with pytest.raises(KeyRefused):
        read_device_key(jwk)
