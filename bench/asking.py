"""A client that asks faster than any server of ours answers: keep-alive connections, one request each in flight.

    python -m bench.asking PORT CONNECTIONS SECONDS [TOKEN] < paths     prints answers a second

Paths are asked in turn: over and over for SECONDS, or each once when SECONDS is 0. Any status but 200 ends it.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Final, cast

import uvloop

LENGTH: Final = b"content-length: "
PATIENCE: Final = 120.0


def answers_a_second(
    port: int, paths: Sequence[str], *, connections: int = 16, seconds: float = 0, token: str = ""
) -> float:
    """Measured by a process of its own. With a `token` JSON is asked for, without one a page."""
    command = [sys.executable, "-m", "bench.asking", str(port), str(connections), str(seconds), token]
    done = subprocess.run(
        command, input="\n".join(paths), capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])
    return float(done.stdout)


class Asker(asyncio.Protocol):
    """One connection. `asked` is shared by all of them; `answers` counts this one's."""

    def __init__(self, asked: Iterator[bytes], finished: asyncio.Future[None]) -> None:
        self._asked = asked
        self._finished = finished
        self._unread = b""
        self._missing = 0
        self.answers = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._unread += data
            head = self._unread.find(b"\r\n\r\n")
            if head < 0:
                return
            if not self._unread.startswith(b"HTTP/1.1 200"):
                self._end(RuntimeError(self._unread[:200].decode("latin-1")))
                return
            at = self._unread.index(LENGTH) + len(LENGTH)
            size = int(self._unread[at : self._unread.index(b"\r", at)])
            self._missing = head + 4 + size - len(self._unread)
            self._unread = b""
        if self._missing == 0:
            self.answers += 1
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or RuntimeError("the server closed the connection"))

    def _ask(self) -> None:
        request = next(self._asked, None)
        if request is None:
            self._end(None)
        else:
            self._transport.write(request)

    def _end(self, error: Exception | None) -> None:
        if not self._finished.done():
            self._finished.set_exception(error) if error else self._finished.set_result(None)


async def _measure(port: int, connections: int, seconds: float, token: str, paths: list[str]) -> float:
    loop = asyncio.get_running_loop()
    who = f"Authorization: Bearer {token}" if token else "Accept: text/html"
    requests = [f"GET {path} HTTP/1.1\r\nHost: bench\r\n{who}\r\n\r\n".encode() for path in paths]
    end = time.perf_counter() + seconds
    asked = _until(end, requests) if seconds else iter(requests)
    futures = [loop.create_future() for _ in range(connections)]
    started = time.perf_counter()
    made = [await loop.create_connection(lambda one=future: Asker(asked, one), "127.0.0.1", port) for future in futures]
    await asyncio.gather(*futures)
    return sum(protocol.answers for _, protocol in made) / (time.perf_counter() - started)


def _until(end: float, requests: list[bytes]) -> Iterator[bytes]:
    for request in cycle(requests):
        if time.perf_counter() > end:
            return
        yield request


if __name__ == "__main__":
    port, connections, seconds, token = sys.argv[1:]
    paths = sys.stdin.read().split()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(runner.run(_measure(int(port), int(connections), float(seconds), token, paths)))
