"""Ask for a one-time code; the answer is the same whether the number is known or not."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Anyone
from api.fields import Body
from api.language import language
from api.signing.answers import answer
from api.signing.door import Here, asker
from api.signing.form import Phone, described, form
from scanner_app.words import word
from store.people.codes import LIFE, RESEND, Purpose, ask_code

router = APIRouter(prefix="/v1/people", tags=["signing in"])
_MESSAGES: Final[dict[Purpose, str]] = {
    "sign-in": "signing.message",
    "join": "signing.message",
    "password": "signing.message_password",
}
"""Who is talked into telling a code reads what it is for."""


class CodeAsked(Body):
    """`device`: what this phone calls itself in its `Device` header."""

    phone: Phone
    purpose: Purpose = "sign-in"
    device: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,64}$")] = ""


class CodeSent(BaseModel):
    """`ticket` goes with the code; seconds."""

    ticket: UUID
    expires_in: int
    again_in: int


@router.post(
    "/codes",
    operation_id="ask_code",
    status_code=202,
    response_model=CodeSent,
    openapi_extra=described(CodeAsked),
)
def ask(request: Request, _: Anyone, door: Here, asked: Annotated[CodeAsked, Depends(form(CodeAsked))]) -> Response:
    """Six digits by message, good for five minutes and five tries."""
    mark = door.keys.mark("phone", asked.phone)
    ticket = ask_code(door.datastore, door.keys, mark, asked.purpose, asker(request, asked.device), door.now())
    text = word(language(request), _MESSAGES[asked.purpose], code=ticket.code)
    door.sender.send(asked.phone, text, ticket.id)
    seconds = (int(span.total_seconds()) for span in (LIFE, RESEND.within))
    return answer(dict(zip(("ticket", "expires_in", "again_in"), (ticket.id, *seconds), strict=True)), 202)
