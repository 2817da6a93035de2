"""What one connection may cost: a head of bounded size, and a request that comes whole within a minute."""

from __future__ import annotations

import asyncio
from math import inf
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD: Final = 65_536
"""Bytes of an address with its headers; what one reading of the socket brings may come on top."""
PATIENCE: Final = 60.0
"""Seconds in which a request must come whole, counted from its first byte; a new connection's from its opening."""
LOOKS: Final = 5.0
"""Seconds between two looks at the clock: one timer a connection, none a request."""
TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's own, which would gather headers without end and wait for a request's second byte forever."""

    _head: float = 0
    """Bytes of the head that is being read; -inf while a body is."""
    _since: float | None = None
    """When the request that is not whole yet began; None: the client owes nothing."""
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._since = self.loop.time()
        self._look = self.loop.call_later(LOOKS, self._look_at_clock)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._since is None:
            self._since = self.loop.time()
        self._head += len(data)
        super().data_received(data)
        if self._head > MOST_HEAD and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        self._head = -inf
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._head = 0
        self._since = None
        super().on_message_complete()

    def _look_at_clock(self) -> None:
        if self._since is not None and self.loop.time() - self._since > PATIENCE:
            self.transport.close()
        else:
            self._look = self.loop.call_later(LOOKS, self._look_at_clock)
