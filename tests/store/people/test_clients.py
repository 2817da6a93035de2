"""Partner systems: keys and assertions, ended by time and by hand, each assertion once, no algorithm but ours."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from store.datastore import Datastore
from store.people.access import issue_access
from store.people.clients.assertion import client_with_assertion
from store.people.clients.clients import (
    Client,
    add_client,
    client_with_key,
    clients_of,
    revoke_client,
)
from store.people.errors import ClockWrong, KeyRefused, NotFound, ProofRefused, TokenUnknown
from store.people.roles import Role
from tests.store.people.making import KEYS, NOON, later

HERE = frozenset({"https://sy.example.cn/v1/people/client-tokens"})
PACKER = Role("9521234000013", "commons", "packer")
PRIVATE = ECKey.generate_key("P-256", private=True)
SESSION = UUID(int=7)


def add(datastore: Datastore, public_key: dict[str, Any] | None = None, role: Role = PACKER) -> tuple[Client, str]:
    with datastore.transaction() as connection:
        return add_client(
            connection,
            role,
            scopes=("record", "read"),
            label="收购系统",
            by="boss",
            life=timedelta(days=30),
            now=NOON,
            public_key=public_key,
        )


def with_key(datastore: Datastore, key: str, now: datetime = NOON) -> Client:
    with datastore.connection() as connection:
        return client_with_key(connection, key, now)


def assertion(client: Client, key: Any = PRIVATE, algorithm: str = "ES256", **claims: object) -> str:
    told = {"iss": client.id, "sub": client.id, "aud": next(iter(HERE)), "jti": "assertion-1"}
    told |= {"exp": int(later(minutes=4).timestamp())}
    return jws.serialize_compact({"alg": algorithm}, json.dumps(told | claims), key, algorithms=[algorithm])


def asserted(datastore: Datastore, text: str, now: datetime = NOON) -> Client:
    with datastore.transaction() as connection:
        return client_with_assertion(connection, KEYS, text, HERE, now)


def test_a_key_opens_for_its_client(datastore: Datastore):
    client, key = add(datastore)
    assert key.startswith(f"syk_{client.id}_")
    assert with_key(datastore, key) == client
    assert client.scopes == "read record"
    assert client.acts_as == PACKER


def test_the_key_itself_is_nowhere(datastore: Datastore):
    _, key = add(datastore)
    with datastore.connection() as connection:
        text = str(connection.execute("SELECT c::text FROM commons.api_client AS c").fetchall())
    assert key.rpartition("_")[2] not in text


def test_a_key_ends_by_time_and_by_hand(datastore: Datastore):
    client, key = add(datastore)
    with pytest.raises(TokenUnknown):
        with_key(datastore, key, later(days=30))
    with pytest.raises(NotFound), datastore.transaction() as connection:
        revoke_client(connection, client.id, "9521234000099", NOON)
    with datastore.transaction() as connection:
        issue_access(connection, client.person, PACKER, SESSION, NOON)
        revoke_client(connection, client.id, PACKER.party, NOON)
    with pytest.raises(TokenUnknown):
        with_key(datastore, key)
    with datastore.connection() as connection:
        row = connection.execute("SELECT revoked_at FROM commons.token WHERE person = %s", (client.person,)).fetchone()
    assert row == (NOON,)


@pytest.mark.parametrize(
    "spoil", [lambda key: key[:-1] + "!", lambda key: key[:-1], lambda _: "", lambda key: "x" + key]
)
def test_what_is_no_key_is_refused(datastore: Datastore, spoil: Any):
    _, key = add(datastore)
    with pytest.raises(TokenUnknown):
        with_key(datastore, spoil(key))


def test_one_keys_id_with_anothers_secret_is_refused(datastore: Datastore):
    (_, one), (_, two) = add(datastore), add(datastore)
    with pytest.raises(TokenUnknown):
        with_key(datastore, one[:21] + two[21:])


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(PRIVATE, "ES256"), (OKPKey.generate_key("Ed25519"), "Ed25519"), (RSAKey.generate_key(2048), "PS256")],
    ids=["ES256", "Ed25519", "PS256"],
)
def test_a_client_signs_who_it_is(datastore: Datastore, key: Any, algorithm: str):
    client, none = add(datastore, key.as_dict(private=False))
    assert none == ""
    assert asserted(datastore, assertion(client, key, algorithm)) == client


def test_an_assertion_serves_once(datastore: Datastore):
    client, _ = add(datastore, PRIVATE.as_dict(private=False))
    asserted(datastore, assertion(client))
    with pytest.raises(ProofRefused):
        asserted(datastore, assertion(client), later(minutes=4))
    asserted(datastore, assertion(client, jti="assertion-2"), later(minutes=4))


@pytest.mark.parametrize(
    "claims",
    [{"iss": "other"}, {"aud": "https://evil.example"}, {"aud": []}, {"jti": "1"}, {"exp": "late"}],
    ids=["iss", "aud", "no aud", "jti", "exp"],
)
def test_an_assertion_for_something_else_is_refused(datastore: Datastore, claims: dict[str, object]):
    client, _ = add(datastore, PRIVATE.as_dict(private=False))
    with pytest.raises(ProofRefused):
        asserted(datastore, assertion(client, PRIVATE, "ES256", **claims))


@pytest.mark.parametrize("minutes", [-2, 7, 60 * 24])
def test_an_assertion_is_short_lived(datastore: Datastore, minutes: int):
    client, _ = add(datastore, PRIVATE.as_dict(private=False))
    with pytest.raises(ClockWrong):
        asserted(datastore, assertion(client, exp=int(later(minutes=minutes).timestamp())))


def test_another_key_and_other_algorithms_are_refused(datastore: Datastore):
    client, _ = add(datastore, PRIVATE.as_dict(private=False))
    with pytest.raises(ProofRefused):
        asserted(datastore, assertion(client, ECKey.generate_key("P-256")))
    with pytest.raises(ProofRefused):
        asserted(datastore, assertion(client, OctKey.generate_key(256), "HS256"))
    unsigned = f"eyJhbGciOiJub25lIn0.{assertion(client).split('.')[1]}."  # {"alg":"none"}
    with pytest.raises(ProofRefused):
        asserted(datastore, unsigned)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é.é.é", "A" * 5000, "W10.e30.AA", "MQ.e30.AA"])
def test_what_is_no_assertion_is_refused(datastore: Datastore, text: str):
    with pytest.raises(ProofRefused):
        asserted(datastore, text)


def test_a_client_with_a_key_does_not_sign(datastore: Datastore):
    client, _ = add(datastore)
    with pytest.raises(ProofRefused):
        asserted(datastore, assertion(client))


@pytest.mark.parametrize(
    "key",
    [
        PRIVATE.as_dict(private=True),
        {"kty": "oct", "k": "AAAA"},
        ECKey.generate_key("P-384").as_dict(private=False),
        OKPKey.generate_key("X25519").as_dict(private=False),
        {"kty": "RSA", "n": "w" * 171, "e": "AQAB"},
        {"kty": "EC", "crv": "P-256", "x": "é", "y": "A"},
        {"kty": "RSA", "n": 1, "e": [2]},
        {"kty": ["EC"]},
        {},
    ],
    ids=["private", "secret", "P-384", "X25519", "RSA 1024", "off the curve", "other types", "a list", "empty"],
)
def test_a_key_that_is_secret_weak_or_none_is_refused(datastore: Datastore, key: dict[str, Any]):
    with pytest.raises(KeyRefused):
        add(datastore, key)


@pytest.mark.parametrize(("scopes", "days"), [((), 1), (("write",), 1), (("read",), 0), (("read",), 367)])
def test_a_client_has_known_scopes_and_an_end(datastore: Datastore, scopes: tuple[str, ...], days: int):
    life = timedelta(days=days)
    with pytest.raises(ValueError, match="scopes"), datastore.connection() as connection:
        add_client(connection, PACKER, scopes=scopes, label="", by="boss", life=life, now=NOON)


def test_a_party_lists_its_clients(datastore: Datastore):
    role = Role("9521234000777", "commons", "market")
    made = [add(datastore, role=role)[0] for _ in range(2)]
    with datastore.connection() as connection:
        assert sorted(clients_of(connection, role.party)) == sorted(made)
