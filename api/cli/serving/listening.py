"""The listening socket: opened by the supervisor, so that connections wait while a server process starts again."""

from __future__ import annotations

import errno
import socket
import time

from store.errors import SettingsRefused

BACKLOG = 2048
PATIENCE = 5.0
"""Seconds that the children of a killed supervisor may still hold the port."""


def listen(host: str, port: int) -> socket.socket:
    """A socket on which connections already queue up. Raises SettingsRefused, saying what to do."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return _bound(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise SettingsRefused(_why(error, host, port)) from error
        time.sleep(0.1)


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use: stop what uses it, or choose another with PORT=8001"
    if error.errno == errno.EACCES:
        return f"port {port} needs privileges: choose one above 1023 with PORT, behind a proxy"
    return f"cannot listen on {host}:{port}: {error.strerror or error}"
