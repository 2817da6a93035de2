"""A network that fails on cue: a unix socket in front of the server which can cut a connection at a chosen moment."""

import contextlib
import os
import socket
from collections.abc import Generator
from pathlib import Path
from threading import Event, Thread
from typing import Literal, Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

Moment = Literal["before the server hears it", "after the server did it"]


class Proxy:
    """Forwards bytes both ways. `cut_at` arms it: the next message that holds a word ends its connection."""

    def __init__(self, directory: Path, conninfo: str) -> None:
        self._target = conninfo_to_dict(conninfo)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(os.fspath(directory / ".s.PGSQL.5432"))
        self._listener.listen(64)
        self._word = b""
        self.moment: Moment | None = None
        self.cut = Event()
        self.conninfo = make_conninfo(conninfo, host=str(directory), port=5432, sslmode="disable", gssencmode="disable")

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def cut_at(self, moment: Moment, word: bytes) -> None:
        """Arm the proxy for one cut, around the next message from a client that holds `word`."""
        self.cut.clear()
        self._word = word
        self.moment = moment

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = self._connect()
        swallow = Event()
        Thread(target=self._answers, args=(server, client, swallow), daemon=True).start()
        with client, server, contextlib.suppress(OSError), _hung_up(server):
            while data := client.recv(1 << 16):
                if self.moment is not None and self._word in data:
                    moment, self.moment = self.moment, None
                    if moment == "after the server did it":
                        swallow.set()
                        server.sendall(data)
                        self.cut.wait(10)
                    self.cut.set()
                    return
                server.sendall(data)

    def _answers(self, server: socket.socket, client: socket.socket, swallow: Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(1 << 16):
                if swallow.is_set():
                    self.cut.set()
                    return
                client.sendall(data)

    def _connect(self) -> socket.socket:
        host, port = str(self._target.get("host", "")), str(self._target.get("port", 5432))
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{host}/.s.PGSQL.{port}")
            return server
        return socket.create_connection((host or "localhost", int(port)))


@contextlib.contextmanager
def _hung_up(server: socket.socket) -> Generator[None]:
    """Closing alone would not tell the server while another thread waits for its answer."""
    try:
        yield
    finally:
        server.shutdown(socket.SHUT_RDWR)
