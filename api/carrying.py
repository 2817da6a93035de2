"""The door for commands: every address of the registry, POST /v1/{region}/..."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

import api.routes  # noqa: F401  registers every command
from api.aside import Aside
from api.auth import Actor, Tokens
from api.body import read_body
from api.command import PREFIX, CommandKind, find_command
from api.errors import WrongMethod
from api.language import language
from api.problem import problem
from api.recording import REFUSALS, Done, carry_out, carry_out_soon
from api.regions import Regions
from api.sent import Command, Sent, read_command, read_headers
from domain.act import SHANGHAI

SHORT = 4_096
"""Bytes of a command that is decided in the event loop, where all others wait for it; a longer one goes to a thread."""


class CommandRoute(BaseRoute):
    """Carries out one command a request."""

    def __init__(self, regions: Regions, tokens: Tokens, aside: Aside) -> None:
        self.regions = regions
        self.tokens = tokens
        self.aside = aside

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            return Match.NONE, {}
        found = find_command(raw_path(scope))
        if found is None:
            return Match.NONE, {}
        return Match.FULL if scope["method"] == "POST" else Match.PARTIAL, {"command": found}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            raise WrongMethod(allowed="POST")
        response = await self._answer(Request(scope, receive), *scope["command"])
        await response(scope, receive, send)

    async def _answer(self, request: Request, kind: CommandKind, region: str, texts: dict[str, str]) -> Response:
        actor = kind.admit(await self.tokens.actor(request))
        command_id, observed, device, sent_at = read_headers(request.headers)
        sent = Sent(
            id=command_id,
            method="POST",
            path=raw_path(request.scope),
            body=await read_body(request),
            observed=observed,
            device=device,
            sent_at=sent_at,
            received_at=datetime.now(SHANGHAI),
        )
        if len(sent.body) > SHORT:
            return await self.aside.run(self._carry_out, kind, region, texts, actor, sent, language(request))
        command = read_command(self.regions, actor, kind, region, texts, sent)
        try:
            if command.personal or command.body.SLOW:
                done = await self.aside.run(_done, command)
            else:
                done = await carry_out_soon(command.region, command.act, command.decide, self.aside)
        except REFUSALS as refusal:
            return _refused(refusal, command, language(request))
        return _recorded(done, region)

    def _carry_out(
        self, kind: CommandKind, region: str, texts: dict[str, str], actor: Actor, sent: Sent, lang: str
    ) -> Response:
        command = read_command(self.regions, actor, kind, region, texts, sent)
        try:
            done = _done(command)
        except REFUSALS as refusal:
            return _refused(refusal, command, lang)
        return _recorded(done, region)


def _done(command: Command) -> Done:
    return carry_out(command.region, command.act, command.decide, look_first=command.personal)


def _refused(refusal: Exception, command: Command, lang: str) -> Response:
    return problem(refusal, lang, command.body.model_dump()).response()


def _recorded(done: Done, region: str) -> Response:
    headers = {"Cache-Control": "no-store", "Location": f"/v1/{region}/commands/{done.id}"}
    if done.repeated:
        headers["Idempotent-Replay"] = "true"
    return Response(msgspec.json.encode(told(done)), 201, headers, "application/json")


def told(done: Done) -> dict[str, Any]:
    """The answer to a command, the same at every repeat of it."""
    return {"id": done.id, "position": done.position, "recorded_at": done.recorded_at} | done.outcome


def raw_path(scope: Scope) -> str:
    """The path as it was sent: a parameter may hold an escaped slash."""
    raw: bytes | None = scope.get("raw_path")
    return raw.decode("ascii", "replace").partition("?")[0] if raw else scope["path"]
