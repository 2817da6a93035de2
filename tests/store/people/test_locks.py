"""Erasing a person and what else is done with them lock the same rows: one waits for the other, none is refused."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import Final
from uuid import UUID

import pytest

from store.connection import StoreConnection
from store.datastore import Datastore
from store.people.devices.devices import devices_of, revoke
from store.people.errors import NotFound, PasskeyRefused
from store.people.factors.passkeys import (
    Site,
    begin_assertion,
    begin_registration,
    finish_assertion,
    finish_registration,
)
from store.people.forgetting import forget_person
from store.people.persons import find_person, release_number
from tests.store.people.authenticator import Authenticator
from tests.store.people.making import NOON, Phone, later, make_person, sign_in

TIMES: Final = 40
SITE: Final = Site("suyuan.example", ["https://suyuan.example"])


def _refuses(connection: StoreConnection, device: UUID, person: str) -> None:
    """As a cooperative does whose member has another number by now."""
    revoke(connection, device, person, "the-supervisor", later(days=101))
    release_number(connection, person)


def _revokes(connection: StoreConnection, device: UUID, person: str) -> None:
    revoke(connection, device, person, person, later(days=101))


@pytest.mark.parametrize("ends", [_refuses, _revokes])
def test_a_device_that_ends_while_its_person_is_erased(
    datastore: Datastore, ends: Callable[[StoreConnection, UUID, str], None]
) -> None:
    together = Barrier(2)

    def refuse(device: UUID, person: str) -> None:
        together.wait(timeout=30)
        with suppress(NotFound), datastore.transaction() as connection:  # whoever was erased has no device to refuse
            ends(connection, device, person)

    def erase(person: str) -> None:
        together.wait(timeout=30)
        with datastore.transaction() as connection:
            forget_person(connection, person, later(days=101))

    with ThreadPoolExecutor(2) as aside:
        for _ in range(TIMES):
            person = make_person(datastore)
            opened = [sign_in(datastore, person, Phone(), later(days=100)) for _ in range(2)]
            under_way = [aside.submit(refuse, opened[0].device, person), aside.submit(erase, person)]
            for one in under_way:
                one.result(timeout=30)
            with datastore.connection() as connection:
                assert devices_of(connection, person) == []


def test_a_passkey_is_shown_while_its_person_is_erased(datastore: Datastore) -> None:
    together = Barrier(2)

    def show(person: str, device: Authenticator) -> None:
        with datastore.transaction() as connection:
            asked = begin_assertion(connection, SITE, NOON)
        shown = device.get(asked.options)
        together.wait(timeout=30)
        with suppress(PasskeyRefused), datastore.transaction() as connection:  # whoever was erased has none
            assert finish_assertion(connection, SITE, asked.id, shown, NOON) == person
            find_person(connection, person)  # as a sign-in does, to open a session

    def erase(person: str) -> None:
        together.wait(timeout=30)
        with datastore.transaction() as connection:
            forget_person(connection, person, NOON)

    with ThreadPoolExecutor(2) as aside:
        for _ in range(TIMES):
            person, device = make_person(datastore), Authenticator(SITE.origins[0])
            with datastore.transaction() as connection:
                asked = begin_registration(connection, SITE, person, NOON)
                finish_registration(connection, SITE, asked.id, person, device.create(asked.options), "phone", NOON)
            for one in [aside.submit(show, person, device), aside.submit(erase, person)]:
                one.result(timeout=30)
