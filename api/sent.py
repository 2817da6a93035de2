"""One command as it was sent, read into who, what and when; nothing is decided here."""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import Headers

from api.auth import Actor
from api.command import Call, CommandBody, CommandKind
from api.errors import InvalidBody, InvalidParameter, UnknownRegion
from api.fields import CommandId, Moment
from api.recording import Decide
from api.regions import Regions
from api.strict_json import read_json
from domain.act import Act
from domain.commands.goods import Outcome
from domain.region import Desk, Region

_MINUTE = timedelta(minutes=1)
_DEVICE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_COMMAND_ID: TypeAdapter[UUID] = TypeAdapter(CommandId)
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


class Sent(NamedTuple):
    """What came over the wire. `path` is raw, without a query; `sent_at` is the phone's clock at sending."""

    id: UUID
    method: str
    path: str
    body: bytes
    observed: bool
    device: str
    sent_at: datetime | None
    received_at: datetime


class Command(NamedTuple):
    """Ready to be carried out. `body` is the form as read, for pointers into it; `personal`: the vault is involved."""

    region: Region
    act: Act
    decide: Decide
    body: CommandBody
    personal: bool


def read_command(
    regions: Regions, actor: Actor, kind: CommandKind, region: str, texts: dict[str, str], sent: Sent
) -> Command:
    """Raises MalformedJson, InvalidBody, InvalidParameter, UnknownRegion."""
    if region not in regions:
        raise UnknownRegion(region=region[:40])
    parameters = {name: _parameter(name, kind.parameters[name], text) for name, text in texts.items()}
    body = read_form(kind.body, sent.body)
    assert isinstance(body, CommandBody)
    if sent.observed and body.occurred_at is None:
        raise InvalidParameter(parameter="occurred_at", code="time_missing")
    act = _act(regions, actor, sent, body)

    def decide(desk: Desk) -> Outcome:
        return kind.work(Call(desk, actor, regions), body, parameters)

    return Command(regions[region], act, decide, body, kind.personal(body))


def read_form(form: TypeAdapter[Any], raw: bytes) -> Any:  # noqa: ANN401  the form's own type
    """The body as its form says. Raises MalformedJson, InvalidBody."""
    value = read_json(raw)
    try:
        return form.validate_json(raw)
    except ValidationError as error:
        raise InvalidBody(error=error, body=value) from None


def read_headers(headers: Headers) -> tuple[UUID, bool, str, datetime | None]:
    """Command id, whether observed, device, the phone's clock. Raises InvalidParameter."""
    command_id = read_id(headers.get("idempotency-key", ""), "Idempotency-Key")
    device = headers.get("device", "")
    if device and not _DEVICE.fullmatch(device):
        raise InvalidParameter(parameter="Device", code="device")
    sent_at = headers.get("sent-at")
    return command_id, read_captured(headers.get("captured")), device, read_moment(sent_at, "Sent-At")


def read_id(text: str, where: str) -> UUID:
    """A command id, bare or as a structured header's string."""
    try:
        return _COMMAND_ID.validate_python(text.strip('"'))
    except ValidationError:
        raise InvalidParameter(parameter=where, code="command_id") from None


def read_captured(text: str | None) -> bool:
    """True for `Captured: offline`."""
    if text not in (None, "offline"):
        raise InvalidParameter(parameter="Captured", code="captured")
    return text is not None


def read_moment(text: str | None, where: str) -> datetime | None:
    """A time in a header or an address."""
    try:
        return None if text is None else _MOMENT.validate_python(text)
    except ValidationError as error:
        raise InvalidParameter(parameter=where, code=error.errors()[0]["type"]) from None


def skew(sent: Sent) -> timedelta:
    """How far the phone's clock is behind ours, in whole minutes: less is the network's doing, and noise."""
    if sent.sent_at is None:
        return timedelta()
    return round((sent.received_at - sent.sent_at) / _MINUTE) * _MINUTE


def _act(regions: Regions, actor: Actor, sent: Sent, body: CommandBody) -> Act:
    claimed = body.occurred_at
    return Act(
        id=sent.id,
        party=actor.party,
        person=actor.person,
        at=sent.received_at if claimed is None else claimed + skew(sent),
        received_at=sent.received_at,
        claimed_at=claimed or sent.received_at,
        content_hash=content_hash(regions.settings.content_key.reveal(), actor, sent),
        role=actor.role,
        device=actor.device or sent.device,
        observed=sent.observed,
        late_reason=body.late_reason or "",
        place=_coarse(body),
        evidence=body.evidence,
    )


def content_hash(key: bytes, actor: Actor, sent: Sent) -> bytes:
    """Keyed HMAC of method, path, party and raw body: what a repeat must have in common with its first time."""
    content = b"\0".join((sent.method.encode(), sent.path.encode(), actor.party.encode(), sent.body))
    keyed = _keyed(key).copy()
    keyed.update(content)
    return keyed.digest()


@lru_cache(maxsize=4)
def _keyed(key: bytes) -> hmac.HMAC:
    """`hmac.digest` lets another thread in, which a command then waits for; a copy of this does not."""
    return hmac.new(key, digestmod="sha256")


def _coarse(body: CommandBody) -> dict[str, Any] | None:
    """Two decimals, about a kilometre: a phone at home must not tell where that is."""
    if body.place is None:
        return None
    here = body.place.read()
    return {
        "lat": str(round(here.lat, 2)),
        "lon": str(round(here.lon, 2)),
        "accuracy_m": max(here.accuracy_m or 0, 1000),
        "datum_claimed": here.datum_claimed,
    }


def _parameter(name: str, form: TypeAdapter[Any], text: str) -> Any:  # noqa: ANN401  the parameter's own type
    try:
        return form.validate_python(text)
    except ValidationError as error:
        raise InvalidParameter(parameter=name, code=error.errors()[0]["type"], error=error.errors()[0]) from None
