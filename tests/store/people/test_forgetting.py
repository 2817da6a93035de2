"""Forgetting a person: nothing that they sign in with stays."""

from __future__ import annotations

from store.datastore import Datastore
from store.people.forgetting import forget_person
from store.people.held import held_of
from store.people.provider import begin_visit, link, linked
from tests.store.people.making import KEYS, NOON, later, make_person

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
