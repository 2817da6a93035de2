"""What a browser must not do with any answer: guess its type, run what stands in it, or show it inside another page."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    b"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self';"
    b" frame-ancestors 'none'; base-uri 'none'"
)
"""Our pages have styles and pictures and no script; an answer with a policy of its own keeps it."""


class Guarded:
    """Adds the headers to every answer of `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guard(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name for name, _ in message["headers"]}
                more = [(b"x-content-type-options", b"nosniff"), (b"content-security-policy", POLICY)]
                message["headers"] = [*message["headers"], *(one for one in more if one[0] not in said)]
            await send(message)

        await self.app(scope, receive, guard if scope["type"] == "http" else send)
