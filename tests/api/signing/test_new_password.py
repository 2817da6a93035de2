"""A forgotten password over HTTP: a code to the number, a second factor where there is one, then a new password."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from pyotp import parse_uri
from pyotp.totp import TOTP

from api.signing import new_passwords
from store.people.codes import PER_PHONE, TRIES
from store.people.factors import totp
from store.people.factors.passwords import hash_password
from tests.api.signing.phones import Phone, Street
from tests.api.signing.test_factors import ORIGIN, PASSWORD, register, role, set_up, with_password
from tests.store.people.authenticator import Authenticator

NEW = "five ducks over a pomelo"
UNLOCKED = "SELECT FROM commons.person WHERE phone_mark = %s FOR UPDATE SKIP LOCKED"


@pytest.fixture(autouse=True)
def _another_day(street: Street) -> None:
    """On which all that was counted before is over."""
    street.clock.turn(days=2)


@pytest.fixture
def packer(street: Street) -> Phone:
    """Somebody with a password and no other factor."""
    phone = street.member("packer")
    assert street.post("password", {"password": PASSWORD}, phone.access, "PUT").status_code == 204
    street.clock.turn(minutes=2)
    return phone


@pytest.fixture
def inspector(street: Street) -> Phone:
    phone = street.member("inspector", jurisdiction="4453")
    street.clock.turn(minutes=2)
    return phone


def renew(street: Street, phone: Phone, told: dict[str, str], **more: object) -> Any:
    return street.post("sessions/by-new-password", told | phone.on | {"password": NEW} | more)


def shown(street: Street, device: Authenticator) -> dict[str, Any]:
    asked = street.post("passkey-challenges").json()
    return {"ceremony": asked["ceremony"], "credential": device.get(asked["options"])}


def refused(answer: Any) -> str:
    assert answer.status_code >= 400, answer.text
    return answer.json()["type"].removeprefix("/problems/")


def test_who_forgot_a_password_sets_a_new_one_and_is_signed_in(street: Street, packer: Phone) -> None:
    other = Phone(packer.number)
    told = other.signed_in(renew(street, other, street.code(other, "password")))
    assert told["works_as"]["role"] == role(street, other) == "packer"
    assert with_password(street, packer).status_code == 401
    assert with_password(street, packer, password=NEW).status_code == 201


def test_the_message_says_that_the_code_sets_a_password(street: Street, packer: Phone) -> None:
    street.code(packer, "password")
    assert "密码" in street.outbox.sent[-1][1]


def test_all_that_was_open_before_ends_and_is_told_why(street: Street, packer: Phone) -> None:
    second, other = Phone(packer.number), Phone(packer.number)
    second.signed_in(with_password(street, second))
    other.signed_in(renew(street, other, street.code(other, "password")))
    for phone in (packer, second):
        assert street.refresh(phone).json()["details"] == {"reason": "new-password"}
    assert len(street.get("devices", other.access).json()["items"]) == 3
    assert street.refresh(other).status_code == 200


def test_a_weak_password_changes_nothing_and_the_code_serves_once_more(street: Street, packer: Phone) -> None:
    told = street.code(packer, "password")
    for password, reason in (("password2024", "common"), (f"my {packer.number}", "own-words"), ("short", "length")):
        answer = renew(street, packer, told, password=password)
        assert (refused(answer), answer.json()["details"]["reason"]) == ("password-weak", reason)
    assert street.refresh(packer).status_code == 200
    assert renew(street, packer, told).status_code == 201


def test_a_code_sets_one_password_on_one_device(street: Street, packer: Phone) -> None:
    told = street.code(packer, "password")
    assert renew(street, packer, told).status_code == 201
    assert refused(renew(street, Phone(), told, password="seven owls beside a loquat")) == "code-wrong"
    assert with_password(street, packer, password=NEW).status_code == 201


def test_a_code_for_something_else_sets_no_password(street: Street, packer: Phone) -> None:
    for purpose in ("sign-in", "join"):
        assert refused(renew(street, packer, street.code(packer, purpose))) == "code-wrong"
        street.clock.turn(minutes=2)
    told = street.code(packer, "password")
    assert refused(street.post("sessions/by-code", told | packer.on)) == "code-wrong"


def test_a_code_of_another_number_sets_its_own_persons_password_alone(street: Street, packer: Phone) -> None:
    thief = street.member("packer")
    street.clock.turn(minutes=2)
    own, wanted = street.code(thief, "password"), street.code(packer, "password")
    assert own["code"] != wanted["code"]  # but once in a million
    for told in ({"ticket": wanted["ticket"], "code": own["code"]}, {"ticket": own["ticket"], "code": wanted["code"]}):
        assert refused(renew(street, thief, told)) == "code-wrong"
    named = own | {"phone": packer.number}
    assert renew(street, thief, named).status_code == 422  # the code alone says whose password it is
    assert renew(street, thief, own).status_code == 201
    assert with_password(street, packer).status_code == 201


def test_a_code_ends_after_five_minutes(street: Street, packer: Phone) -> None:
    told = street.code(packer, "password")
    street.clock.turn(minutes=6)
    assert refused(renew(street, packer, told)) == "code-wrong"


def test_known_and_unknown_numbers_are_answered_alike(street: Street, packer: Phone) -> None:
    asked = [street.post("codes", {"phone": one.number, "purpose": "password"}) for one in (packer, Phone())]
    assert [one.status_code for one in asked] == [202, 202]
    assert asked[0].json() | {"ticket": ""} == asked[1].json() | {"ticket": ""}
    right = "".join(filter(str.isdigit, street.outbox.sent[-2][1]))[:6]
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    tried = [renew(street, Phone(), {"ticket": one.json()["ticket"], "code": wrong}) for one in asked]
    assert [(one.status_code, one.json()) for one in tried] == [(401, tried[0].json())] * 2


def test_who_holds_an_unknown_number_becomes_nobody(street: Street) -> None:
    phone = Phone()
    assert refused(renew(street, phone, street.code(phone, "password"))) == "not-a-member"
    street.clock.turn(minutes=2)
    assert refused(street.sign_in(phone)) == "not-a-member"


def test_codes_for_passwords_are_counted_with_all_others_of_the_number(street: Street, packer: Phone) -> None:
    street.clock.turn(days=1)
    sent = 0
    for turn in range(2 * PER_PHONE.most):
        street.clock.turn(seconds=61)
        purpose = ("sign-in", "password")[turn % 2]
        sent += street.post("codes", {"phone": packer.number, "purpose": purpose}).status_code == 202
    assert sent == PER_PHONE.most


def test_five_wrong_guesses_use_a_code_up(street: Street, packer: Phone) -> None:
    told = street.code(packer, "password")
    wrong = told | {"code": f"{(int(told['code']) + 1) % 1_000_000:06}"}
    assert {refused(renew(street, packer, wrong)) for _ in range(TRIES)} == {"code-wrong"}
    assert refused(renew(street, packer, told)) == "code-wrong"


def test_the_code_alone_lets_no_official_through(street: Street, inspector: Phone) -> None:
    """Neither with an app, nor with a passkey, nor with no factor left or none yet."""
    assert refused(renew(street, inspector, street.code(inspector, "password"))) == "second-factor-missing"
    set_up(street, inspector)
    street.clock.turn(minutes=2)
    thief = Phone(inspector.number)
    told = street.code(thief, "password")
    assert refused(renew(street, thief, told)) == "second-factor-missing"
    assert refused(renew(street, thief, told, second="000000")) == "password-wrong"
    assert refused(renew(street, thief, told, second="AAAAA-AAAAA")) == "password-wrong"
    assert street.refresh(inspector).status_code == 200
    assert refused(with_password(street, inspector)) == "second-factor-missing"  # the password stands


def test_an_official_with_the_app_sets_a_new_password_and_has_both_factors(street: Street, inspector: Phone) -> None:
    app, _ = set_up(street, inspector)
    street.clock.turn(minutes=2)
    other = Phone(inspector.number)
    told = other.signed_in(renew(street, other, street.code(other, "password"), second=app.at(street.clock())))
    assert (told["second_factor_missing"], role(street, other)) == (False, "inspector")
    street.clock.turn(minutes=1)
    assert with_password(street, other, app.at(street.clock()), NEW).status_code == 201


def test_a_weak_password_takes_no_recovery_code_and_one_is_taken_once(street: Street, inspector: Phone) -> None:
    _, codes = set_up(street, inspector)
    street.clock.turn(minutes=2)
    told = street.code(inspector, "password")
    assert refused(renew(street, inspector, told, second=codes[0], password="password2024")) == "password-weak"
    assert renew(street, inspector, told, second=codes[0]).status_code == 201
    assert refused(renew(street, inspector, told, second=codes[0])) == "password-wrong"


def test_guesses_of_the_second_factor_are_counted_here_too(street: Street, inspector: Phone) -> None:
    app, _ = set_up(street, inspector)
    street.clock.turn(minutes=2)
    told = street.code(inspector, "password")
    guesses = [renew(street, inspector, told, second="AAAAA-AAAAA").status_code for _ in range(totp.WRONG.most + 1)]
    assert guesses == [401] * totp.WRONG.most + [429]
    assert renew(street, inspector, told, second=app.at(street.clock())).status_code == 429


def test_an_official_proves_a_passkey_of_their_own(street: Street, inspector: Phone) -> None:
    device, foreign, thief = Authenticator(ORIGIN), Authenticator(ORIGIN), street.member("packer")
    assert register(street, inspector, device).status_code == 201
    assert register(street, thief, foreign).status_code == 201
    street.clock.turn(minutes=2)
    told = street.code(inspector, "password")
    assert refused(renew(street, inspector, told, **shown(street, foreign))) == "password-wrong"
    once = shown(street, device)
    inspector.signed_in(renew(street, inspector, told, **once))
    assert role(street, inspector) == "inspector"
    assert refused(renew(street, inspector, told, **once)) == "passkey-refused"


def test_whoever_else_has_a_second_factor_shows_it(street: Street) -> None:
    phone, device = street.member("packer"), Authenticator(ORIGIN)
    assert register(street, phone, device).status_code == 201
    street.clock.turn(minutes=2)
    told = street.code(phone, "password")
    assert refused(renew(street, phone, told)) == "second-factor-missing"
    assert refused(renew(street, phone, told, second="123456")) == "second-factor-missing"  # there is no app
    assert renew(street, phone, told, **shown(street, device)).status_code == 201


def test_a_number_long_unseen_sets_no_password(street: Street, packer: Phone) -> None:
    """It may be another's by now (二次放号): not before somebody's word, and not while a device waits for it."""
    street.clock.turn(days=91)
    other = Phone(packer.number)
    assert refused(renew(street, other, street.code(other, "password"))) == "device-waits"
    street.clock.turn(minutes=2)
    assert other.signed_in(street.sign_in(other))["state"] == "waiting"
    packer.signed_in(street.refresh(packer))
    street.clock.turn(minutes=2)
    assert refused(renew(street, other, street.code(other, "password"))) == "device-waits"
    assert with_password(street, packer).status_code == 201


def test_an_official_without_any_factor_left_needs_an_administrators_word(street: Street, inspector: Phone) -> None:
    """Who ends the account and invites anew: until then the code opens no password, nor does an invitation."""
    assert register(street, inspector, Authenticator(ORIGIN)).status_code == 201
    person = street.get("me/held", inspector.access).json()["person"]
    street.clock.turn(minutes=2)
    assert refused(renew(street, inspector, street.code(inspector, "password"))) == "second-factor-missing"
    street.clock.turn(minutes=2)
    invited = street.invitation("inspector", jurisdiction="4453")
    inspector.signed_in(street.join(inspector, invited))
    assert refused(register(street, inspector, Authenticator(ORIGIN))) == "second-factor-missing"
    ended = street.post("erasures", {"subject": person, "basis": "asked"}, street.people.tokens["admin"])
    assert ended.status_code == 201, ended.text
    street.clock.turn(minutes=2)
    new, device = Phone(inspector.number), Authenticator(ORIGIN)
    new.signed_in(street.join(new, street.invitation("inspector", jurisdiction="4453")))
    assert register(street, new, device).status_code == 201
    street.clock.turn(minutes=2)
    told = new.signed_in(renew(street, new, street.code(new, "password"), **shown(street, device)))
    assert (told["second_factor_missing"], told["person"] == person) == (False, False)


def _meanwhile(monkeypatch: pytest.MonkeyPatch, work: Callable[[], None]) -> None:
    """`work` is done while a new password is hashed."""

    def hashed(password: str, own_words: Iterable[str] = ()) -> str:
        work()
        return hash_password(password, own_words)

    monkeypatch.setattr(new_passwords, "hash_password", hashed)


def test_nobodys_row_is_locked_while_a_password_is_hashed(
    street: Street, packer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a fifth of a second: the others would wait for a connection, and then be refused."""
    free: list[bool] = []

    def look() -> None:
        app: Any = street.client.app
        mark = app.state.door.keys.mark("phone", f"+86{packer.number}")
        with app.state.regions.datastore.transaction() as connection:
            free.append(connection.execute(UNLOCKED, (mark,)).fetchone() is not None)

    _meanwhile(monkeypatch, look)
    assert renew(street, packer, street.code(packer, "password")).status_code == 201
    assert free == [True]


def test_a_factor_that_comes_to_be_needed_meanwhile_is_asked_for(
    street: Street, packer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_app() -> None:
        app = parse_uri(street.post("totp", token=packer.access).json()["address"])
        assert isinstance(app, TOTP)
        told = street.post("totp/confirmations", {"code": app.at(street.clock())}, packer.access)
        assert told.status_code == 201, told.text

    _meanwhile(monkeypatch, add_app)
    answer = renew(street, Phone(packer.number), street.code(packer, "password"))
    assert refused(answer) == "second-factor-missing"
