"""Staff: passwords, apps, recovery codes and passkeys over HTTP; inspectors are nobody before they have two factors."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from pyotp import parse_uri
from pyotp.totp import TOTP

from tests.api.signing.phones import Phone, Street
from tests.store.people.authenticator import Authenticator

PASSWORD = "three geese under a wampee"
ORIGIN = "http://testserver"


@pytest.fixture
def inspector(street: Street) -> Phone:
    """Joined, with the code of a phone alone."""
    return street.member("inspector", jurisdiction="4453")


def with_password(street: Street, phone: Phone, second: str = "", password: str = PASSWORD) -> Any:
    body = phone.on | {"phone": phone.number, "password": password, "second": second}
    return street.post("sessions/by-password", body)


def set_up(street: Street, phone: Phone) -> tuple[TOTP, list[str]]:
    """A password and an app."""
    assert street.post("password", {"password": PASSWORD}, phone.access, "PUT").status_code == 204
    begun = street.post("totp", token=phone.access)
    assert begun.status_code == 201, begun.text
    app = parse_uri(begun.json()["address"])
    assert isinstance(app, TOTP)
    confirmed = street.post("totp/confirmations", {"code": app.at(street.clock())}, phone.access)
    assert confirmed.status_code == 201, confirmed.text
    street.clock.turn(minutes=1)
    return app, confirmed.json()["codes"]


def register(street: Street, phone: Phone, device: Authenticator) -> Any:
    begun = street.post("passkeys/challenges", token=phone.access)
    if begun.status_code != 201:
        return begun
    told = begun.json()
    body = {"ceremony": told["ceremony"], "credential": device.create(told["options"]), "label": "办公室电脑"}
    return street.post("passkeys", body, phone.access)


def with_passkey(street: Street, phone: Phone, device: Authenticator) -> Any:
    asked = street.post("passkey-challenges").json()
    body = phone.on | {"ceremony": asked["ceremony"], "credential": device.get(asked["options"])}
    return street.post("sessions/by-passkey", body)


def role(street: Street, phone: Phone) -> str | None:
    answer = street.client.get("/v1/yunfu/parties/me", headers={"Authorization": f"Bearer {phone.access}"})
    return answer.json()["role"] if answer.status_code == 200 else None


def test_an_inspector_with_a_code_alone_opens_nothing(street: Street, inspector: Phone) -> None:
    assert role(street, inspector) == "enrolling"
    for address in ("/v1/trace", "/v1/yunfu/sites", "/v1/discrepancies", "/v1/admin/overview", "/v1/people/members"):
        answer = street.client.get(address, headers={"Authorization": f"Bearer {inspector.access}"})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/wrong-role"), address


def test_the_tokens_of_sessions_are_none_of_the_command_line(street: Street, inspector: Phone) -> None:
    assert inspector.access
    told = street.people.get("admin", "/v1/admin/overview").json()["tokens"]
    assert told.get("inspector") == 1  # the one of the story
    assert "enrolling" not in told


def test_a_password_and_an_app_make_an_inspector(street: Street, inspector: Phone) -> None:
    app, _ = set_up(street, inspector)
    assert with_password(street, inspector).json()["type"] == "/problems/second-factor-missing"
    told = inspector.signed_in(with_password(street, inspector, app.at(street.clock())))
    assert told["second_factor_missing"] is False
    assert role(street, inspector) == "inspector"
    inspector.signed_in(street.refresh(inspector))
    assert role(street, inspector) == "inspector"


def test_the_apps_code_does_not_serve_twice(street: Street, inspector: Phone) -> None:
    app, _ = set_up(street, inspector)
    code = app.at(street.clock())
    inspector.signed_in(with_password(street, inspector, code))
    assert with_password(street, inspector, code).json()["type"] == "/problems/password-wrong"


def test_a_recovery_code_stands_in_for_the_app_once(street: Street, inspector: Phone) -> None:
    _, codes = set_up(street, inspector)
    inspector.signed_in(with_password(street, inspector, codes[0]))
    assert role(street, inspector) == "inspector"
    assert with_password(street, inspector, codes[0]).status_code == 401


def test_a_passkey_makes_an_inspector(street: Street, inspector: Phone) -> None:
    device = Authenticator(ORIGIN)
    made = register(street, inspector, device)
    assert made.status_code == 201, made.text
    inspector.signed_in(with_passkey(street, inspector, device))
    assert role(street, inspector) == "inspector"
    listed = street.get("passkeys", inspector.access).json()["items"]
    assert [(one["id"], one["label"]) for one in listed] == [(made.json()["id"], "办公室电脑")]
    assert street.post(f"passkeys/{made.json()['id']}", token=inspector.access, method="DELETE").status_code == 204
    assert with_passkey(street, inspector, device).status_code == 401


def test_an_inspectors_number_alone_adds_no_second_passkey(street: Street, inspector: Phone) -> None:
    assert register(street, inspector, Authenticator(ORIGIN)).status_code == 201
    street.clock.turn(minutes=2)
    thief = Phone(inspector.number)
    thief.signed_in(street.sign_in(thief))
    assert register(street, thief, Authenticator(ORIGIN)).json()["type"] == "/problems/second-factor-missing"
    for path, body, method in (("totp", None, "POST"), ("password", {"password": PASSWORD}, "PUT")):
        assert street.post(path, body, thief.access, method).status_code == 403


def test_an_app_begun_before_the_passkey_is_not_confirmed_with_the_number_alone(
    street: Street, inspector: Phone
) -> None:
    app = parse_uri(street.post("totp", token=inspector.access).json()["address"])
    assert isinstance(app, TOTP)
    assert register(street, inspector, Authenticator(ORIGIN)).status_code == 201
    refused = street.post("totp/confirmations", {"code": app.at(street.clock())}, inspector.access)
    assert refused.json()["type"] == "/problems/second-factor-missing"


def test_an_inspectors_number_alone_does_not_end_the_account(street: Street, inspector: Phone) -> None:
    device = Authenticator(ORIGIN)
    assert register(street, inspector, device).status_code == 201
    thief = Phone(inspector.number)
    street.clock.turn(minutes=2)
    thief.signed_in(street.sign_in(thief))
    assert street.post("me/erasures", {}, thief.access).json()["type"] == "/problems/second-factor-missing"
    inspector.signed_in(with_passkey(street, inspector, device))
    assert street.post("me/erasures", {}, inspector.access).status_code == 201


def test_a_passkey_made_for_another_origin_is_refused(street: Street, inspector: Phone) -> None:
    assert register(street, inspector, Authenticator("https://evil.example")).status_code == 401


def test_staff_sign_in_with_a_password_alone(street: Street) -> None:
    phone = street.member("packer")
    assert street.post("password", {"password": PASSWORD}, phone.access, "PUT").status_code == 204
    told = phone.signed_in(with_password(street, phone))
    assert told["works_as"]["role"] == "packer"
    assert role(street, phone) == "packer"


def test_a_password_is_changed_with_the_one_before(street: Street) -> None:
    phone = street.member("packer")
    assert street.post("password", {"password": PASSWORD}, phone.access, "PUT").status_code == 204
    new = {"password": "five ducks over a pomelo"}
    assert street.post("password", new, phone.access, "PUT").status_code == 401
    assert street.post("password", new | {"current": PASSWORD}, phone.access, "PUT").status_code == 204
    assert with_password(street, phone).status_code == 401
    assert with_password(street, phone, password=new["password"]).status_code == 201


def test_a_changed_password_ends_the_other_sessions(street: Street) -> None:
    phone = street.member("packer")
    assert street.post("password", {"password": PASSWORD}, phone.access, "PUT").status_code == 204
    other = Phone(phone.number)
    other.signed_in(with_password(street, other))
    assert street.refresh(phone).status_code == 200  # a first password ends nothing
    new = {"password": "five ducks over a pomelo", "current": PASSWORD}
    assert street.post("password", new, other.access, "PUT").status_code == 204
    assert street.refresh(phone).json()["details"] == {"reason": "password"}
    assert street.refresh(other).status_code == 200


def test_a_weak_password_is_told_why(street: Street) -> None:
    phone = street.member("packer")
    for password, reason in (("password2024", "common"), (f"my {phone.number}", "own-words"), ("short", "length")):
        answer = street.post("password", {"password": password}, phone.access, "PUT")
        assert answer.status_code == 422
        assert answer.json()["details"]["reason"] == reason


def test_an_unknown_person_and_a_wrong_password_are_answered_alike(street: Street) -> None:
    phone = street.member("packer")
    assert street.post("password", {"password": PASSWORD}, phone.access, "PUT").status_code == 204
    answers = [with_password(street, one, password="not the right one") for one in (phone, Phone())]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].json() == answers[1].json()


def test_a_token_of_the_command_line_has_no_factors(street: Street) -> None:
    answer = street.post("totp", token=street.people.tokens["packer"])
    assert answer.json()["type"] == "/problems/not-a-member"


def test_an_inspectors_number_alone_changes_and_ends_nothing_else_either(street: Street, inspector: Phone) -> None:
    device = Authenticator(ORIGIN)
    assert register(street, inspector, device).status_code == 201
    inspector.signed_in(with_passkey(street, inspector, device))
    thief = Phone(inspector.number)
    street.clock.turn(minutes=2)
    thief.signed_in(street.sign_in(thief))
    held = street.get("me/held", thief.access).json()
    ref = street.people.regions.vault("yunfu").keep(held["person"], uuid4(), {"note": "钥匙在门后"})
    for path, body, method in (
        (f"me/held/yunfu/{ref}/corrections", {"fields": {"note": "钥匙在门前"}}, "POST"),
        (f"devices/{inspector.device}", None, "DELETE"),
        ("sessions/others", None, "DELETE"),
    ):
        assert street.post(path, body, thief.access, method).json()["type"] == "/problems/second-factor-missing", path
    assert street.post(f"devices/{thief.device}", None, thief.access, "DELETE").status_code == 204
    assert street.post("sessions/others", None, inspector.access, "DELETE").status_code == 204


def test_a_supervisor_who_is_an_official_too_does_not_end_the_account_by_the_other_way(
    street: Street, inspector: Phone
) -> None:
    device = Authenticator(ORIGIN)
    assert register(street, inspector, device).status_code == 201
    inspector.signed_in(with_passkey(street, inspector, device))
    person = street.get("me/held", inspector.access).json()["person"]
    street.clock.turn(minutes=2)
    thief = Phone(inspector.number)
    assert street.join(thief, street.invitation("supervisor")).status_code == 201
    street.clock.turn(minutes=2)
    thief.signed_in(street.sign_in(thief, role="supervisor"))
    answer = street.post("erasures", {"subject": person, "basis": "asked"}, thief.access)
    assert answer.json()["type"] == "/problems/second-factor-missing"
