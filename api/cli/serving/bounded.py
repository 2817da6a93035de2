"""What one connection may cost: a head of bounded size, a request that comes in time, an answer that is fetched."""

from __future__ import annotations

import asyncio
from math import inf
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD: Final = 65_536
"""Bytes of an address with its headers; what one reading of the socket brings may come on top."""
MOST_ADDRESS: Final = 16_384
"""Bytes of an address: two hundred lots whose labels are drawn at once fit in."""
MOST_HEADERS: Final = 100
HASTE: Final = 20.0
"""Seconds in which the head of a request must come whole, counted from its first byte or the connection's opening."""
PATIENCE: Final = 60.0
"""Seconds in which a request must come whole, and in which some of an answer must be fetched."""
LOOKS: Final = 5.0
"""Seconds between two looks at the clock: one timer a connection, none a request."""
_REFUSED: Final = b"HTTP/1.1 %b\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
TOO_LARGE: Final = _REFUSED % b"431 Request Header Fields Too Large"
TOO_LONG: Final = _REFUSED % b"414 URI Too Long"


class _Refused(Exception):
    """What came was answered and the connection is closing: whatever follows is not read."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's own, which would gather headers without end, wait for a request's second byte forever, and hold an
    answer for as long as nobody fetches it.
    """

    _head: float = 0
    """Bytes of the head that is being read; -inf while a body is."""
    _since: float | None = None
    """When the request that is not whole yet began; None: the client owes nothing."""
    _unfetched: int = 0
    """Bytes of answers that lay here at the last look."""
    _fetched_at: float = 0
    """When that last became less."""
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._since = self._fetched_at = self.loop.time()
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
            self._refuse(TOO_LARGE)

    def on_headers_complete(self) -> None:
        self._head = -inf
        if len(self.url) > MOST_ADDRESS:
            self._refuse(TOO_LONG)
            raise _Refused
        if len(self.headers) > MOST_HEADERS:
            self._refuse(TOO_LARGE)
            raise _Refused
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._head = 0
        self._since = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Not after another refusal."""
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def _refuse(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()

    def _look_at_clock(self) -> None:
        now, left = self.loop.time(), self.transport.get_write_buffer_size()
        if left == 0 or left < self._unfetched:
            self._fetched_at = now
        self._unfetched = left
        if now - self._fetched_at > PATIENCE:
            self.transport.abort()
        elif self._since is not None and now - self._since > (HASTE if self._head >= 0 else PATIENCE):
            self.transport.close()
        else:
            self._look = self.loop.call_later(LOOKS, self._look_at_clock)
