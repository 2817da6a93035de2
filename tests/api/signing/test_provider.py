"""Signing in by an identity provider: a process of its own that is asked over HTTP, and lied to and by in many ways."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from api.signing import provider as providers
from api.signing.provider import Provider
from store.identity_provider import IdentityProvider
from store.secret import Secret
from tests.api.signing.phones import Phone, Street
from tests.api.signing.provider_process import CLIENT, SECRET

BACK = "http://testserver/people/back"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.api.signing.provider_process"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def known(app: FastAPI, street: Street, issuer: str) -> Iterator[Street]:
    """The street, with that provider configured and nothing remembered of it."""
    before = app.state.door
    settings = IdentityProvider(issuer, CLIENT, Secret(SECRET.encode()))
    app.state.door = replace(before, provider=Provider(settings, BACK))
    yield street
    app.state.door = before


def visited(begun: Any, **said: str) -> dict[str, str]:
    """What the browser comes back with, having said who it is."""
    assert begun.status_code == 201, begun.text
    answer = httpx.get(begun.json()["address"] + "&" + urlencode(said), trust_env=False)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def begin(street: Street, phone: Phone) -> Any:
    return street.post("provider-visits", {"key": phone.on["key"]})


def linking(street: Street, phone: Phone, **said: str) -> Any:
    begun = street.post("provider-links/visits", {"key": phone.on["key"]}, phone.access)
    return street.post("provider-links", {"key": phone.on["key"]} | visited(begun, **said), phone.access)


def sign_in(street: Street, phone: Phone, **said: str) -> Any:
    return street.post("sessions/by-provider", phone.on | visited(begin(street, phone), **said))


def problem(answer: Any) -> tuple[int, str, str]:
    told = answer.json()
    return answer.status_code, told["type"], told.get("details", {}).get("reason", "")


REFUSED = "/problems/provider-refused"


def test_whoever_is_linked_signs_in_on_another_device(known: Street, issuer: str) -> None:
    phone, office = known.member(), Phone()
    assert linking(known, phone, **{"as": "wang"}).status_code == 204
    told = office.signed_in(sign_in(known, office, **{"as": "wang"}))
    known.clock.turn(minutes=2)
    assert told["person"] == phone.signed_in(known.sign_in(phone))["person"]
    links = known.get("provider-links", office.access).json()["items"]
    assert [one["issuer"] for one in links] == [issuer]
    assert links[0]["used_at"] is not None


def test_whoever_is_not_linked_is_not_let_in(known: Street) -> None:
    assert problem(sign_in(known, Phone(), **{"as": "stranger"}))[:2] == (403, "/problems/not-a-member")


def test_an_inspector_needs_two_factors_at_the_provider_too(known: Street) -> None:
    phone = known.member("inspector", jurisdiction="4453")
    assert linking(known, phone, **{"as": "inspector"}).status_code == 204
    half, whole = Phone(), Phone()
    assert half.signed_in(sign_in(known, half, **{"as": "inspector"}))["second_factor_missing"]
    assert not whole.signed_in(sign_in(known, whole, **{"as": "inspector", "amr": "pwd mfa"}))["second_factor_missing"]


def test_an_inspectors_number_alone_adds_nothing_to_what_the_provider_vouches_for(known: Street) -> None:
    phone = known.member("inspector", jurisdiction="4453")
    assert linking(known, phone, **{"as": "vouched"}).status_code == 204
    known.clock.turn(minutes=2)
    thief, owner = Phone(phone.number), Phone()
    thief.signed_in(known.sign_in(thief))
    for path, body in (
        ("passkeys/challenges", None),
        ("totp", None),
        ("provider-links/visits", {"key": thief.on["key"]}),
    ):
        assert known.post(path, body, thief.access).json()["type"] == "/problems/second-factor-missing"
    owner.signed_in(sign_in(known, owner, **{"as": "vouched"}))
    assert known.post("passkeys/challenges", token=owner.access).status_code == 201


@pytest.mark.parametrize(
    "spoil", ["issuer", "audience", "azp", "expired", "nonce", "hash", "nobody", "none", "symmetric", "key"]
)
def test_a_token_that_is_not_right_in_every_way_is_refused(known: Street, spoil: str) -> None:
    phone = known.member()
    assert linking(known, phone, **{"as": f"victim-{spoil}"}).status_code == 204
    answer = sign_in(known, Phone(), **{"as": f"victim-{spoil}", "spoil": spoil})
    assert problem(answer) == (401, REFUSED, "token-refused")


def test_what_the_browser_brings_back_serves_once_and_on_its_own_device_alone(known: Street) -> None:
    phone, other = known.member(), Phone()
    assert linking(known, phone, **{"as": "li"}).status_code == 204
    back = visited(begin(known, phone), **{"as": "li"})
    assert problem(known.post("sessions/by-provider", other.on | back)) == (401, REFUSED, "visit-unknown")
    assert known.post("sessions/by-provider", phone.on | back).status_code == 201
    assert problem(known.post("sessions/by-provider", phone.on | back)) == (401, REFUSED, "visit-unknown")


def test_a_visit_ends_after_ten_minutes(known: Street) -> None:
    phone = Phone()
    back = visited(begin(known, phone), **{"as": "late"})
    known.clock.turn(minutes=11)
    assert problem(known.post("sessions/by-provider", phone.on | back)) == (401, REFUSED, "visit-unknown")


def test_nobody_is_linked_by_a_visit_of_another(known: Street) -> None:
    victim, attacker = known.member(), known.member()
    begun = known.post("provider-links/visits", {"key": attacker.on["key"]}, attacker.access)
    back = visited(begun, **{"as": "attacker"})
    forged = known.post("provider-links", {"key": attacker.on["key"]} | back, victim.access)
    assert problem(forged) == (401, REFUSED, "visit-unknown")
    signing_in = visited(begin(known, victim), **{"as": "attacker"})
    unasked = known.post("provider-links", {"key": victim.on["key"]} | signing_in, victim.access)
    assert problem(unasked) == (401, REFUSED, "visit-unknown")


def test_one_name_at_the_provider_is_one_person_and_one_person_has_one(known: Street) -> None:
    first, second = known.member(), known.member()
    assert linking(known, first, **{"as": "zhou"}).status_code == 204
    assert linking(known, first, **{"as": "zhou"}).status_code == 204
    assert problem(linking(known, second, **{"as": "zhou"})) == (401, REFUSED, "linked-to-another")
    assert problem(linking(known, first, **{"as": "zhou-2"})) == (401, REFUSED, "linked-already")


def test_whoever_is_unlinked_signs_in_by_it_no_longer(known: Street) -> None:
    phone = known.member()
    assert linking(known, phone, **{"as": "he"}).status_code == 204
    assert known.post("provider-links/current", token=phone.access, method="DELETE").status_code == 204
    assert known.post("provider-links/current", token=phone.access, method="DELETE").status_code == 404
    assert problem(sign_in(known, Phone(), **{"as": "he"}))[:2] == (403, "/problems/not-a-member")


def test_new_keys_of_the_provider_are_found_and_made_up_ones_do_not_make_us_ask(
    known: Street, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = known.member()
    assert linking(known, phone, **{"as": "mai"}).status_code == 204
    httpx.get(f"{issuer}/rotate", trust_env=False)
    assert problem(sign_in(known, Phone(), **{"as": "mai"})) == (401, REFUSED, "token-refused")
    monkeypatch.setattr(providers, "ANEW", 0.0)
    assert sign_in(known, Phone(), **{"as": "mai"}).status_code == 201
    monkeypatch.setattr(providers, "ANEW", 3600.0)
    before = httpx.get(f"{issuer}/keys-asked", trust_env=False).json()["count"]
    for _ in range(5):
        assert sign_in(known, Phone(), **{"as": "mai", "spoil": "key"}).status_code == 401
    assert httpx.get(f"{issuer}/keys-asked", trust_env=False).json()["count"] == before


def test_a_provider_that_names_itself_otherwise_is_not_the_one_we_know(
    app: FastAPI, known: Street, issuer: str
) -> None:
    settings = IdentityProvider(issuer.replace("127.0.0.1", "localhost"), CLIENT, Secret(SECRET.encode()))
    app.state.door = replace(app.state.door, provider=Provider(settings, BACK))
    answer = begin(known, Phone())
    assert problem(answer) == (401, REFUSED, "provider-differs")


def test_a_provider_that_is_down_is_said_to_be_and_a_lost_answer_does_not_sign_in(known: Street, issuer: str) -> None:
    phone = Phone()
    httpx.get(f"{issuer}/down", trust_env=False)
    try:
        answer = begin(known, phone)
        assert problem(answer)[:2] == (503, "/problems/provider-silent")
        assert int(answer.headers["retry-after"]) > 0
    finally:
        httpx.get(f"{issuer}/up", trust_env=False)
    back = visited(begin(known, phone), **{"as": "nobody"})
    assert problem(known.post("sessions/by-provider", phone.on | back | {"code": "made-up"})) == (
        401, REFUSED, "code-refused",
    )  # fmt: skip


def test_where_no_provider_is_configured_there_is_nothing(street: Street) -> None:
    assert begin(street, Phone()).status_code == 404
