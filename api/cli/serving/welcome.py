"""Tell the person who started everything what to open, once it can be opened."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from html import unescape
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from threading import Event
from typing import Final

from rich.table import Table
from rich.text import Text

from api.cli.called import called, short
from api.cli.console import answer
from store.settings import Settings

LABEL: Final = re.compile(r'href="(?:https?://[^"/]+)?(/01/\d{14}/10/[^"?#]+)"')
PAUSE: Final = 0.1
GRACE: Final = 20.0
"""Seconds that followers have to show a first label once the demo is loaded."""


class Door:
    """The server as a browser on this machine meets it."""

    def __init__(self, settings: Settings) -> None:
        host = settings.host
        self.host = "127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host
        self.port = settings.port
        self.address = f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"
        self.people = f"{f'http://localhost:{self.port}' if _loopback(self.host) else self.address}/people/sign-in"
        """Where passkeys work, which belong to names."""

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; 0 when nobody answers."""
        connection = HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", path, headers={"Accept": "text/html"})
            response = connection.getresponse()
            return response.status, response.read().decode(errors="replace")
        except (OSError, HTTPException):
            return 0, ""
        finally:
            connection.close()

    def answers(self, quit: Event) -> bool:
        """Wait until the server lives; False when it is to stop."""
        while self.get("/livez")[0] != 200:
            if quit.wait(PAUSE):
                return False
        return True

    def label(self) -> str | None:
        """The path of a demo label on the home page whose page is there, else None."""
        found = LABEL.search(self.get("/")[1])
        path = unescape(found[1]) if found else None
        return path if path and self.get(path)[0] == 200 else None


def welcome(settings: Settings, since: float, quit: Event, loading: Callable[[], bool]) -> None:
    """Print it when the server answers and, while a demo is `loading` or just was, a first label leads to its page.

    `since`: monotonic seconds.
    """
    door = Door(settings)
    if not door.answers(quit):
        return
    answer.print(f"Suyuan 溯源 answers on {door.host}:{door.port} (after {time.monotonic() - since:.1f} s).")
    until = time.monotonic() + (GRACE if loading() else 0)
    while (label := door.label()) is None and time.monotonic() < until:
        if quit.wait(PAUSE):
            return
        until = time.monotonic() + GRACE if loading() else until
    answer.print(_links(door, label))
    if settings.public_is_loopback and not _loopback(door.host if settings.host == door.host else settings.host):
        mine = _own_address()
        answer.print(
            f"Phones cannot open labels with a loopback address: start with SUYUAN_PUBLIC_URL=http://{mine}:{door.port}"
        )
    where = "DATABASE_URL" if settings.database_url else str(short(settings.data))
    answer.print(f"Data: {where}. Ctrl-C stops everything.", soft_wrap=True)


def _links(door: Door, label: str | None) -> Table:
    address = door.address
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    rows = [
        ("首页  Home", f"{address}/"),
        ("扫码  Scan a label", f"{address}{label}" if label else ""),
        ("流向  Views", f"{address}/views"),
        ("人员  People", door.people),
        ("接口  API", f"{address}/docs"),
        ("管理  Administration", f"{address}/admin"),
        ("令牌  Tokens", f"{called()} token demo" if label else f"{called()} token --help"),
    ]
    for name, what in rows:
        if what:
            table.add_row(Text(f"  {name}"), Text(what))
    return table


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _own_address() -> str:
    """The address under which others on this network reach this machine; no packet is sent to learn it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "<this machine's address>"
        return str(probe.getsockname()[0])
