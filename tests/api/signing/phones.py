"""People on the street with phones: they ask for codes, read messages, join and sign in, through HTTP alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from joserfc import jws
from joserfc.jwk import ECKey
from starlette.testclient import TestClient

from store.people.devices.proof import hash_of
from tests.api.story import Answer, People, uuid7

_numbers = count(1)


class Clock:
    """Now, and whatever was added to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def turn(self, **how: float) -> None:
        self.ahead += timedelta(**how)


class Outbox:
    """Stands where the message gateway is: the network's edge."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, UUID]] = []

    def send(self, number: str, text: str, message: UUID) -> None:
        self.sent.append((number, text, message))


@dataclass
class Phone:
    """A phone with a number, a key, and the tokens of whoever is signed in on it."""

    number: str = field(default_factory=lambda: f"139{next(_numbers):08}")
    private: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", private=True))
    refresh: str = ""
    access: str = ""
    device: str = ""

    @property
    def on(self) -> dict[str, Any]:
        return {"key": self.private.as_dict(private=False), "label": "红米 Note"}

    def signed_in(self, answer: Answer) -> dict[str, Any]:
        assert answer.status_code in (200, 201), answer.text
        told = answer.json()
        self.refresh, self.access, self.device = told["refresh_token"], told["access_token"] or "", told["device"]
        return told


class Street:
    """Everybody's way in."""

    def __init__(self, client: TestClient, people: People, outbox: Outbox, clock: Clock) -> None:
        self.client, self.people, self.outbox, self.clock = client, people, outbox, clock

    def post(self, path: str, body: object = None, token: str = "", method: str = "POST", **headers: str) -> Answer:
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self.client.request(method, f"/v1/people/{path}", content=content, headers=headers)

    def get(self, path: str, token: str, **parameters: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.get(f"/v1/people/{path}", params=parameters, headers=headers)

    def decide(self, path: str, body: object, token: str, command_id: object = None) -> Answer:
        """A command about people."""
        return self.post(path, body, token, **{"Idempotency-Key": str(command_id or uuid7())})

    def code(self, phone: Phone, purpose: str = "sign-in") -> dict[str, str]:
        """Ask for a code and read the message that came."""
        answer = self.post("codes", {"phone": phone.number, "purpose": purpose})
        assert answer.status_code == 202, answer.text
        number, text, message = self.outbox.sent[-1]
        assert number == f"+86{phone.number}"
        ticket = answer.json()["ticket"]
        assert str(message) == ticket
        found = re.search(r"\d{6}", text)
        assert found is not None
        return {"ticket": ticket, "code": found[0]}

    def sign_in(self, phone: Phone, **wanted: str) -> Answer:
        return self.post("sessions/by-code", self.code(phone) | phone.on | wanted)

    def invitation(self, role: str = "grower", by: str = "", **wanted: object) -> str:
        token = by or self.people.tokens["admin" if role in ("inspector", "administrator") else "supervisor"]
        answer = self.post("invitations", {"role": role, "home": "yunfu"} | wanted, token)
        assert answer.status_code == 201, answer.text
        return answer.json()["code"]

    def join(self, phone: Phone, invitation: str) -> Answer:
        body = self.code(phone, "join") | phone.on | {"phone": phone.number, "invitation": invitation}
        return self.post("sessions/by-invitation", body)

    def member(self, role: str = "grower", **wanted: str) -> Phone:
        """Somebody who joined and is signed in."""
        phone = Phone()
        phone.signed_in(self.join(phone, self.invitation(role, **wanted)))
        return phone

    def refresh(self, phone: Phone, **claims: object) -> Answer:
        told = {"htm": "POST", "htu": "http://testserver/v1/people/tokens", "ath": hash_of(phone.refresh)}
        told |= {"iat": int(self.clock().timestamp()), "jti": str(uuid4())}
        wanted = {name: claims.pop(name) for name in ("party", "role") if name in claims}
        proof = jws.serialize_compact({"alg": "ES256"}, json.dumps(told | claims), phone.private)
        return self.post("tokens", {"refresh_token": phone.refresh, "proof": proof} | wanted)
