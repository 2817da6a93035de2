"""Finished answers: bytes and headers made once, sent many times."""

from __future__ import annotations

import gzip
from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from api.door.headers import BARE_POLICY, Headers, completed
from scanner_app import assets

Message = dict[str, Any]
HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
FRESH: Final = b"no-cache"
"""Keep it, but ask every time: a hold must be visible within seconds, and asking costs a 304."""


EMPTY: Final[Message] = {"type": "http.response.body", "body": b""}
WORTH_ZIPPING: Final = 1_000
"""Bytes; a packet holds more."""


class Form(NamedTuple):
    """The messages of an answer in one encoding: its start and body, and the start of a 304 in its place."""

    start: Message
    body: Message
    unchanged: Message


class Answer:
    """One representation: a status, headers without length and tag, a body. Its messages are made when first sent.

    What every answer tells a browser (api/door/headers) is added to `headers`.
    """

    __slots__ = ("_whole", "_zipped", "body", "headers", "status", "tag")

    def __init__(self, status: int, headers: Headers, body: bytes, tag: bytes = b"") -> None:
        self.status, self.headers, self.body, self.tag = status, completed(headers, []), body, tag
        self._whole: Form | None = None
        self._zipped: Form | None = None

    def messages(self, asked_tag: bytes, *, zipped: bool) -> tuple[Message, Message]:
        """The start and the body to send; a 304 when the client has these bytes in either encoding."""
        form = self._zipped_form() if zipped and len(self.body) > WORTH_ZIPPING else self._whole or self._whole_form()
        if asked_tag and self.tag and _has(asked_tag, self.tag):
            return form.unchanged, EMPTY
        return form.start, form.body

    def _whole_form(self) -> Form:
        self._whole = _form(self.status, self.headers, self.tag, self.body)
        return self._whole

    def _zipped_form(self) -> Form:
        if self._zipped is None:
            headers = [*self.headers, (b"content-encoding", b"gzip")]
            tag = self.tag and self.tag[:-1] + b'-gz"'
            self._zipped = _form(self.status, headers, tag, gzip.compress(self.body, 6, mtime=0))
        return self._zipped


def page_answer(status: int, media_type: str, body: bytes) -> Answer:
    """A page or its JSON, with everything that keeps a public page private and honest."""
    headers: Headers = [
        (b"content-type", media_type.encode()),
        (b"cache-control", FRESH if status == 200 else b"no-store"),
        (b"vary", b"Accept, Accept-Language, Accept-Encoding, Cookie"),
        (b"x-robots-tag", b"noindex, nofollow"),
        (b"content-security-policy", policy() if media_type == HTML else BARE_POLICY),
    ]
    return Answer(status, headers, body, b'"' + sha256(body).hexdigest()[:20].encode() + b'"' if status == 200 else b"")


@cache
def policy() -> bytes:
    """Nothing but our own inline sheet and images; no script, no frame, no form, no request to anybody else."""
    sheet = b64encode(sha256(assets.text("app.css").encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{sheet}'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ).encode()


def _form(status: int, headers: Headers, tag: bytes, body: bytes) -> Form:
    tagged = [*headers, (b"etag", tag)] if tag else headers
    sized = [*tagged, (b"content-length", str(len(body)).encode())]
    kept = [one for one in tagged if one[0] not in (b"content-type", b"content-encoding")]
    return Form(
        {"type": "http.response.start", "status": status, "headers": sized},
        {"type": "http.response.body", "body": body},
        {"type": "http.response.start", "status": 304, "headers": kept},
    )


def _has(asked: bytes, tag: bytes) -> bool:
    """If-None-Match compares weakly (RFC 9110 13.1.2)."""
    return asked.strip() == b"*" or tag[:-1] in asked
