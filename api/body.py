"""Read the body of a request while it comes, and stop as soon as it is too large."""

from __future__ import annotations

from collections.abc import Collection

from starlette.requests import Request

MOST = 1_000_000
"""Bytes of one command; the outbox of a day has MOST_BATCH."""
MOST_BATCH = 2_000_000


class TooLarge(Exception):
    """The body is larger than is read here. `most`: bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} bytes")
        self.most = most


class WrongMediaType(Exception):
    """Such a body is not read here: application/json is, and at the address of a picture image/jpeg, png or webp."""


def media_type_of(request: Request, known: Collection[str]) -> str:
    """Of the body. Raises WrongMediaType for one that is not among `known`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in known:
        raise WrongMediaType(media_type[:80])
    return media_type


async def read_body(request: Request, most: int = MOST, known: Collection[str] = ("application/json",)) -> bytes:
    """The whole body. Raises WrongMediaType, TooLarge; at most `most` bytes are ever held."""
    media_type_of(request, known)
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:20]) > most:
        raise TooLarge(most)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge(most)
        chunks.append(chunk)
    return b"".join(chunks)
