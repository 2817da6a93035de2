"""What people do about themselves and each other, as each role may: on persons, devices and programs made for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from pyotp import parse_uri
from pyotp.totp import TOTP

from api.privacy.notices import VERSION
from store.people.devices.device_key import read_device_key
from store.people.devices.devices import register
from store.people.persons import find_person
from tests.api.signing.phones import Phone
from tests.api.story import uuid7
from tests.schema.sending import Make, Sending
from tests.schema.town import WORKS, Someone, Town, Works
from tests.schema.ways_in import PASSWORD, ask, fresh, new_client
from tests.store.people.authenticator import Authenticator


def _add_client(town: Town, me: Someone) -> Sending:
    return Sending(body={"label": "scale", "role": "packer", "scopes": ["read"]})


def _revoke_client(town: Town, me: Someone) -> Sending:
    return Sending({"client": new_client(town, me)["id"]})


def _invite(town: Town, me: Someone) -> Sending:
    return Sending(body={"role": "packer" if me.name == "cooperative" else "inspector"} | _area(me))


def _area(me: Someone) -> dict[str, str]:
    return {"jurisdiction": "4453"} if me.name.endswith("admin") else {}


def _revoke_invitation(town: Town, me: Someone) -> Sending:
    return Sending({"invitation": ask(town, me, "invitations", _invite(town, me).body)["id"]})


def _expendable(body: dict[str, Any] | None) -> Make:
    return lambda town, me: Sending(body=body, someone=fresh(town, me))


def _revoke_device(town: Town, me: Someone) -> Sending:
    who = fresh(town, me)
    return Sending({"device": who.phone.device}, someone=who)


def _waiting(town: Town, who: Someone) -> str:
    """A new device of somebody who was not seen for a hundred days."""
    door = town.door
    with door.datastore.transaction() as connection:
        person = find_person(connection, who.person)
        assert person is not None
        long_ago = person._replace(seen_at=door.now() - timedelta(days=100))
        key = read_device_key(Phone().on["key"])
        return str(register(connection, long_ago, key, "新手机", door.now()).id)


def _confirm_device(town: Town, me: Someone) -> Sending:
    who = fresh(town, me)
    return Sending({"device": _waiting(town, who)}, someone=who)


def _waiting_device(town: Town, me: Someone) -> Sending:
    return Sending({"device": _waiting(town, _colleague(town, me))})


def _colleague(town: Town, me: Someone) -> Someone:
    """Somebody of the same party for whom `me` answers."""
    if me.name == "cooperative":
        return town.enrol(Works("packer", "packer"))
    return town.enrol(Works(WORKS[me.name].party, "inspector", "4453"))


def _member(more: dict[str, Any], before: str = "") -> Make:
    def make(town: Town, me: Someone) -> Sending:
        who = _colleague(town, me)
        if before:
            sent = {"Idempotency-Key": str(uuid7())} | me.headers
            answer = town.client.post(
                f"/v1/people/members/{who.person}/{before}", json={"reason": "left"}, headers=sent
            )
            assert answer.status_code == 201, answer.text
        return Sending({"person": who.person}, dict(more))

    return make


def _change_role(town: Town, me: Someone) -> Sending:
    role = "grower" if me.name == "cooperative" else "regulator"
    return Sending({"person": _colleague(town, me).person}, {"role": role})


def _consent(town: Town, me: Someone) -> Sending:
    return Sending(body={"purpose": "notice", "version": VERSION})


def _withdraw(town: Town, me: Someone) -> Sending:
    given = ask(town, me, "me/consents", _consent(town, me).body)
    return Sending({"consent": given["id"]}, {})


def _correct_held(town: Town, me: Someone) -> Sending:
    who = fresh(town, me)
    ref = town.door.regions.vault("yunfu").keep(who.person, uuid4(), {"note": "钥匙在门后"})
    return Sending({"region": "yunfu", "ref": str(ref)}, {"fields": {"note": "钥匙在门前"}}, who)


def _erase_subject(town: Town, me: Someone) -> Sending:
    """A household of the cooperative's."""
    body = {"kind": "household", "name": "黎阿嫂", "phone": "13800138000", "county": "445322"}
    made = town.made("packer", "yunfu", "parties", body)["party"]
    return Sending(body={"subject": made, "basis": "asked"})


def _begin_passkey(town: Town, me: Someone) -> Sending:
    return Sending(someone=fresh(town, me))


def _add_passkey(town: Town, me: Someone) -> Sending:
    who, device = fresh(town, me), Authenticator(str(town.client.base_url).rstrip("/"))
    begun = ask(town, who, "passkeys/challenges")
    told = {"ceremony": begun["ceremony"], "credential": device.create(begun["options"]), "label": "电脑"}
    return Sending(body=told, someone=who)


def _drop_passkey(town: Town, me: Someone) -> Sending:
    adding = _add_passkey(town, me)
    assert adding.someone is not None
    return Sending({"passkey": ask(town, adding.someone, "passkeys", adding.body)["id"]}, someone=adding.someone)


def _confirm_totp(town: Town, me: Someone) -> Sending:
    who = fresh(town, me)
    app = parse_uri(ask(town, who, "totp")["address"])
    assert isinstance(app, TOTP)
    return Sending(body={"code": app.now()}, someone=who)


OF_PEOPLE: Final[dict[str, Make]] = {
    "add_client": _add_client,
    "revoke_client": _revoke_client,
    "make_invitation": _invite,
    "revoke_invitation": _revoke_invitation,
    "leave_party": _expendable({}),
    "sign_out": _expendable(None),
    "sign_out_elsewhere": _expendable(None),
    "erase_me": _expendable({}),
    "set_password": _expendable({"password": PASSWORD}),
    "begin_totp": _expendable(None),
    "confirm_totp": _confirm_totp,
    "begin_passkey": _begin_passkey,
    "add_passkey": _add_passkey,
    "drop_passkey": _drop_passkey,
    "revoke_device": _revoke_device,
    "confirm_device": _confirm_device,
    "confirm_waiting_device": _waiting_device,
    "refuse_waiting_device": _waiting_device,
    "give_consent": _consent,
    "withdraw_consent": _withdraw,
    "correct_held": _correct_held,
    "erase_subject": _erase_subject,
    "change_member_role": _change_role,
    "give_member_jurisdiction": _member({"jurisdiction": "445322"}),
    "suspend_member": _member({"reason": "left"}),
    "resume_member": _member({"reason": "back"}, "suspensions"),
    "end_membership": _member({"reason": "left"}),
}
"""By operation."""
