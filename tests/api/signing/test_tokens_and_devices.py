"""Refreshing over HTTP, what a stolen or a lost token does, and the list of devices."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from fastapi import FastAPI

from api import auth
from api.auth import Tokens
from store.settings import Settings
from tests.api.signing.phones import Phone, Street


def admitted(street: Street, phone: Phone) -> bool:
    return street.get("devices", phone.access).status_code == 200


def test_a_refresh_gives_access_and_the_next_token(street: Street) -> None:
    phone = street.member()
    before = phone.refresh
    told = phone.signed_in(street.refresh(phone))
    assert told["expires_in"] == 900
    assert phone.refresh != before
    assert admitted(street, phone)


def test_a_lost_answer_is_told_again(street: Street) -> None:
    phone = street.member()
    lost = street.refresh(phone).json()
    assert phone.signed_in(street.refresh(phone))["refresh_token"] == lost["refresh_token"]


def test_a_stolen_token_ends_the_session_when_it_comes_again(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "TRUSTED_SECONDS", 0.0)
    phone = street.member()
    thief = replace(phone)
    for _ in range(2):
        phone.signed_in(street.refresh(phone))
    assert admitted(street, phone)
    assert street.refresh(thief).json()["type"] == "/problems/token-reused"
    assert street.refresh(phone).json()["type"] == "/problems/session-ended"
    assert not admitted(street, phone)


def test_a_phone_with_a_wrong_clock_learns_the_time(street: Street) -> None:
    phone = street.member()
    answer = street.refresh(phone, iat=0)
    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/clock-wrong"
    assert answer.json()["details"]["server_time"].startswith(str(street.clock().date()))
    phone.signed_in(street.refresh(phone))


@pytest.mark.parametrize(
    "htu", ["https://evil.example/v1/people/tokens", "http://testserver/v1/people/codes", "http://testserver"]
)
def test_a_proof_for_another_address_is_refused(street: Street, htu: str) -> None:
    assert street.refresh(street.member(), htu=htu).json()["type"] == "/problems/proof-refused"


def test_a_proof_for_the_public_address_is_taken(street: Street) -> None:
    phone = street.member()
    phone.signed_in(street.refresh(phone, htu="http://127.0.0.1:8000/v1/people/tokens"))


def test_signing_out_ends_this_session_alone(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "TRUSTED_SECONDS", 0.0)
    phone = street.member()
    street.clock.turn(minutes=2)
    other = Phone(phone.number)
    other.signed_in(street.sign_in(other))
    assert street.post("sessions/current", token=phone.access, method="DELETE").status_code == 204
    assert not admitted(street, phone)
    assert street.refresh(phone).json()["details"] == {"reason": "signed-out"}
    assert admitted(street, other)


def test_signing_out_elsewhere_ends_all_sessions_but_this_one(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "TRUSTED_SECONDS", 0.0)
    phone, stranger = street.member(), street.member()
    street.clock.turn(minutes=2)
    other = Phone(phone.number)
    other.signed_in(street.sign_in(other))
    assert street.post("sessions/others", token=other.access, method="DELETE").status_code == 204
    assert [admitted(street, one) for one in (phone, other, stranger)] == [False, True, True]
    assert street.refresh(phone).json()["details"] == {"reason": "elsewhere"}


def test_a_lost_phone_is_revoked_from_another(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "TRUSTED_SECONDS", 0.0)
    lost = street.member()
    street.clock.turn(minutes=2)
    found = Phone(lost.number)
    found.signed_in(street.sign_in(found))
    listed = street.get("devices", found.access).json()["items"]
    assert {one["id"]: one["this"] for one in listed} == {lost.device: False, found.device: True}
    stranger = street.member()
    assert street.post(f"devices/{lost.device}", token=stranger.access, method="DELETE").status_code == 404
    assert street.post(f"devices/{lost.device}", token=found.access, method="DELETE").status_code == 204
    assert not admitted(street, lost)
    assert street.refresh(lost).json()["details"] == {"reason": "revoked"}
    assert [one["id"] for one in street.get("devices", found.access).json()["items"]] == [found.device]


def test_an_old_phone_confirms_a_new_one_after_a_long_time(street: Street) -> None:
    old = street.member()
    street.clock.turn(days=95)
    new = Phone(old.number)
    told = new.signed_in(street.sign_in(new))
    assert told["state"] == "waiting"
    old.signed_in(street.refresh(old))
    path = f"devices/{told['device']}/confirmations"
    assert street.post(path, token=street.member().access).status_code == 404
    assert street.post(path, token=old.access).status_code == 204
    assert new.signed_in(street.refresh(new))["state"] == "active"


def test_two_people_share_a_phone_with_a_session_each(street: Street) -> None:
    one = street.member()
    two = Phone(private=one.private)
    two.signed_in(street.join(two, street.invitation()))
    people = {
        street.client.get("/v1/yunfu/parties/me", headers={"Authorization": f"Bearer {phone.access}"}).json()["person"]
        for phone in (one, two)
    }
    assert len(people) == 2
    for phone in (one, two):
        phone.signed_in(street.refresh(phone))


def test_production_takes_the_tokens_of_sessions_and_no_others(
    app: FastAPI, settings: Settings, street: Street
) -> None:
    phone, before = street.member(), app.state.tokens
    app.state.tokens = Tokens(replace(settings, profile="production"), street.people.regions.datastore)
    try:
        assert admitted(street, phone)
        assert street.get("devices", street.people.tokens["packer"]).status_code == 401
    finally:
        app.state.tokens = before


def test_nobody_without_a_token_comes_in(street: Street) -> None:
    for method, path in (
        ("GET", "devices"),
        ("DELETE", f"devices/{uuid4()}"),
        ("POST", f"devices/{uuid4()}/confirmations"),
        ("GET", "waiting-devices"),
        ("DELETE", "sessions/current"),
        ("DELETE", "sessions/others"),
        ("POST", "invitations"),
        ("POST", "passkeys/challenges"),
        ("POST", "totp"),
        ("PUT", "password"),
        ("POST", "clients"),
    ):
        assert street.post(path, {} if method in ("POST", "PUT") else None, method=method).status_code == 401, path
