"""Invitations: one code for many, counted by person, over when it says so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from store.datastore import Datastore
from store.people.errors import InvitationUnknown, NotFound
from store.people.invitations import (
    Invitation,
    find_invitation,
    invitations_of,
    invite,
    revoke_invitation,
    use,
)
from store.people.roles import Role
from tests.store.people.making import COOPERATIVE, GROWER, KEYS, NOON, later, make_person


def make(datastore: Datastore, most_uses: int = 3, role: Role = GROWER) -> tuple[Invitation, str]:
    with datastore.transaction() as connection:
        return invite(
            connection, KEYS, role, home="yunfu", by="boss", most_uses=most_uses, life=timedelta(days=7), now=NOON
        )


def join(datastore: Datastore, code: str, person: str, now: datetime = NOON) -> Invitation:
    with datastore.transaction() as connection:
        found = find_invitation(connection, KEYS, code, now)
        use(connection, found, person, now)
        return found


def test_a_code_is_found_however_it_is_typed(datastore: Datastore):
    made, code = make(datastore)
    assert len(code) == 14
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("1", "l").replace("0", "O"), f" {code} "):
        with datastore.connection() as connection:
            assert find_invitation(connection, KEYS, typed, NOON).opens == made.opens == GROWER


def test_the_most_uses_are_counted_by_person(datastore: Datastore):
    _, code = make(datastore, most_uses=2)
    first, second, third = (make_person(datastore) for _ in range(3))
    for person in (first, first, second, second, first):
        join(datastore, code, person)
    with pytest.raises(InvitationUnknown):
        join(datastore, code, third)


def test_of_many_who_join_at_once_no_more_than_the_uses_get_in(datastore: Datastore):
    _, code = make(datastore, most_uses=5)
    people = [make_person(datastore) for _ in range(20)]

    def joined(person: str) -> bool:
        try:
            join(datastore, code, person)
        except InvitationUnknown:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(joined, people)).count(True) == 5


def test_an_invitation_ends(datastore: Datastore):
    _, code = make(datastore)
    join(datastore, code, make_person(datastore), later(days=6.9))
    with pytest.raises(InvitationUnknown):
        join(datastore, code, make_person(datastore), later(days=7))


def test_an_invitation_is_revoked_by_its_party_alone(datastore: Datastore):
    made, code = make(datastore)
    with pytest.raises(NotFound), datastore.transaction() as connection:
        revoke_invitation(connection, made.id, "9521234000099", NOON)
    with datastore.transaction() as connection:
        revoke_invitation(connection, made.id, COOPERATIVE, NOON)
    with pytest.raises(InvitationUnknown):
        join(datastore, code, make_person(datastore))


def test_a_party_lists_its_invitations_with_their_uses(datastore: Datastore):
    role = Role("9521234000888", "commons", "packer")
    made, code = make(datastore, role=role)
    join(datastore, code, make_person(datastore))
    with datastore.connection() as connection:
        assert invitations_of(connection, role.party, NOON) == [made._replace(uses=1)]
        assert invitations_of(connection, role.party, later(days=7)) == []


@pytest.mark.parametrize(("most_uses", "days"), [(0, 7), (2001, 7), (1, 0), (1, 91)])
def test_no_invitation_is_for_everybody_or_for_ever(datastore: Datastore, most_uses: int, days: int):
    life = timedelta(days=days)
    with pytest.raises(ValueError, match="uses"), datastore.connection() as connection:
        invite(connection, KEYS, GROWER, home="yunfu", by="boss", most_uses=most_uses, life=life, now=NOON)


def test_the_table_does_not_tell_the_code(datastore: Datastore):
    _, code = make(datastore)
    with datastore.connection() as connection:
        text = str(connection.execute("SELECT i::text FROM commons.invitation AS i").fetchall())
    assert code not in text
    assert code.replace("-", "") not in text
