"""Guessing of codes and passwords, spraying and ordering messages stop at the stated caps, measured over HTTP."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from store.people.codes import PER_ADDRESS, PER_DEVICE, PER_PHONE, TRIES, WRONG_PER_ADDRESS
from store.people.factors import passwords
from tests.api.signing.phones import Phone, Street

_devices = count(1)


@pytest.fixture(autouse=True)
def _another_day(street: Street) -> None:
    """On which all that was counted before is over."""
    street.clock.turn(days=2)


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 1_000_000:06}"


def test_a_day_of_guessing_one_number_is_fifty_guesses(street: Street) -> None:
    """Ten codes a day of five tries: one in twenty thousand, and the owner has been told ten times."""
    phone, thief = street.member(), Phone()
    street.clock.turn(days=2)
    codes, guesses = 0, Counter[str]()
    for _ in range(3 * PER_PHONE.most):
        street.clock.turn(seconds=61)
        asked = street.post("codes", {"phone": phone.number})
        if asked.status_code == 429:
            continue
        codes += 1
        code = street.outbox.sent[-1][1]
        right = "".join(filter(str.isdigit, code))[:6]
        for _ in range(TRIES + 3):
            body = {"ticket": asked.json()["ticket"], "code": wrong(right)} | thief.on
            guesses[street.post("sessions/by-code", body).json()["type"]] += 1
        last = street.post("sessions/by-code", {"ticket": asked.json()["ticket"], "code": right} | thief.on)
        assert last.status_code == 401  # the sixth try is worth nothing, though it is right
    assert codes == PER_PHONE.most
    assert guesses == {"/problems/code-wrong": PER_PHONE.most * (TRIES + 3)}


@pytest.mark.parametrize(("wrong_ones", "status"), [(TRIES - 1, 201), (TRIES, 401)])
def test_the_right_code_is_heard_after_four_wrong_ones_and_not_after_five(
    street: Street, wrong_ones: int, status: int
) -> None:
    phone = street.member()
    street.clock.turn(minutes=2)
    right = street.code(phone)
    for _ in range(wrong_ones):
        assert street.post("sessions/by-code", right | {"code": wrong(right["code"])} | phone.on).status_code == 401
    assert street.post("sessions/by-code", right | phone.on).status_code == status


def test_resending_to_one_number_stops(street: Street) -> None:
    number, sent = Phone().number, len(street.outbox.sent)
    answers = Counter(street.post("codes", {"phone": number}).status_code for _ in range(30))
    assert answers == {202: 1, 429: 29}
    for _ in range(30):
        street.clock.turn(seconds=61)
        street.post("codes", {"phone": number})
    assert len(street.outbox.sent) - sent == PER_PHONE.most


def test_one_device_orders_messages_for_twenty_numbers_a_day(street: Street) -> None:
    device, sent = f"device-{next(_devices)}", len(street.outbox.sent)
    answers = Counter(
        street.post("codes", {"phone": Phone().number, "device": device}).status_code
        for _ in range(PER_DEVICE.most + 15)
    )
    assert answers == {202: PER_DEVICE.most, 429: 15}
    assert len(street.outbox.sent) - sent == PER_DEVICE.most


def test_one_address_orders_six_hundred_messages_an_hour_whatever_device_it_names(street: Street) -> None:
    def ask() -> int:
        return street.post("codes", {"phone": Phone().number, "device": f"device-{next(_devices)}"}).status_code

    answers = Counter(ask() for _ in range(PER_ADDRESS.most + 40))
    assert answers == {202: PER_ADDRESS.most, 429: 40}
    street.clock.turn(hours=1)
    assert ask() == 202


def test_spraying_one_code_over_many_numbers_stops_at_the_address(street: Street) -> None:
    """Two hundred numbers, two guesses each: after three hundred wrong ones not even a right one is heard."""
    guesses, thief = Counter[int](), Phone()
    tickets = [street.post("codes", {"phone": Phone().number}).json()["ticket"] for _ in range(200)]
    for code in ("000000", "123456"):
        for ticket in tickets:
            body = {"ticket": ticket, "code": code} | thief.on
            guesses[street.post("sessions/by-code", body).status_code] += 1
    by_chance = guesses[403]  # right, of somebody who is nobody's member: one run in thousands
    assert guesses[401] == WRONG_PER_ADDRESS.most
    assert guesses[429] == 100 - by_chance
    refused = street.post("sessions/by-code", {"ticket": tickets[0], "code": "000000"} | thief.on)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that costs little: what is measured is how often, not how long."""
    hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "_argon2id", hasher)
    passwords._nobodys.cache_clear()  # pyright: ignore[reportPrivateUsage]


@pytest.mark.usefixtures("cheap")
def test_a_password_is_guessed_ten_times_an_hour_and_sprayed_three_hundred(street: Street) -> None:
    def guess(phone: Phone) -> int:
        body = {"phone": phone.number, "password": "Summer2026!!"} | phone.on
        return street.post("sessions/by-password", body).status_code

    one = street.member()
    assert Counter(guess(one) for _ in range(25)) == {401: passwords.WRONG.most, 429: 15}
    key = Phone()
    others = [Phone(f"1370000{number:04}", key.private) for number in range(passwords.WRONG_PER_ADDRESS.most + 30)]
    answers = Counter(guess(other) for other in others)
    assert answers == {401: passwords.WRONG_PER_ADDRESS.most - passwords.WRONG.most, 429: 30 + passwords.WRONG.most}
