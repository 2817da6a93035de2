"""Batches: the outbox of a day in one request, each command answered on its own, in order."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter
from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Actor, Holder
from api.body import MOST_BATCH, read_body
from api.carrying import told
from api.command import find_command
from api.errors import HttpRefused, InvalidParameter, UnknownRegion
from api.fields import Body, CommandId, Moment
from api.language import language
from api.problem import problem
from api.recording import Done, carry_out_all
from api.regions import Regions
from api.sent import Command, Sent, read_command, read_form
from api.strict_json import MalformedJson
from domain.act import SHANGHAI

MOST_COMMANDS = 200
router = APIRouter(tags=["batches"])


class BatchedCommand(Body):
    """A request as the outbox keeps it; `body` is the JSON text that would have been sent."""

    id: CommandId
    method: Annotated[str, Field(pattern="^POST$")] = "POST"
    path: Annotated[str, Field(max_length=2000)]
    body: Annotated[str, Field(max_length=1_000_000)]
    captured: Annotated[str | None, Field(pattern="^offline$")] = None


class Batch(Body):
    """`sent_at`: the phone's clock at sending, so that the times of its records can be put right."""

    sent_at: Moment
    device: Annotated[str, Field(pattern="^[A-Za-z0-9._-]{1,64}$")] | None = None
    commands: Annotated[tuple[BatchedCommand, ...], Field(min_length=1, max_length=MOST_COMMANDS)]


FORM: TypeAdapter[Batch] = TypeAdapter(Batch)


@router.post("/v1/{region}/batches", operation_id="send_batch")
async def send_batch(request: Request, region: str, actor: Holder) -> Response:
    """Carry out up to 200 commands in order. The answer has one result each, with the status that it would have had."""
    raw = await read_body(request, MOST_BATCH)
    regions: Regions = request.app.state.regions
    if region not in regions:
        raise UnknownRegion(region=region[:40])
    loop = asyncio.get_running_loop()
    results = await loop.run_in_executor(
        request.app.state.threads, _carry_out, regions, region, actor, raw, language(request)
    )
    return Response(msgspec.json.encode({"results": results}), 200, {"Cache-Control": "no-store"}, "application/json")


def _carry_out(regions: Regions, region: str, actor: Actor, raw: bytes, lang: str) -> list[dict[str, Any]]:
    batch = read_form(FORM, raw)
    received_at = datetime.now(SHANGHAI)
    results: list[dict[str, Any] | None] = [None] * len(batch.commands)
    ready: list[tuple[int, Command]] = []
    for place, one in enumerate(batch.commands):
        sent = Sent(
            id=one.id,
            method=one.method,
            path=one.path,
            body=one.body.encode(),
            observed=one.captured is not None,
            device=batch.device or "",
            sent_at=batch.sent_at,
            received_at=received_at,
        )
        try:
            ready.append((place, _read(regions, region, actor, sent)))
        except (HttpRefused, MalformedJson) as refusal:
            results[place] = _refused(one.id, refusal, lang)
    answers = carry_out_all(regions[region], [(command.act, command.decide) for _, command in ready])
    for (place, command), answer in zip(ready, answers, strict=True):
        if isinstance(answer, Done):
            results[place] = {"id": answer.id, "status": 201, "repeated": answer.repeated, "body": told(answer)}
        else:
            results[place] = _refused(command.act.id, answer, lang, command.body.model_dump())
    return [result for result in results if result is not None]


def _read(regions: Regions, region: str, actor: Actor, sent: Sent) -> Command:
    found = find_command(sent.path)
    if found is None or found[1] != region:
        raise InvalidParameter(parameter="path", code="batch_path", path=sent.path[:120])
    kind, _, texts = found
    return read_command(regions, kind.admit(actor), kind, region, texts, sent)


def _refused(command_id: object, error: Exception, lang: str, body: object = None) -> dict[str, Any]:
    told_as = problem(error, lang, body)
    return {"id": command_id, "status": int(told_as.told.status), "problem": told_as.document}
