"""A thousand answers to refreshes are lost: nobody is signed out. A stolen token that comes again ends its family."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import NamedTuple

import httpx
import psycopg
import pytest

from api.auth import TRUSTED_SECONDS
from store.embedded import EmbeddedServer
from store.people.codes import PER_DEVICE, RESEND, TRIES
from store.people.factors import passwords
from store.settings import COMMONS
from tests.drills.phones import Phone, Way, by_code, invitation, join, new_key
from tests.drills.product import Product, running

WAYS: tuple[Way, ...] = ("unread", "cut", "torn")
TABS = 3


class Size(NamedTuple):
    phones: int
    lost: int


class Field:
    """Where the lines are bad."""

    def __init__(self, client: httpx.Client, chance: random.Random) -> None:
        self.client, self.chance = client, chance

    def refresh(self, phone: Phone) -> int:
        """Come to the next token by a bad line; how many answers were lost on the way."""
        before, lost = phone.generation, self.chance.randint(1, 3)
        for _ in range(lost):
            phone.lose(self.chance.choice(WAYS))
        answer = phone.present(self.client)
        phone.keep(answer)
        assert phone.generation == before + 1  # told again, and not another one
        return lost

    def repeat(self, phone: Phone) -> int:
        """The answer came, and the phone's battery was empty before it kept it."""
        first = phone.present(self.client)
        again = phone.present(self.client)
        assert first.json()["refresh_token"] == again.json()["refresh_token"]
        phone.keep(again)
        return 1

    def race(self, phone: Phone) -> int:
        """Several tabs at once with the same token; one of them hears nothing."""
        together = Barrier(TABS + 1)

        def lose() -> None:
            together.wait()
            phone.lose(self.chance.choice(WAYS))

        def present() -> httpx.Response:
            together.wait()
            return phone.present(self.client)

        with ThreadPoolExecutor(TABS + 1) as tabs:
            lost, told = tabs.submit(lose), [tabs.submit(present) for _ in range(TABS)]
            answers = [one.result() for one in told]
            lost.result()
        assert len({answer.json()["refresh_token"] for answer in answers}) == 1, [one.text for one in answers]
        phone.keep(answers[0])
        return 1


class Street(NamedTuple):
    """`code`: the printed one with which everybody joins."""

    product: Product
    client: httpx.Client
    code: str
    size: Size

    def phone(self) -> Phone:
        return join(Phone(self.product), self.client, self.code)


@pytest.fixture(scope="module", params=[Size(4, 30), pytest.param(Size(50, 1_000), marks=pytest.mark.drill)])
def street(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Two server processes, so that no memory of one of them helps."""
    with (
        running(tmp_path_factory.mktemp("street"), "--workers", "2") as product,
        httpx.Client(base_url=product.address, timeout=30) as client,
    ):
        yield Street(product, client, invitation(product, 100), request.param)


def test_nobody_whose_answers_are_lost_is_signed_out(street: Street) -> None:
    chance, lost = random.Random(20261122), 0
    field = Field(street.client, chance)
    phones = [street.phone() for _ in range(street.size.phones)]
    with ThreadPoolExecutor(4) as at_once:
        while lost < street.size.lost:
            ways = [chance.choice((field.refresh, field.refresh, field.repeat, field.race)) for _ in phones]
            lost += sum(at_once.map(lambda way, phone: way(phone), ways, phones))
    for phone in phones:
        phone.keep(phone.present(street.client))
        assert admitted(street.client, phone)
    assert lost >= street.size.lost
    assert ended(street.product) == []
    assert "Traceback" not in street.product.log.read_text()


def test_the_second_use_of_a_stolen_token_ends_its_family(street: Street) -> None:
    robbed = [rob(street) for rob in (_owner_is_faster, _thief_is_faster, _thief_has_no_key, _thief_is_first_without)]
    time.sleep(TRUSTED_SECONDS + 0.5)
    assert [admitted(street.client, phone) for pair in robbed for phone in pair] == [False] * 8


def test_two_processes_keep_one_count(street: Street) -> None:
    """Whoever asks or guesses many times at once, at whichever process, is let through as often as one is told."""
    post, phone = street.client.post, street.phone()

    def at_once(times: int, ask: Callable[[int], httpx.Response]) -> Counter[int]:
        with ThreadPoolExecutor(10) as crowd:
            return Counter(answer.status_code for answer in crowd.map(ask, range(times)))

    asked = at_once(12, lambda _: post("/v1/people/codes", json={"phone": "13600000000"}))
    assert asked == {202: RESEND.most, 429: 12 - RESEND.most}
    asked = at_once(30, lambda one: post("/v1/people/codes", json={"phone": f"135{one:08}", "device": "d"}))
    assert asked == {202: PER_DEVICE.most, 429: 30 - PER_DEVICE.most}
    wrong = phone.on | {"phone": phone.number, "password": "Summer2026!!"}
    asked = at_once(14, lambda _: post("/v1/people/sessions/by-password", json=wrong))
    assert asked == {401: passwords.WRONG.most, 429: 14 - passwords.WRONG.most}
    stranger = Phone(street.product)
    right = by_code(stranger, street.client)
    wrong = right | {"code": f"{(int(right['code']) + 1) % 1_000_000:06}"}
    assert at_once(TRIES, lambda _: post("/v1/people/sessions/by-code", json=wrong)) == {401: TRIES}
    assert post("/v1/people/sessions/by-code", json=right).json()["type"] == "/problems/code-wrong"


def _owner_is_faster(street: Street) -> tuple[Phone, Phone]:
    owner = street.phone()
    thief = replace(owner)
    for _ in range(2):
        owner.keep(owner.present(street.client))
    _caught(street, thief, owner)
    return owner, thief


def _thief_is_faster(street: Street) -> tuple[Phone, Phone]:
    owner = street.phone()
    thief = replace(owner)
    for _ in range(2):
        thief.keep(thief.present(street.client))
    _caught(street, owner, thief)
    return owner, thief


def _thief_has_no_key(street: Street) -> tuple[Phone, Phone]:
    owner = street.phone()
    thief = replace(owner, key=new_key())
    owner.keep(owner.present(street.client))
    _caught(street, thief, owner)
    return owner, thief


def _thief_is_first_without(street: Street) -> tuple[Phone, Phone]:
    """A token that was never used is worth nothing without the key, and its owner does not notice."""
    owner = street.phone()
    thief = replace(owner, key=new_key())
    refused = thief.present(street.client)
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/proof-refused")
    owner.keep(owner.present(street.client))
    _caught(street, thief, owner)
    return owner, thief


def _caught(street: Street, second: Phone, first: Phone) -> None:
    """The second of two who use one token is told so, and the family is over for the first as well."""
    told, over = second.present(street.client), first.present(street.client)
    assert (told.status_code, told.json()["type"]) == (401, "/problems/token-reused")
    assert (over.status_code, over.json()["type"]) == (401, "/problems/session-ended")


def admitted(client: httpx.Client, phone: Phone) -> bool:
    return client.get("/v1/people/devices", headers={"Authorization": f"Bearer {phone.access}"}).status_code == 200


def ended(product: Product) -> list[tuple[object, ...]]:
    """The sessions that are over, and why."""
    with psycopg.connect(EmbeddedServer(product.data).conninfo) as connection:
        query = f"SELECT id, ended_for FROM {COMMONS}.session WHERE ended_at IS NOT NULL"
        return connection.execute(query.encode()).fetchall()
