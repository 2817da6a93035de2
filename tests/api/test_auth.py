"""Tokens: told once, kept as a hash, revoked within seconds, refused in production."""

from __future__ import annotations

import time
from dataclasses import replace
from hashlib import sha256

import pytest
from fastapi import FastAPI

from api import auth
from api.auth import Tokens, issue_token, revoke_tokens
from store.errors import SettingsRefused
from store.settings import Settings
from tests.api.story import OPERATOR, People, uuid7


def issued(people: People, person: str, days: int = 90) -> str:
    regions = people.regions
    return issue_token(
        regions.settings,
        regions.datastore,
        person=person,
        party=OPERATOR,
        party_region="commons",
        role="administrator",
        days=days,
    )


def admitted(people: People, token: str) -> bool:
    headers = {"Authorization": f"Bearer {token}"}
    status = people.client.get(f"/v1/yunfu/commands/{uuid7()}", headers=headers).status_code
    assert status in (401, 404)
    return status == 404


def test_a_token_is_kept_as_a_hash_alone(people: People) -> None:
    token = issued(people, "hashed")
    with people.regions.datastore.connection() as connection:
        rows = connection.execute("SELECT t::text, hash FROM commons.token AS t WHERE person = 'hashed'").fetchall()
    assert [row[1] for row in rows] == [sha256(token.encode()).digest()]
    assert token not in rows[0][0]
    assert admitted(people, token)


def test_a_revoked_token_ends_within_seconds(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "TRUSTED_SECONDS", 0.2)
    token = issued(people, "revoked")
    assert admitted(people, token)
    assert revoke_tokens(people.regions.datastore, person="revoked", party=OPERATOR) == 1
    time.sleep(0.3)
    assert not admitted(people, token)


def test_a_token_ends_by_itself(people: People) -> None:
    token = issued(people, "ended")
    with people.regions.datastore.connection() as connection:
        connection.execute("UPDATE commons.token SET expires_at = now() WHERE person = 'ended'")
    assert not admitted(people, token)


@pytest.mark.parametrize("days", [0, 367])
def test_a_token_is_not_issued_for_too_long(people: People, days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        issued(people, "long", days)


def test_the_production_profile_takes_no_tokens(app: FastAPI, people: People, settings: Settings) -> None:
    production = replace(settings, profile="production")
    with pytest.raises(SettingsRefused):
        issue_token(
            production,
            people.regions.datastore,
            person="p",
            party=OPERATOR,
            party_region="commons",
            role="administrator",
        )
    token, before = issued(people, "tried"), app.state.tokens
    assert admitted(people, token)
    app.state.tokens = Tokens(production, people.regions.datastore)
    try:
        assert not admitted(people, token)
    finally:
        app.state.tokens = before
