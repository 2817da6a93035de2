"""A server process: the application on the socket that the supervisor listens on."""

from __future__ import annotations

import resource
import socket
from collections.abc import Sequence

import uvicorn
from starlette.types import ASGIApp

from api.cli.serving.bounded import BoundedProtocol
from api.cli.serving.order import Order
from api.main import create_app
from store.settings import from_environment

GRACE = 10
"""Seconds that requests have to finish when the server stops."""
IDLE = 75
"""Seconds that a connection may be idle; longer than proxies keep theirs."""


def config(app: ASGIApp, proxies: Sequence[str] = ()) -> uvicorn.Config:
    """How an application is served: bounded, and without a log of addresses, which name lots and people who looked.

    `proxies`: networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; anybody else's are not read.
    """
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=BoundedProtocol,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        server_header=False,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=GRACE,
    )


def run(order: Order, listener: str) -> None:
    """Serve on the inherited socket with the file descriptor `listener` until SIGTERM or SIGINT."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a descriptor for every phone that waits
    with socket.socket(fileno=int(listener)) as shared:
        settings = from_environment()
        uvicorn.Server(config(create_app(settings, order.conninfo), settings.proxies)).run(sockets=[shared])
