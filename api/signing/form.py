"""The bodies of signing in: read as strictly as commands are, and described in OpenAPI as they are read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from api.body import read_body
from api.fields import Body, one_line
from api.sent import read_form
from store.people.phone import MalformedPhone, read_phone

MOST: Final = 20_000
"""Bytes: a passkey's answer is the largest."""
B = TypeVar("B", bound=Body)


def _phone(text: str) -> str:
    try:
        return read_phone(text)
    except MalformedPhone:
        raise PydanticCustomError("phone", "not a phone number") from None


Phone = Annotated[
    str,
    StringConstraints(min_length=5, max_length=40),
    AfterValidator(_phone),
    Field(description="With its country (+852 ...), or eleven digits of the mainland", examples=["13800138000"]),
]
SixDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(one_line)]
Key = Annotated[
    dict[str, Any],
    Field(
        max_length=12, description="Public key of this device as a JWK: ECDSA on P-256, made here and not extractable"
    ),
]


class OnDevice(Body):
    """The device that a session is opened on, and what as: of several roles, the first, unless one is named."""

    key: Key
    label: Label
    party: Annotated[str, StringConstraints(max_length=20)] = ""
    role: Annotated[str, StringConstraints(max_length=20)] = ""


class WithCode(OnDevice):
    """`ticket` came with the answer to whoever asked for the code, the code came to the phone."""

    ticket: UUID
    code: SixDigits


def form(model: type[B]) -> Callable[[Request], Awaitable[B]]:
    """A dependency that reads the body as `model`. Raises WrongMediaType, TooLarge, MalformedJson, InvalidBody."""
    adapter = TypeAdapter(model)

    async def read(request: Request) -> B:
        return read_form(adapter, await read_body(request, MOST))

    return read


def described(model: type[Body]) -> dict[str, Any]:
    """`model` as the request body of an operation, for `openapi_extra`."""
    schema = model.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
