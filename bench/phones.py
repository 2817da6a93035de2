"""Phones that send commands, each over a connection of its own, one after the other.

    python -m bench.phones PORT FILE     prints the seconds that all answers took

FILE holds a pickled list of phones, each a list of whole HTTP requests. Any status but 200 and 201 ends it.
"""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import cast

import uvloop

PATIENCE = 180.0


def seconds_taken(port: int, phones: Sequence[Sequence[bytes]]) -> float:
    """Measured by a process of its own."""
    with NamedTemporaryFile(suffix=".pickle") as file:
        pickle.dump(phones, file)
        file.flush()
        command = [sys.executable, "-m", "bench.phones", str(port), file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    if done.returncode:
        raise RuntimeError(done.stderr[-800:])
    return float(done.stdout)


def request(path: str, body: bytes, **headers: str) -> bytes:
    """A whole POST request; underscores of header names are dashes."""
    lines = [f"POST {path} HTTP/1.1", "Host: bench", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "", "")).encode() + body


class Phone(asyncio.Protocol):
    """Sends its requests; the next when the one before is answered."""

    def __init__(self, requests: Sequence[bytes], finished: asyncio.Future[None]) -> None:
        self._waiting = iter(requests)
        self._finished = finished
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        if head[9:12] not in (b"200", b"201"):
            self._end(RuntimeError(self._answer[:800].decode()))
            return
        self._answer = b""
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or RuntimeError("the server closed the connection"))

    def _send(self) -> None:
        request = next(self._waiting, None)
        if request is None:
            self._end(None)
        else:
            self._transport.write(request)

    def _end(self, error: Exception | None) -> None:
        if not self._finished.done():
            self._finished.set_exception(error) if error else self._finished.set_result(None)


def _length(head: bytes) -> int:
    found = head.lower().partition(b"content-length: ")[2]
    return int(found.partition(b"\r")[0])


async def _measure(port: int, phones: Sequence[Sequence[bytes]]) -> float:
    loop = asyncio.get_running_loop()
    finished = [loop.create_future() for _ in phones]
    started = time.perf_counter()
    for requests, one in zip(phones, finished, strict=True):
        await loop.create_connection(lambda requests=requests, one=one: Phone(requests, one), "127.0.0.1", port)
    await asyncio.gather(*finished)
    return time.perf_counter() - started


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(runner.run(_measure(int(sys.argv[1]), pickle.loads(Path(sys.argv[2]).read_bytes()))))
