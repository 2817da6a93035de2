"""Read the body of a request while it comes, and stop as soon as it is too large."""

from __future__ import annotations

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
    """The body must be application/json."""


async def read_body(request: Request, most: int = MOST) -> bytes:
    """The whole body. Raises WrongMediaType, TooLarge; at most `most` bytes are ever held."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise WrongMediaType(media_type[:80])
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
