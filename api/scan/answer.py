"""Finished answers: bytes and headers made once, sent many times."""

from __future__ import annotations

import gzip
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any, Final

from starlette.types import Send

from scanner_app import assets

Headers = list[tuple[bytes, bytes]]
Message = dict[str, Any]
HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
FRESH: Final = b"no-cache"
"""Keep it, but ask every time: a hold must be visible within seconds, and asking costs a 304."""


@dataclass(slots=True)
class Answer:
    """One representation. `whole` and `zipped` are (start, body) messages; a 304 carries the same tag."""

    status: int
    headers: Headers
    body: bytes
    tag: bytes = b""
    _zipped: tuple[Message, Message] | None = field(default=None, repr=False)
    _whole: tuple[Message, Message] | None = field(default=None, repr=False)

    @property
    def whole(self) -> tuple[Message, Message]:
        if self._whole is None:
            self._whole = _messages(self.status, self.headers, self.tag, self.body)
        return self._whole

    @property
    def zipped(self) -> tuple[Message, Message]:
        if self._zipped is None:
            body = gzip.compress(self.body, 6, mtime=0)
            headers = [*self.headers, (b"content-encoding", b"gzip")]
            self._zipped = _messages(self.status, headers, _zipped_tag(self.tag), body)
        return self._zipped

    async def send(
        self, send: Send, *, asked_tag: bytes, zipped: bool, head: bool, extra: Headers | None = None
    ) -> None:
        """Send it, or 304 when the client has it; `extra` headers are this request's own."""
        start, body = self.zipped if zipped else self.whole
        if asked_tag and self.tag and _has(asked_tag, self.tag):
            start = {"type": "http.response.start", "status": 304, "headers": _of_304(start["headers"])}
            body = EMPTY
        if extra:
            start = {**start, "headers": [*start["headers"], *extra]}
        await send(start)
        await send(EMPTY if head else body)


EMPTY: Final[Message] = {"type": "http.response.body", "body": b""}


def page_answer(status: int, media_type: str, body: bytes) -> Answer:
    """A page or its JSON, with everything that keeps a public page private and honest."""
    headers: Headers = [
        (b"content-type", media_type.encode()),
        (b"cache-control", FRESH if status == 200 else b"no-store"),
        (b"vary", b"Accept, Accept-Language, Accept-Encoding, Cookie"),
        (b"x-robots-tag", b"noindex, nofollow"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if media_type == HTML:
        headers += [(b"content-security-policy", policy()), (b"x-frame-options", b"DENY")]
    return Answer(status, headers, body, b'"' + sha256(body).hexdigest()[:20].encode() + b'"' if status == 200 else b"")


@cache
def policy() -> bytes:
    """Nothing but our own inline sheet and images; no script, no frame, no form, no request to anybody else."""
    sheet = b64encode(sha256(assets.text("app.css").encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{sheet}'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ).encode()


def _messages(status: int, headers: Headers, tag: bytes, body: bytes) -> tuple[Message, Message]:
    sized = [*headers, (b"content-length", str(len(body)).encode())]
    if tag:
        sized.append((b"etag", tag))
    return (
        {"type": "http.response.start", "status": status, "headers": sized},
        {"type": "http.response.body", "body": body},
    )


def _zipped_tag(tag: bytes) -> bytes:
    return tag[:-1] + b'-gz"' if tag else tag


def _has(asked: bytes, tag: bytes) -> bool:
    """If-None-Match compares weakly (RFC 9110 13.1.2); either encoding of the same bytes will do."""
    return asked.strip() == b"*" or tag[:-1] in asked


def _of_304(headers: Headers) -> Headers:
    return [one for one in headers if one[0] not in (b"content-length", b"content-type", b"content-encoding")]
