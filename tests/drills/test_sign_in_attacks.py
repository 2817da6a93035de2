"""What somebody who means harm sends to the door of a real server, and that none of it opens."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from tests.drills.phones import TOKENS, Phone, by_code, invitation, join
from tests.drills.product import Product, running
from tests.store.people.authenticator import Authenticator

pytestmark = pytest.mark.drill
EVIL = "evil.example"
PATHS = (
    "/",
    "/people/sign-in",
    "/people/join",
    "/people/me",
    "/people/back?state=a&code=b",
    "/admin",
    "/docs",
    "/nowhere",
)
CRLF = "%0d%0aSet-Cookie:%20harm=1%0d%0a%0d%0a<script>"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("attacked"), "--workers", "2") as made:
        yield made


@pytest.fixture(scope="module")
def client(product: Product) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=product.address, timeout=30) as made:
        yield made


@pytest.fixture(scope="module")
def code(product: Product) -> str:
    return invitation(product, 100)


@pytest.mark.parametrize("path", PATHS)
def test_no_answer_repeats_a_host_that_is_not_ours(client: httpx.Client, path: str) -> None:
    for headers in ({"Host": EVIL}, {"X-Forwarded-Host": EVIL}, {"Forwarded": f"host={EVIL}"}):
        answer = client.get(path, headers=headers)
        assert EVIL not in answer.text + str(answer.headers)


@pytest.mark.parametrize("path", PATHS)
def test_no_header_is_planted(client: httpx.Client, path: str) -> None:
    mark = "&" if "?" in path else "?"
    for asked in (
        f"{path}{mark}lang=en{CRLF}",
        f"{path}{mark}next=/{CRLF}",
        f"{path}{mark}next=//{EVIL}/",
        f"{path}{CRLF}",
    ):
        answer = client.get(asked)
        assert "harm" not in str(answer.headers)
        assert "<script>" not in answer.text
        assert not answer.headers.get("location", "/").startswith(("//", "http"))


@pytest.mark.parametrize(
    "body",
    [
        b'{"ceremony":' + b"[" * 9_000 + b"]" * 9_000 + b"}",
        b'{"credential":' + b'{"a":' * 3_000 + b"1" + b"}" * 3_000 + b"}",
        b'{"phone":"\\ud800","purpose":"join"}',
        b'{"phone":"13800138000","phone":"13900139000"}',
        b'{"phone":NaN}',
        b'{"phone":1' + b"0" * 15_000 + b"}",
        b"\xef\xbb\xbf{}",
        b'{"phone":"' + b"1" * 30_000 + b'"}',
    ],
    ids=["deep list", "deep object", "half a letter", "twice", "no number", "long number", "mark", "long"],
)
def test_no_body_costs_more_than_a_refusal(client: httpx.Client, body: bytes) -> None:
    for path in ("codes", "sessions/by-passkey", "sessions/by-code", "tokens", "client-tokens"):
        began = time.monotonic()
        answer = client.post(f"/v1/people/{path}", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 413, 422), (path, answer.text)
        assert time.monotonic() - began < 5


def test_one_invitation_that_many_use_at_once_lets_one_in(product: Product, client: httpx.Client) -> None:
    single, phones = invitation(product, 1), [Phone(product) for _ in range(8)]
    bodies = [by_code(phone, client, "join") | {"phone": phone.number, "invitation": single} for phone in phones]
    with ThreadPoolExecutor(8) as crowd:
        answers = crowd.map(lambda body: client.post("/v1/people/sessions/by-invitation", json=body), bodies)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 404: 7}


def test_one_code_that_many_devices_use_at_once_lets_one_in(product: Product, client: httpx.Client, code: str) -> None:
    owner = Phone(product)
    body = by_code(owner, client, "join") | {"phone": owner.number, "invitation": code}
    bodies = [body | Phone(product).on for _ in range(5)]
    with ThreadPoolExecutor(5) as crowd:
        answers = crowd.map(lambda one: client.post("/v1/people/sessions/by-invitation", json=one), bodies)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 401: 4}


def test_a_proof_made_with_what_everybody_knows_is_refused(product: Product, client: httpx.Client, code: str) -> None:
    """The public key as a shared secret, and no signature at all (RFC 8725 section 2.1)."""
    owner = join(Phone(product), client, code)
    claims = owner.proof().split(".")[1]
    public = OctKey.import_key(json.dumps(owner.key.as_dict(private=False)).encode())
    payload = urlsafe_b64decode(claims + "=" * (-len(claims) % 4))
    symmetric = jws.serialize_compact({"alg": "HS256"}, payload, public, algorithms=["HS256"])
    bare = [urlsafe_b64encode(f'{{"alg":"{name}"}}'.encode()).decode().rstrip("=") for name in ("none", "ES256")]
    for proof in (symmetric, *(f"{head}.{claims}." for head in bare)):
        answer = client.post(TOKENS, json={"refresh_token": owner.refresh, "proof": proof})
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/proof-refused")
    owner.keep(owner.present(client))


def test_what_a_passkey_signed_once_opens_nothing_twice(product: Product, client: httpx.Client, code: str) -> None:
    owner, device = join(Phone(product), client, code), Authenticator(product.address)
    held = {"Authorization": f"Bearer {owner.access}"}
    begun = client.post("/v1/people/passkeys/challenges", headers=held).json()
    made = {"ceremony": begun["ceremony"], "credential": device.create(begun["options"]), "label": "x"}
    assert [client.post("/v1/people/passkeys", json=made, headers=held).status_code for _ in range(2)] == [201, 401]
    asked = client.post("/v1/people/passkey-challenges").json()
    shown = {"ceremony": asked["ceremony"], "credential": device.get(asked["options"])}
    bodies = [Phone(product).on | shown for _ in range(4)]
    with ThreadPoolExecutor(4) as crowd:
        answers = crowd.map(lambda one: client.post("/v1/people/sessions/by-passkey", json=one), bodies)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 401: 3}


def test_a_token_is_read_from_its_header_alone(product: Product, client: httpx.Client, code: str) -> None:
    owner = join(Phone(product), client, code)
    asked = {"access_token": owner.access, "token": owner.access}
    for headers in (
        {"Cookie": f"token={owner.access}; access_token={owner.access}"},
        {"X-Authorization": f"Bearer {owner.access}"},
        {"Authorization": f"Basic {owner.access}"},
        {"Authorization": f"Bearer {owner.refresh}"},
    ):
        assert client.get("/v1/people/devices", headers=headers).status_code == 401
    assert client.get("/v1/people/devices", params=asked).status_code == 422  # parameters that nobody knows


def test_nobody_goes_on_as_what_they_are_not(product: Product, client: httpx.Client, code: str) -> None:
    owner = join(Phone(product), client, code)
    for wanted in ({"role": "administrator"}, {"party": "9520000000004"}, {"role": "enrolling"}, {"role": "inspector"}):
        body = {"refresh_token": owner.refresh, "proof": owner.proof()} | wanted
        answer = client.post(TOKENS, json=body)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-a-member")
    owner.keep(owner.present(client))


def test_nothing_of_it_was_an_error_of_ours(product: Product) -> None:
    assert "Traceback" not in product.log.read_text()
