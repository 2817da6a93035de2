"""Sessions of browsers: idle and absolute limits by role, none for officials with one factor."""

from datetime import datetime, timedelta

import pytest

from store.datastore import Datastore
from store.people.errors import SecondFactorMissing
from store.people.roles import Role, end_roles
from store.people.web_sessions import end_web_session, end_web_sessions, open_web_session, visit
from tests.store.people.making import COOPERATIVE, GROWER, NOON, later, make_person

HOUR = timedelta(hours=1)


def opened(datastore: Datastore, role: Role = GROWER) -> tuple[str, str]:
    person = make_person(datastore, role)
    with datastore.transaction() as connection:
        return person, open_web_session(connection, person, role, "passkey", NOON, two_factors=True)


def seen(datastore: Datastore, secret: str, now: datetime) -> bool:
    with datastore.transaction() as connection:
        return visit(connection, secret, now) is not None


@pytest.mark.parametrize(
    ("role", "idle", "age"),
    [
        ("packer", 12 * HOUR, 30 * 24 * HOUR),
        ("supervisor", 12 * HOUR, 30 * 24 * HOUR),
        ("inspector", HOUR / 2, 8 * HOUR),
        ("administrator", HOUR / 4, 8 * HOUR),
    ],
)
def test_a_session_ends_by_idleness_and_by_age(datastore: Datastore, role: str, idle: timedelta, age: timedelta):
    _, secret = opened(datastore, Role(COOPERATIVE, "commons", role))
    step, now, moment = idle * 0.99, NOON, timedelta(seconds=1)
    while now + step < NOON + age:
        now += step
        assert seen(datastore, secret, now)
    assert seen(datastore, secret, NOON + age - moment)
    assert not seen(datastore, secret, NOON + age)
    _, secret = opened(datastore, Role(COOPERATIVE, "commons", role))
    assert not seen(datastore, secret, NOON + idle)


@pytest.mark.parametrize("role", ["inspector", "administrator"])
def test_officials_need_two_factors(datastore: Datastore, role: str):
    with pytest.raises(SecondFactorMissing), datastore.connection() as connection:
        open_web_session(connection, "p", Role(COOPERATIVE, "commons", role), "password", NOON, two_factors=False)


def test_a_visit_tells_who_and_as_what(datastore: Datastore):
    role = Role(COOPERATIVE, "commons", "inspector", "4453")
    person, secret = opened(datastore, role)
    with datastore.connection() as connection:
        found = visit(connection, secret, NOON)
        assert visit(connection, secret + "x", NOON) is None
    assert found is not None
    assert (found.person, found.role, found.proved) == (person, role, "passkey")


def test_signing_out_ends_one_browser_or_all(datastore: Datastore):
    person, secret = opened(datastore)
    with datastore.transaction() as connection:
        other = open_web_session(connection, person, GROWER, "code", NOON, two_factors=False)
        end_web_session(connection, secret, NOON)
    assert not seen(datastore, secret, NOON)
    assert seen(datastore, other, NOON)
    with datastore.transaction() as connection:
        assert end_web_sessions(connection, person, NOON) == 1
    assert not seen(datastore, other, NOON)


def test_a_role_that_ended_takes_its_browsers_with_it(datastore: Datastore):
    person, secret = opened(datastore)
    with datastore.transaction() as connection:
        end_roles(connection, person, COOPERATIVE, later(minutes=1))
    assert not seen(datastore, secret, later(minutes=1))
