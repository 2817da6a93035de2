"""The copy of the memberships that sign-in asks: roles change, stop for a while, end, and come back."""

import pytest

from store.datastore import Datastore
from store.people.errors import InvitationUnknown, NotAMember
from store.people.invitations import invite, use
from store.people.roles import Role, change_role, end_roles, grant, has_gone, roles_of, suspend_role
from tests.store.people.making import (
    COOPERATIVE,
    GROWER,
    KEYS,
    NOON,
    Phone,
    later,
    make_person,
    refresh,
    sign_in,
    token_lives,
)

PACKER = GROWER._replace(role="packer")


def test_a_phone_goes_on_in_the_new_role_with_its_next_token(datastore: Datastore) -> None:
    person, phone = make_person(datastore), Phone()
    opened = sign_in(datastore, person, phone)
    with datastore.transaction() as connection:
        assert change_role(connection, person, PACKER, later(days=1))
        assert not change_role(connection, person, PACKER, later(days=1))
        assert roles_of(connection, person) == [PACKER]
    assert token_lives(datastore, opened.session) == 0
    assert refresh(datastore, phone, opened.refresh, later(days=1)).role == PACKER


def test_a_role_that_was_held_before_comes_back(datastore: Datastore) -> None:
    person = make_person(datastore)
    with datastore.transaction() as connection:
        for role in (PACKER, GROWER, PACKER):
            assert change_role(connection, person, role, later(days=1))
        end_roles(connection, person, COOPERATIVE, later(days=2))
        assert not change_role(connection, person, GROWER, later(days=3))
        grant(connection, person, GROWER, later(days=3))
        assert change_role(connection, person, PACKER, later(days=4))
        assert roles_of(connection, person) == [PACKER]


def suspended(datastore: Datastore, person: str) -> bool:
    with datastore.connection() as connection:
        row = connection.execute(
            "SELECT suspended_at FROM commons.person_role WHERE person = %s AND ended_at IS NULL", (person,)
        ).fetchone()
    assert row is not None
    return row[0] is not None


def test_who_is_suspended_stays_so_in_another_role_and_not_after_coming_back(datastore: Datastore) -> None:
    person = make_person(datastore)
    with datastore.transaction() as connection:
        suspend_role(connection, person, COOPERATIVE, later(days=1), suspended=True)
        change_role(connection, person, PACKER, later(days=2))
        grant(connection, person, PACKER, later(days=2))
    assert suspended(datastore, person)
    with datastore.transaction() as connection:
        suspend_role(connection, person, COOPERATIVE, later(days=3), suspended=False)
    assert not suspended(datastore, person)
    with datastore.transaction() as connection:
        suspend_role(connection, person, COOPERATIVE, later(days=4), suspended=True)
        end_roles(connection, person, COOPERATIVE, later(days=5))
        grant(connection, person, PACKER, later(days=6))
    assert not suspended(datastore, person)


def test_who_was_sent_away_does_not_come_back_with_the_old_invitation(datastore: Datastore) -> None:
    person = make_person(datastore, Role("9521234000999", "commons", "carrier"))
    wanted = {"home": "yunfu", "by": "x", "most_uses": 9, "life": later(days=9) - NOON, "now": NOON}
    with datastore.transaction() as connection:
        invitation, _ = invite(connection, KEYS, GROWER, **wanted)
        use(connection, invitation, person, NOON)
        use(connection, invitation, person, NOON)  # an answer was lost before anything was granted
        grant(connection, person, GROWER, NOON)
        use(connection, invitation, person, NOON)
        assert not has_gone(connection, person, COOPERATIVE)
        end_roles(connection, person, COOPERATIVE, later(days=1))
        assert has_gone(connection, person, COOPERATIVE)
        with pytest.raises(InvitationUnknown):
            use(connection, invitation, person, later(days=1))


def test_who_left_every_party_is_nobodys_member(datastore: Datastore) -> None:
    person, phone = make_person(datastore), Phone()
    with datastore.transaction() as connection:
        end_roles(connection, person, COOPERATIVE, later(days=1))
    with pytest.raises(NotAMember):
        sign_in(datastore, person, phone, later(days=1))
