"""Every way in: codes, invitations, passwords, passkeys, the identity provider, tokens of programs."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
from joserfc import jws

from store.people.codes import Asker, Purpose, ask_code
from store.people.devices.proof import hash_of
from tests.api.signing.phones import Phone
from tests.schema.sending import Make, Sending
from tests.schema.town import WORKS, Someone, Town
from tests.store.people.authenticator import Authenticator

PASSWORD: Final = "three geese under a wampee"


def fresh(town: Town, me: Someone) -> Someone:
    """Somebody new in the same role, who may be thrown out."""
    return town.someone(me.name)


def passer_by(town: Town, me: Someone) -> Someone:
    """Somebody who can sign in: in the same role, when it is one of persons."""
    return town.someone(me.name if me.name in WORKS else "packer")


def ask(town: Town, someone: Someone, path: str, body: Any = None, method: str = "POST") -> Any:
    """The answer to what must go well before."""
    answer = town.client.request(method, f"/v1/people/{path}", json=body, headers=someone.headers)
    assert answer.status_code < 300, f"{path}: {answer.text}"
    return answer.json() if answer.content else None


def ticket(town: Town, phone: Phone, purpose: Purpose) -> dict[str, str]:
    """A code as it would come to the phone; from an address of its own."""
    keys, asker = town.door.keys, Asker(f"10.{secrets.randbelow(2**24)}")
    made = ask_code(
        town.door.datastore, keys, keys.mark("phone", f"+86{phone.number}"), purpose, asker, town.door.now()
    )
    return {"ticket": str(made.id), "code": made.code}


def _ask_code(town: Town, me: Someone) -> Sending:
    return Sending(body={"phone": f"139{secrets.randbelow(10**8):08}"})


def _by_code(town: Town, me: Someone) -> Sending:
    who = passer_by(town, me).phone
    return Sending(body=ticket(town, who, "sign-in") | who.on)


def _join(town: Town, me: Someone) -> Sending:
    manager, phone = town.enrol(WORKS["cooperative"]), Phone(f"138{secrets.randbelow(10**8):08}")
    invitation = ask(town, manager, "invitations", {"role": "packer"})["code"]
    return Sending(body=ticket(town, phone, "join") | phone.on | {"phone": phone.number, "invitation": invitation})


def _by_password(town: Town, me: Someone) -> Sending:
    who = passer_by(town, me)
    ask(town, who, "password", {"password": PASSWORD}, "PUT")
    return Sending(body=who.phone.on | {"phone": who.phone.number, "password": PASSWORD})


def _by_passkey(town: Town, me: Someone) -> Sending:
    return Sending(body=_passkey_of(town, passer_by(town, me)))


def _by_new_password(town: Town, me: Someone) -> Sending:
    who = passer_by(town, me)
    body = _passkey_of(town, who) | ticket(town, who.phone, "password")
    return Sending(body=body | {"password": PASSWORD})


def _passkey_of(town: Town, who: Someone) -> dict[str, Any]:
    device = Authenticator(str(town.client.base_url).rstrip("/"))
    begun = ask(town, who, "passkeys/challenges")
    made = {"ceremony": begun["ceremony"], "credential": device.create(begun["options"]), "label": "电脑"}
    ask(town, who, "passkeys", made)
    asked = ask(town, Someone(""), "passkey-challenges")
    return who.phone.on | {"ceremony": asked["ceremony"], "credential": device.get(asked["options"])}


def _refresh(town: Town, me: Someone) -> Sending:
    phone = passer_by(town, me).phone
    told = {"htm": "POST", "htu": f"{town.client.base_url}/v1/people/tokens".replace("//v1", "/v1")}
    told |= {"ath": hash_of(phone.refresh), "iat": int(datetime.now(UTC).timestamp()), "jti": str(uuid4())}
    proof = jws.serialize_compact({"alg": "ES256"}, json.dumps(told), phone.private)
    return Sending(body={"refresh_token": phone.refresh, "proof": proof})


def new_client(town: Town, manager: Someone) -> dict[str, Any]:
    return ask(town, manager, "clients", {"label": "scale", "role": "packer", "scopes": ["read"]})


def _client_token(town: Town, me: Someone) -> Sending:
    return Sending(body={"key": new_client(town, town.enrol(WORKS["cooperative"]))["key"]})


def visit(town: Town, me: Someone) -> Sending:
    return Sending(body={"key": Phone().on["key"]})


def _visited(begun: dict[str, Any], who: str) -> dict[str, str]:
    """What the browser comes back with from the identity provider."""
    answer = httpx.get(begun["address"], params=parse_qs(urlsplit(begun["address"]).query) | {"as": who, "amr": "mfa"})
    return {name: one[0] for name, one in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def _link(town: Town, me: Someone) -> Sending:
    who = passer_by(town, me)
    key = {"key": who.phone.on["key"]}
    begun = ask(town, who, "provider-links/visits", key)
    return Sending(body=key | _visited(begun, who.person), someone=who)


def _unlink(town: Town, me: Someone) -> Sending:
    linking = _link(town, me)
    assert linking.someone is not None
    ask(town, linking.someone, "provider-links", linking.body)
    return Sending(someone=linking.someone)


def _by_provider(town: Town, me: Someone) -> Sending:
    linked, phone = _unlink(town, me).someone, Phone()
    assert linked is not None
    begun = ask(town, Someone(""), "provider-visits", {"key": phone.on["key"]})
    return Sending(body=phone.on | _visited(begun, linked.person))


def nothing(town: Town, me: Someone) -> Sending:
    return Sending()


OF_SIGNING_IN: Final[dict[str, Make]] = {
    "ask_code": _ask_code,
    "sign_in_with_code": _by_code,
    "join": _join,
    "sign_in_with_password": _by_password,
    "sign_in_with_passkey": _by_passkey,
    "sign_in_with_new_password": _by_new_password,
    "sign_in_with_provider": _by_provider,
    "refresh": _refresh,
    "ask_passkey": nothing,
    "ask_client_token": _client_token,
    "begin_provider_visit": visit,
    "begin_provider_link": visit,
    "link_provider": _link,
    "unlink_provider": _unlink,
}
"""By operation."""
