"""Erasing a person and refusing their waiting device lock the same rows: one waits for the other, none is refused."""

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
from store.people.errors import NotFound
from store.people.forgetting import forget_person
from store.people.persons import release_number
from tests.store.people.making import Phone, later, make_person, sign_in

TIMES: Final = 40


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
