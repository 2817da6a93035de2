"""Forgetting a person: nothing that they sign in with stays, and no sign-in of the same moment leaves a way in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.devices.devices import register
from store.people.devices.sessions import open_session
from store.people.forgetting import forget_person
from store.people.held import held_of
from store.people.persons import find_person
from store.people.provider import begin_visit, link, linked
from tests.store.people.making import KEYS, NOON, Phone, later, make_person, sign_in

ISSUER = "https://id.example.cn"


def test_what_somebody_is_known_by_elsewhere_is_told_to_them_and_goes_with_them(datastore: Datastore) -> None:
    person = make_person(datastore)
    with datastore.transaction() as connection:
        link(connection, KEYS, person, ISSUER, "employee-7", NOON)
        begin_visit(connection, KEYS, b"t" * 32, person, NOON)
    with datastore.transaction() as connection:
        (told,) = held_of(connection, person)["provider_links"]
        assert told == {"issuer": ISSUER, "made_at": NOON, "used_at": None}
        forget_person(connection, person, later(days=1))
        assert linked(connection, KEYS, ISSUER, "employee-7", later(days=1)) is None
        for table in ("provider_link", "provider_visit"):
            query = f"SELECT count(*) FROM commons.{table} WHERE person = %s"
            assert connection.execute(query.encode(), (person,)).fetchone() == (0,)


def _signs_in(connection: StoreConnection, person: str, phone: Phone) -> None:
    found = find_person(connection, person)
    assert found is not None
    device = register(connection, found, phone.key, "红米", NOON)
    open_session(connection, KEYS, person, device, "code", NOON)


def _refreshes(connection: StoreConnection, person: str, _: Phone) -> None:
    """As far as the store is concerned: the session's row is locked, then a token is added for it."""
    row = connection.execute(
        "SELECT id, device FROM commons.session WHERE person = %s AND ended_at IS NULL FOR UPDATE", (person,)
    ).fetchone()
    assert row is not None
    connection.execute(
        """
        INSERT INTO commons.token (hash, person, party, party_region, role, jurisdiction, label, created_at,
                                   expires_at, session)
        SELECT sha256(convert_to(person, 'UTF8')), person, party, party_region, role, jurisdiction, label, created_at,
               expires_at, session FROM commons.token WHERE session = %s LIMIT 1
        """,
        (row[0],),
    )


@pytest.mark.parametrize("begins", [_signs_in, _refreshes])
def test_a_sign_in_or_refresh_of_the_same_moment_leaves_no_token_and_no_session(
    datastore: Datastore, begins: Callable[[StoreConnection, str, Phone], None]
) -> None:
    person, phone = make_person(datastore), Phone()
    sign_in(datastore, person, phone)

    def forgets() -> None:
        with datastore.transaction() as connection:
            forget_person(connection, person, later(days=1))

    with ThreadPoolExecutor(1) as aside:
        with datastore.transaction() as connection:
            begins(connection, person, phone)
            forgotten = aside.submit(forgets)
            _until_it_waits(datastore)
        forgotten.result(timeout=30)
    with datastore.connection() as connection:
        for table, over in (("token", "revoked_at"), ("session", "ended_at")):
            query = f"SELECT count(*) FROM commons.{table} WHERE person = %s AND {over} IS NULL"
            assert connection.execute(query.encode(), (person,)).fetchone() == (0,), table


def _until_it_waits(datastore: Datastore) -> None:
    query = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _ in range(200):
        with datastore.connection() as connection:
            if connection.execute(query).fetchone():
                return
        sleep(0.05)
    raise AssertionError("nothing waits")
