"""Pages of a list: a limit, an opaque token for the next one, and how far the read model must have come."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar
from uuid import UUID

import msgspec
from fastapi import Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.errors import InvalidParameter, NotYetVisible, UnknownRegion
from api.regions import Regions
from projections.directory import Mark
from projections.standing import wait_until

T = TypeVar("T")
MOST: Final = 200
PATIENCE: Final = 2.0
"""Seconds that `at_least` is waited for."""
LAST: Final = Mark("infinity", "\U0010ffff")
LAST_ID: Final = Mark("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
_encode: Final = msgspec.json.Encoder(decimal_format="string").encode

Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows of a page")]
PageToken = Annotated[str | None, Query(alias="page", max_length=500, description="`next` of the page before")]
AtLeast = Annotated[
    str | None,
    Query(max_length=500, description="Wait until this was read: region:position pairs, as commands answer them"),
]


class Page(BaseModel, Generic[T]):
    """`next`: the token of the next page; null at the end."""

    items: list[T]
    next: str | None


def regions_of(request: Request) -> Regions:
    return request.app.state.regions


def region_of(request: Request, region: str) -> str:
    """Raises UnknownRegion."""
    if region not in regions_of(request):
        raise UnknownRegion(region=region[:40])
    return region


def read_mark(name: str, token: str | None, start: Mark) -> Mark:
    """Where the page begins. Raises InvalidParameter for a token of another list."""
    if token is None:
        return start
    try:
        found, first, second = msgspec.json.decode(urlsafe_b64decode(token.encode()), type=tuple[str, str, str])
        if found != name or "\x00" in first + second:
            raise ValueError(found)
        if start.first == LAST.first:
            datetime.fromisoformat(first)
        if start is LAST_ID:
            UUID(second)
    except (ValueError, msgspec.MsgspecError):
        raise InvalidParameter(parameter="page", code="page") from None
    return Mark(first, second)


def page(name: str, items: Sequence[Any], limit: int, marks: Sequence[Mark]) -> Response:
    """Of one more than `limit`: the last one only says that there is a next page.

    `marks`: where each that was found stands; `items` may be fewer, when some of them are not to be told.
    """
    token = None
    if len(marks) > limit:
        token = urlsafe_b64encode(msgspec.json.encode((name, *marks[limit - 1]))).decode()
    return answer({"items": items[:limit], "next": token})


def answer(content: object) -> Response:
    return Response(_encode(content), 200, {"Cache-Control": "private, no-store"}, "application/json")


async def await_positions(request: Request, projection: str, at_least: str | None) -> None:
    """Read your own writes. Raises NotYetVisible, InvalidParameter."""
    for region, position in read_positions(at_least).items():
        datastore = regions_of(request).datastore
        if not await wait_until(datastore, projection, region_of(request, region), position, PATIENCE):
            raise NotYetVisible(region=region, position=position)


def read_positions(text: str | None, where: str = "at_least") -> dict[str, int]:
    """A vector of positions from 'yunfu:120,guangzhou:7'."""
    found: dict[str, int] = {}
    for pair in text.split(",") if text else ():
        region, _, position = pair.partition(":")
        if not region or not position.isdecimal() or len(position) > 18:
            raise InvalidParameter(parameter=where, code="position")
        found[region] = int(position)
    return found
