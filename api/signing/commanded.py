"""Commands about people: read as strictly as all others, each with a key that makes a repeat harmless."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Header
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Actor
from api.body import read_body
from api.carrying import told
from api.fields import Body
from api.recording import Done
from api.sent import Sent, content_hash, read_form, read_id
from api.signing.answers import answer
from api.signing.door import Door, door_of
from api.signing.form import MOST
from domain.act import Act

B = TypeVar("B", bound=Body)
B_co = TypeVar("B_co", bound=Body, covariant=True)
Key = Annotated[
    str, Header(alias="Idempotency-Key", description="A UUID of version 7, made by the client once for each command")
]


@dataclass(frozen=True, slots=True)
class Commanded(Generic[B_co]):
    """A command as it was sent, and its form as read."""

    sent: Sent
    body: B_co

    def act(self, door: Door, actor: Actor) -> Act:
        """Done online, now."""
        now = self.sent.received_at
        key = door.regions.settings.content_key.reveal()
        return Act(
            id=self.sent.id,
            party=actor.party,
            person=actor.person,
            at=now,
            received_at=now,
            claimed_at=now,
            content_hash=content_hash(key, actor, self.sent),
            role=actor.role,
            device=actor.device,
        )


def commanded(model: type[B]) -> Callable[[Request, str], Awaitable[Commanded[B]]]:
    """A dependency. Raises InvalidParameter, WrongMediaType, TooLarge, MalformedJson, InvalidBody."""
    adapter = TypeAdapter(model)

    async def read(request: Request, key: Key) -> Commanded[B]:
        command_id = read_id(key, "Idempotency-Key")
        raw = await read_body(request, MOST)
        now = door_of(request).now()
        sent = Sent(command_id, request.method, request.url.path, raw, observed=False, device="", sent_at=None,
                    received_at=now)  # fmt: skip
        return Commanded(sent, read_form(adapter, raw))

    return read


def done(region: str, recorded: Done) -> Response:
    """As commands are answered everywhere, with the region whose position it is."""
    response = answer(told(recorded) | {"region": region}, 201)
    if recorded.repeated:
        response.headers["Idempotent-Replay"] = "true"
    return response
