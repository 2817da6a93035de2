"""What one connection may cost: no head without end, no request that never comes whole, no answer held forever."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.cli.serving import bounded
from api.cli.serving.bounded import BoundedProtocol
from api.strict_json import MalformedJson, read_json
from tests.api.forms import FORMS
from tests.api.story import People, uuid7

HEAD = b"POST / HTTP/1.1\r\nHost: here\r\n"


async def length(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with how long the body was."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(str(size)))]})
    await send({"type": "http.response.body", "body": str(size).encode()})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served(length) as number:
        yield number


@contextmanager
def served(app: ASGIApp) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, http=BoundedProtocol, lifespan="off", log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute that takes half a second."""
    monkeypatch.setattr(bounded, "PATIENCE", 0.5)
    monkeypatch.setattr(bounded, "HASTE", 0.3)
    monkeypatch.setattr(bounded, "LOOKS", 0.1)


def connected(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port))
    made.settimeout(5)
    return made


def taken(client: socket.socket, piece: bytes, most: int) -> int:
    """How many bytes could be sent before the connection was closed, of `most`."""
    sent = 0
    try:
        while sent < most:
            client.sendall(piece)
            sent += len(piece)
    except OSError:
        return sent
    return sent


@pytest.mark.parametrize("piece", [b"X-A: 1\r\n" * 1000, b"X-A: " + b"a" * 8000], ids=["many", "one"])
def test_a_head_without_end_is_refused_while_it_comes(port: int, piece: bytes) -> None:
    with connected(port) as client:
        client.sendall(HEAD)
        sent = taken(client, piece, 50_000_000)
        assert sent < 20_000_000  # what the kernel took before the connection was closed


def test_a_large_body_and_many_requests_are_no_head(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert [client.post("/", content=b"a" * 1_000_000).text for _ in range(5)] == ["1000000"] * 5
    with connected(port) as client:
        client.sendall((HEAD + b"Content-Length: 3\r\n\r\nabc") * 3000)
        answers = b""
        while answers.count(b"HTTP/1.1 200") < 3000:
            more = client.recv(1_000_000)
            assert more, answers[-200:]
            answers += more


@pytest.mark.parametrize("begun", [b"", b"\r\n", HEAD, HEAD + b"Content-Length: 9\r\n\r\nabc"])
def test_a_request_that_does_not_come_whole_is_not_awaited(port: int, hasty: None, begun: bytes) -> None:
    with connected(port) as client:
        client.sendall(begun)
        while client.recv(1000):
            continue


def fetched(client: socket.socket, most: int) -> int:
    """How many bytes came before the connection was closed, of `most`."""
    got = 0
    with suppress(ConnectionResetError):
        while got < most and (more := client.recv(1_000_000)):
            got += len(more)
    return got


def answer_to(port: int, request: bytes) -> bytes:
    """All that comes until the connection is closed."""
    with connected(port) as client:
        client.sendall(request)
        answer = b""
        while more := client.recv(65_536):
            answer += more
        return answer


def test_a_head_must_come_sooner_than_a_body(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "HASTE", 0.3)
    monkeypatch.setattr(bounded, "LOOKS", 0.1)
    started = time.monotonic()
    assert answer_to(port, HEAD + b"X-Slow:") == b""
    assert time.monotonic() - started < 5
    with connected(port) as client:
        client.sendall(HEAD + b"Content-Length: 6\r\n\r\nabc")
        time.sleep(1)
        client.sendall(b"abc")
        assert client.recv(1000).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        (b"GET /" + b"a" * 20_000, b"", b"414"),
        (b"GET /?q=" + b"a" * 20_000, b"Content-Length: 3\r\n", b"414"),
        (b"GET /", b"X: 1\r\n" * 200, b"431"),
        (b"POST /", b"X: 1\r\n" * 200 + b"Content-Length: 3\r\n", b"431"),
    ],
)
def test_a_long_address_and_many_headers_are_refused_once(
    port: int, request_line: bytes, headers: bytes, status: bytes
) -> None:
    request = request_line + b" HTTP/1.1\r\nHost: here\r\n" + headers + b"\r\nabc" + HEAD + b"\r\n"
    answer = answer_to(port, request)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert answer.count(b"HTTP/1.1") == 1


def test_what_is_usual_is_within_bounds(port: int) -> None:
    request = b"POST /?id=" + b"a" * 12_000 + b" HTTP/1.1\r\nHost: here\r\n" + b"X: 1\r\n" * 90
    answer = answer_to(port, request + b"Connection: close\r\nContent-Length: 3\r\n\r\nabc")
    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "smuggled",
    [
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"Content-Length: +3\r\n\r\nabc",
        b"Content-Length : 3\r\n\r\nabc",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        b"X: a\r\n b\x00\r\n\r\n",
    ],
)
def test_where_a_request_ends_is_never_guessed(port: int, smuggled: bytes) -> None:
    answer = answer_to(port, HEAD + smuggled + b"GET /inner HTTP/1.1\r\nHost: here\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1


def test_an_answer_that_nobody_fetches_is_not_held(hasty: None) -> None:
    async def much(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(200):
            await send({"type": "http.response.body", "body": b"a" * 1_000_000, "more_body": True})

    with served(much) as number, connected(number) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        time.sleep(2)
        assert fetched(client, 200_000_000) < 200_000_000


def test_an_answer_that_is_fetched_slowly_is_sent_whole(hasty: None) -> None:
    async def large(scope: Scope, receive: Receive, send: Send) -> None:
        length = [(b"content-length", b"20000000")]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": b"a" * 20_000_000})

    with served(large) as number, connected(number) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        got = 0
        while more := client.recv(1_000_000):
            got += len(more)
            time.sleep(0.05)
    assert got > 20_000_000


def test_a_connection_that_owes_nothing_stays(port: int, hasty: None) -> None:
    with connected(port) as client:
        for wait in (0, 1):
            time.sleep(wait)
            client.sendall(HEAD + b"Content-Length: 3\r\n\r\nabc")
            assert client.recv(1000).startswith(b"HTTP/1.1 200")


def test_a_repeated_name_among_many_is_found_at_once() -> None:
    names = ",".join(f'"k{number}":1' for number in range(60_000))
    started = time.monotonic()
    with pytest.raises(MalformedJson, match="k59999"):
        read_json(f'{{{names},"k59999":2}}'.encode())
    assert time.monotonic() - started < 5


def test_many_wrong_fields_are_not_all_told(people: People) -> None:
    form = FORMS["record_harvest"](people)
    body = json.dumps(form.body | dict.fromkeys(map(str, range(30_000)), 1)).encode()
    refused = people.send(form.who, form.region, form.path, body)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid-body")
    assert len(refused.json()["errors"]) == 100
    assert len(refused.content) < 50_000


@pytest.mark.parametrize("path", ["/v1/yunfu/harvests", "/v1/yunfu/batches", "/admin/sign-in"])
def test_a_phone_that_loses_its_signal_while_it_sends_is_no_error(
    app: FastAPI, client: TestClient, people: People, path: str
) -> None:
    heads = people.token("grower") | {"content-type": "application/json", "idempotency-key": str(uuid7())}
    heads |= {"host": "here", "origin": "http://here"}
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "root_path": ""}
    scope["headers"] = [(name.lower().encode(), value.encode()) for name, value in heads.items()]
    assert client.portal  # the loop on which the application lives
    client.portal.call(app, scope, receive, send)
    assert sent[0]["status"] == 400
