"""Phones of growers on real HTTP: they join with a printed code, refresh their tokens, and lose answers on the way."""

from __future__ import annotations

import json
import re
import socket
import struct
import time
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from select import select
from typing import Any, Literal
from uuid import uuid4

import httpx
from joserfc import jws
from joserfc.jwk import ECKey

from store.people.devices.proof import hash_of
from tests.drills.product import PATIENCE, Caller, Product

Way = Literal["unread", "cut", "torn"]
"""How an answer is lost: the line is closed before it is read, is reset, or is reset after its first bytes."""
_numbers = count(1)
TOKENS = "/v1/people/tokens"


def new_key() -> ECKey:
    return ECKey.generate_key("P-256", private=True)


@dataclass
class Phone:
    """A phone, its key, and the tokens that it keeps."""

    product: Product
    number: str = field(default_factory=lambda: f"137{next(_numbers):08}")
    key: ECKey = field(default_factory=new_key)
    refresh: str = ""
    access: str = ""

    @property
    def on(self) -> dict[str, Any]:
        return {"key": self.key.as_dict(private=False), "label": "红米 Note"}

    @property
    def generation(self) -> int:
        """The number of the refresh token that the phone keeps."""
        return int.from_bytes(urlsafe_b64decode(self.refresh + "=")[16:24])

    def proof(self) -> str:
        claims = {"htm": "POST", "htu": self.product.address + TOKENS, "ath": hash_of(self.refresh)}
        claims |= {"iat": int(time.time()), "jti": str(uuid4())}
        return jws.serialize_compact({"alg": "ES256"}, json.dumps(claims), self.key)

    def present(self, client: httpx.Client) -> httpx.Response:
        """Send the refresh token, and keep nothing of the answer."""
        return client.post(TOKENS, json={"refresh_token": self.refresh, "proof": self.proof()})

    def keep(self, answer: httpx.Response) -> None:
        assert answer.status_code in (200, 201), answer.text
        told = answer.json()
        self.refresh, self.access = told["refresh_token"], told["access_token"]

    def lose(self, way: Way) -> None:
        """Send the refresh token to a server that takes it and answers, and never learn what it said."""
        body = json.dumps({"refresh_token": self.refresh, "proof": self.proof()}).encode()
        head = f"POST {TOKENS} HTTP/1.1\r\nHost: 127.0.0.1:{self.product.port}\r\nContent-Type: application/json\r\n"
        with socket.create_connection(("127.0.0.1", self.product.port), PATIENCE) as line:
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            readable, _, _ = select([line], [], [], PATIENCE)
            assert readable, "the server did not answer"  # now it has: what it said was committed before
            if way == "torn":
                assert line.recv(12) == b"HTTP/1.1 200"
            if way != "unread":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, no farewell


def invitation(product: Product, uses: int) -> str:
    """The printed code of a new cooperative."""
    with Caller(product, product.token("--role", "administrator")) as operator:
        cooperative = {"kind": "cooperative", "name": "罗定稻米合作社", "county": "445381"}
        party = operator.must("/v1/commons/parties", cooperative)["party"]
    options = ("--role", "packer", "--party", party, "--home", "yunfu", "--uses", str(uses))
    return product.told("invite", *options).strip().rpartition("#")[2]


def join(phone: Phone, client: httpx.Client, code: str) -> Phone:
    answer = client.post("/v1/people/sessions/by-invitation", json=by_code(phone, client, "join") | {
        "phone": phone.number, "invitation": code,
    })  # fmt: skip
    phone.keep(answer)
    return phone


def by_code(phone: Phone, client: httpx.Client, purpose: str = "sign-in") -> dict[str, Any]:
    """What a phone sends to sign in with the code that came to it."""
    asked = client.post("/v1/people/codes", json={"phone": phone.number, "purpose": purpose})
    assert asked.status_code == 202, asked.text
    return phone.on | {"ticket": asked.json()["ticket"], "code": code_of(phone.product.log, phone.number)}


def code_of(log: Path, number: str) -> str:
    """The newest code that was sent to a number: on one machine messages go to the console."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = re.findall(rf"to \+86{number}: .*?(\d{{6}})", log.read_text())
        if found:
            return found[-1]
        time.sleep(0.02)
    raise AssertionError(f"no code for {number}")
