"""Sessions of the desk: opened by two factors shown just now, ended by idleness, by age, with the device's session."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from store.datastore import Datastore
from store.people.desk_sessions import at_desk, open_desk
from store.people.devices.devices import revoke
from store.people.devices.sessions import Opened, end_session
from store.people.errors import ProvedTooLongAgo, SecondFactorMissing
from store.people.roles import Role, change_role, end_roles, suspend_role
from tests.store.people.making import COOPERATIVE, NOON, Phone, later, make_person, refresh, sign_in

IDLE, AGE = timedelta(minutes=15), timedelta(hours=8)
ADMINISTRATOR = Role(COOPERATIVE, "commons", "administrator", "4453")


def signed_in(datastore: Datastore, *roles: Role, proved: str = "passkey", phone: Phone | None = None) -> Opened:
    return sign_in(datastore, make_person(datastore, *roles or (ADMINISTRATOR,)), phone or Phone(), proved=proved)


def opened(datastore: Datastore, session: UUID | None, now: datetime = NOON) -> str:
    with datastore.transaction() as connection:
        return open_desk(connection, session, now)


def seen(datastore: Datastore, secret: str, now: datetime = NOON) -> bool:
    with datastore.transaction() as connection:
        return at_desk(connection, secret, now) is not None


def test_a_session_ends_by_idleness_and_by_age(datastore: Datastore):
    secret = opened(datastore, signed_in(datastore).session)
    step, now, moment = IDLE * 0.99, NOON, timedelta(seconds=1)
    while now + step < NOON + AGE:
        now += step
        assert seen(datastore, secret, now)
    assert seen(datastore, secret, NOON + AGE - moment)
    assert not seen(datastore, secret, NOON + AGE)
    idle = opened(datastore, signed_in(datastore).session)
    assert not seen(datastore, idle, NOON + IDLE)


@pytest.mark.parametrize("proved", ["code", "password", "provider"])
def test_one_factor_does_not_open_the_desk(datastore: Datastore, proved: str):
    with pytest.raises(SecondFactorMissing):
        opened(datastore, signed_in(datastore, proved=proved).session)


@pytest.mark.parametrize("session", [None, uuid4()])
def test_a_token_without_a_devices_session_does_not_open_the_desk(datastore: Datastore, session: UUID | None):
    with pytest.raises(SecondFactorMissing):
        opened(datastore, session)


def test_the_factors_must_have_been_shown_just_now(datastore: Datastore):
    session = signed_in(datastore).session
    assert opened(datastore, session, NOON + IDLE - timedelta(seconds=1))
    with pytest.raises(ProvedTooLongAgo):
        opened(datastore, session, NOON + IDLE)


def test_a_visit_tells_who_and_as_what(datastore: Datastore):
    session = signed_in(datastore)
    secret = opened(datastore, session.session)
    with datastore.transaction() as connection:
        found = at_desk(connection, secret, NOON)
        assert at_desk(connection, secret + "x", NOON) is None
    assert found == (session.session, session.person, session.device, ADMINISTRATOR)


def test_opening_it_again_ends_the_cookie_before(datastore: Datastore):
    session = signed_in(datastore).session
    before = opened(datastore, session)
    assert seen(datastore, opened(datastore, session, later(minutes=1)), later(minutes=1))
    assert not seen(datastore, before, later(minutes=1))


def test_what_ends_the_devices_session_ends_the_desks(datastore: Datastore):
    ways = (
        lambda connection, one: end_session(connection, one.session, "signed-out", NOON),
        lambda connection, one: revoke(connection, one.device, one.person, one.person, NOON),
        lambda connection, one: end_roles(connection, one.person, COOPERATIVE, NOON),
        lambda connection, one: suspend_role(connection, one.person, COOPERATIVE, NOON, suspended=True),
        lambda connection, one: change_role(connection, one.person, ADMINISTRATOR._replace(role="inspector"), NOON),
    )
    for end in ways:
        one = signed_in(datastore)
        secret = opened(datastore, one.session)
        assert seen(datastore, secret)
        with datastore.transaction() as connection:
            end(connection, one)
        assert not seen(datastore, secret)


def test_whoever_goes_on_in_another_role_has_left_the_desk(datastore: Datastore):
    phone = Phone()
    one = signed_in(datastore, ADMINISTRATOR, Role(COOPERATIVE, "commons", "supervisor"), phone=phone)
    secret = opened(datastore, one.session)
    refresh(datastore, phone, one.refresh, NOON, role="supervisor")
    assert not seen(datastore, secret)
    with pytest.raises(SecondFactorMissing):
        opened(datastore, one.session)
