"""Commands about goods and registers, as each role may send them: the API's forms with somebody else in a part."""

from __future__ import annotations

import json
import os
from copy import copy
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

from PIL import Image

import api.routes  # noqa: F401  registers every command
from api.command import COMMANDS
from tests.api.forms import FORMS, Form
from tests.api.story import CERTIFICATE, goods, kg, uuid7
from tests.schema.sending import Make, Sending
from tests.schema.town import MEMBERS, Someone, Town

BOTH: Final = frozenset({"hold_stock", "release_stock"})
"""Members hold and release what is their own: they play the owner too."""
TAKEN_OVER: Final = frozenset({"accept_handover", "reject_handover", "receive_goods", "arrive_shipment"})
"""Somebody else's goods come to whoever sends these."""


def sending_of(name: str) -> Make:
    """A form of the API's tests, sent by `me` in the part of its sender."""

    def make(town: Town, me: Someone) -> Sending:
        form = _form(name, _cast(town, me, name))
        return Sending(_path(name, form), form.body)

    return make


def take_part(name: str) -> str:
    """Who sends the form."""
    return _PARTS.get(name, "packer")


def _form(name: str, town: Town) -> Form:
    return FORMS[name](town)


def _cast(town: Town, me: Someone, name: str) -> Town:
    """The town with `me` in the form's part."""
    seen = copy(town)
    seen.tokens, seen.parties = dict(town.tokens), dict(town.parties)
    part = take_part(name)
    seen.admit(part, me)
    if me.name in MEMBERS:
        if name in BOTH:
            seen.admit("packer", me)
        if part == "grower":
            seen.plot = me.plot
        if part == "packer" or name in BOTH:
            seen.shed = me.shed
        if part == "rival":
            seen.rival_shed = me.shed
        if part == "market":
            seen.stall = me.shed
    return seen


_PARTS: Final = {
    "record_harvest": "grower",
    "correct": "grower",
    "receive_goods": "market",
    "accept_handover": "rival",
    "reject_handover": "rival",
    "arrive_shipment": "carrier",
    "hold_stock": "inspector",
    "release_stock": "inspector",
    "open_case": "inspector",
    "close_case": "inspector",
    "register_product": "admin",
    "verify_party": "admin",
    "suspend_party": "admin",
    "resume_party": "admin",
    "grant_acting": "admin",
    "end_acting": "admin",
}


def _path(name: str, form: Form) -> dict[str, str]:
    kind = next(one for one in COMMANDS.values() if one.name == name)
    wanted, given = kind.path.strip("/").split("/"), form.path.split("/")
    named = {part[1:-1]: value for part, value in zip(wanted, given, strict=True) if part.startswith("{")}
    return {"region": form.region} | named


def _register_household(town: Town, me: Someone) -> Sending:
    return Sending({"region": "yunfu"}, {"kind": "household", "name": "黎阿嫂", "county": "445322"})


def _register_enterprise(town: Town, me: Someone) -> Sending:
    return Sending({"region": "commons"}, {"kind": "enterprise", "name": "新办果园", "county": "445322"})


def _register_party(town: Town, me: Someone) -> Sending:
    return (_register_household if me.name in MEMBERS else _register_enterprise)(town, me)


def _register_site(town: Town, me: Someone) -> Sending:
    body: dict[str, Any] = {"kind": "packhouse", "name": "新地", "county": "445322"}
    if me.name not in MEMBERS:
        body["party"] = town.parties["grower"]
    return Sending({"region": "yunfu"}, body)


def _receive_goods(town: Town, me: Someone) -> Sending:
    """At a place of theirs in Yunfu, on a voucher."""
    body = {"site": me.shed, "kind": "voucher", "reference": "XS-1", "from_party": town.parties["rival"]}
    body |= {"from_region": "yunfu", "from_site": town.rival_shed, "from_county": "445322"}
    return Sending({"region": "yunfu"}, body | {"arrivals": [{"lot": town.lot(), "accepted": kg(5)}]})


def _receive_purchase(town: Town, me: Someone) -> Sending:
    body = {"site": me.shed, "from_site": town.plot, "goods": [goods(town.harvest(10), 10)], "proof": CERTIFICATE}
    return Sending({"region": "yunfu"}, body)


def _send_batch(town: Town, me: Someone) -> Sending:
    """With a harvest of a member's; with whatever of an official's, who is told one result."""
    body = {"lot": town.lot(), "site": me.plot or town.plot, "amount": kg(1)}
    command = {"id": str(uuid7()), "path": "/v1/yunfu/harvests", "body": json.dumps(body)}
    return Sending({"region": "yunfu"}, {"sent_at": datetime.now(UTC).isoformat(), "commands": [command]})


def _take_out(town: Town, me: Someone) -> Sending:
    return Sending(body={"what": "lots", "regions": ["yunfu"], "format": "csv", "reason": "example of an inspection"})


def _keep_picture(town: Town, me: Someone) -> Sending:
    made = BytesIO()
    Image.frombytes("RGB", (2, 2), os.urandom(12)).save(made, "PNG")
    path = {"region": "yunfu", "sha256": sha256(made.getvalue()).hexdigest()}
    return Sending(path, made.getvalue(), media_type="image/png")


OF_GOODS: Final[dict[str, Make]] = {name: sending_of(name) for name in FORMS} | {
    "register_party": _register_party,
    "register_site": _register_site,
    "receive_goods": _receive_goods,
    "send_batch": _send_batch,
    "take_out": _take_out,
    "keep_picture": _keep_picture,
}
"""By operation."""
