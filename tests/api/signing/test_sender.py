"""The message gateway, as a process of its own: what it is sent, and what is said when it does not answer."""

from __future__ import annotations

import hmac
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from api.signing.gateway import GatewaySender
from api.signing.sender import ConsoleSender, NotSent, sender_of
from store.secret import Secret
from store.settings import from_environment

KEY = Secret(b"k" * 32)
GATEWAY = """
import json, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Gateway(BaseHTTPRequestHandler):
    seen = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append({"path": self.path, "headers": dict(self.headers), "body": body.decode()})
        if self.path == "/slow":
            time.sleep(60)
        if self.path == "/drops-once" and len(self.seen) == 1:
            self.connection.close()
            return
        status = {"/refuses": 403, "/breaks": 502, "/elsewhere": 302}.get(self.path, 202)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/taken")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        told = json.dumps(self.seen).encode()
        self.seen.clear()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
print(server.server_port, flush=True)
server.serve_forever()
"""


class Gateway:
    """The address of the process, and what it was sent since it was asked last."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def seen(self) -> list[dict[str, object]]:
        from urllib.request import urlopen

        with urlopen(self.url) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    with subprocess.Popen([sys.executable, "-c", GATEWAY], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Gateway(int(process.stdout.readline()))
        process.terminate()


def test_a_message_is_signed_and_named(gateway: Gateway) -> None:
    message = uuid4()
    GatewaySender(f"{gateway.url}/send", KEY).send("+8613800138000", "【溯源】验证码 123456", message)
    [sent] = gateway.seen()
    body, headers = sent["body"], sent["headers"]
    assert isinstance(body, str)
    assert isinstance(headers, dict)
    assert json.loads(body) == {"number": "+8613800138000", "text": "【溯源】验证码 123456"}
    assert headers["Idempotency-Key"] == str(message)
    at, _, signature = headers["Suyuan-Signature"].removeprefix("t=").partition(",v1=")
    assert abs(int(at) - time.time()) < 60
    assert signature == hmac.digest(KEY.reveal(), f"{at}.{message}.{body}".encode(), "sha256").hex()


def test_a_dropped_connection_is_tried_again_under_the_same_key(gateway: Gateway) -> None:
    GatewaySender(f"{gateway.url}/drops-once", KEY).send("+8613800138000", "x", uuid4())
    sent = gateway.seen()
    assert len(sent) == 2
    assert len({str(one["headers"]["Idempotency-Key"]) for one in sent if isinstance(one["headers"], dict)}) == 1


@pytest.mark.parametrize(("path", "tries"), [("refuses", 1), ("breaks", 2), ("elsewhere", 2)])
def test_what_is_not_taken_is_not_sent(gateway: Gateway, path: str, tries: int) -> None:
    with pytest.raises(NotSent):
        GatewaySender(f"{gateway.url}/{path}", KEY).send("+8613800138000", "x", uuid4())
    assert len(gateway.seen()) == tries


def test_a_gateway_that_does_not_answer_is_given_up(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.signing.gateway.TIMEOUT", 0.2)
    before = time.monotonic()
    with pytest.raises(NotSent):
        GatewaySender(f"{gateway.url}/slow", KEY).send("+8613800138000", "x", uuid4())
    assert time.monotonic() - before < 5
    gateway.seen()


def test_a_gateway_that_is_not_there_is_not_waited_for() -> None:
    with pytest.raises(NotSent):
        GatewaySender("http://127.0.0.1:9/send", KEY).send("+8613800138000", "x", uuid4())


def test_without_a_gateway_codes_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env = {"SUYUAN_DATA": str(tmp_path)}
    sender = sender_of(from_environment(env))
    assert isinstance(sender, ConsoleSender)
    sender.send("+8613800138000", "123456", uuid4())
    assert capsys.readouterr().err == "to +8613800138000: 123456\n"
    assert isinstance(
        sender_of(from_environment(env | {"SUYUAN_MESSAGE_GATEWAY": "https://m.example.cn"})), GatewaySender
    )
