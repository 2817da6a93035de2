"""Guessing an app's codes and invitations stops at the stated caps; a village behind one address notices nothing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from pyotp import parse_uri
from pyotp.totp import TOTP

from store.people import invitations
from store.people.codes import PER_ADDRESS
from store.people.factors import totp
from tests.api.signing.phones import Phone, Street

PASSWORD = "three geese under a wampee"
VILLAGE = 300


@pytest.fixture(autouse=True)
def _another_day(street: Street) -> None:
    """On which all that was counted before is over."""
    street.clock.turn(days=2)


@pytest.fixture
def staff(street: Street) -> tuple[Phone, TOTP]:
    """Somebody with a password and an app."""
    phone = street.member("packer")
    assert street.post("password", {"password": PASSWORD}, phone.access, "PUT").status_code == 204
    app = parse_uri(street.post("totp", token=phone.access).json()["address"])
    assert isinstance(app, TOTP)
    confirmed = street.post("totp/confirmations", {"code": app.at(street.clock())}, phone.access)
    assert confirmed.status_code == 201, confirmed.text
    street.clock.turn(minutes=1)
    return phone, app


def test_whoever_knows_a_password_guesses_five_codes_of_the_app_in_a_quarter_of_an_hour(
    street: Street, staff: tuple[Phone, TOTP]
) -> None:
    phone, app = staff

    def guess(second: str) -> int:
        body = {"phone": phone.number, "password": PASSWORD, "second": second} | Phone().on
        return street.post("sessions/by-password", body).status_code

    near = {app.at(street.clock() + timedelta(seconds=totp.STEP * step)) for step in range(-2, 3)}
    numbers = [f"{number:06}" for number in range(30) if f"{number:06}" not in near]
    seconds = [*numbers[:3], "AAAAA-AAAAA", "BBBBB-BBBBB", *numbers[3:20]]  # recovery codes are counted with them
    assert Counter(guess(second) for second in seconds) == {401: totp.WRONG.most, 429: len(seconds) - totp.WRONG.most}
    assert guess(app.at(street.clock())) == 429
    street.clock.turn(seconds=totp.WRONG.within.total_seconds())
    assert guess(app.at(street.clock())) == 201


def test_one_number_tries_ten_invitations_an_hour(street: Street) -> None:
    phone, right = Phone(), street.invitation()
    joins = _joining(street, phone)
    answers = Counter(_try(street, joins, f"0000-0000-{number:04}") for number in range(25))
    assert answers == {404: invitations.WRONG.most, 429: 25 - invitations.WRONG.most}
    assert _try(street, joins, right) == 429
    street.clock.turn(hours=1)
    assert _try(street, _joining(street, phone), right) == 201


def test_one_address_tries_three_hundred_invitations_an_hour(street: Street) -> None:
    answers = Counter[int]()
    for _ in range(invitations.WRONG_PER_ADDRESS.most // invitations.WRONG.most + 1):
        joins = _joining(street, Phone())
        answers.update(_try(street, joins, f"0000-0000-{number:04}") for number in range(invitations.WRONG.most))
    assert answers == {404: invitations.WRONG_PER_ADDRESS.most, 429: invitations.WRONG.most}


def test_a_village_behind_one_address_joins_and_signs_in(street: Street) -> None:
    """Three hundred people within the hour: a third of them mistypes a code, a third asks for another one."""
    code, key = street.invitation(most_uses=VILLAGE), Phone().private
    phones, asked = [Phone(private=key) for _ in range(VILLAGE)], 0
    for number, phone in enumerate(phones):
        told = street.code(phone, "join")
        body = told | phone.on | {"phone": phone.number, "invitation": code}
        if number % 3 == 0:
            mistyped = f"{(int(told['code']) + 1) % 1_000_000:06}"
            assert street.post("sessions/by-invitation", body | {"code": mistyped}).status_code == 401
        assert street.post("sessions/by-invitation", body).status_code == 201
        asked += 1
    street.clock.turn(minutes=2)
    for phone in phones[::3]:
        assert street.sign_in(phone).status_code == 201
        asked += 1
    assert asked < PER_ADDRESS.most


def _joining(street: Street, phone: Phone) -> dict[str, Any]:
    """All but the invitation, with a code that is good for five minutes."""
    return street.code(phone, "join") | phone.on | {"phone": phone.number}


def _try(street: Street, joins: dict[str, Any], invitation: str) -> int:
    return street.post("sessions/by-invitation", joins | {"invitation": invitation}).status_code
