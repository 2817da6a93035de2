"""The whole application in one process of its own, as a benchmark meets it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.client import HTTPConnection
from multiprocessing import get_context

import uvicorn
from starlette.types import ASGIApp

from api.cli.serving.child import settle
from api.cli.serving.http import config
from api.main import create_app
from store.settings import Settings


@contextmanager
def serving(
    settings: Settings, conninfo: str, around: Callable[[ASGIApp], ASGIApp] = lambda app: app
) -> Generator[int]:
    """The port of the whole application, in one process of its own; `around` may answer something else first."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        port = listener.getsockname()[1]
        process = get_context("fork").Process(target=_serve, args=(settings, conninfo, around, listener), daemon=True)
        process.start()
        _await_answer(port)
        try:
            yield port
        finally:
            process.terminate()
            process.join()


def _serve(settings: Settings, conninfo: str, around: Callable[[ASGIApp], ASGIApp], listener: socket.socket) -> None:
    app = create_app(settings, conninfo)
    settle()  # as the product's server processes do
    uvicorn.Server(config(around(app))).run(sockets=[listener])


def _await_answer(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/livez")
    if connection.getresponse().status != 200:
        raise RuntimeError("the server does not answer")
    connection.close()
