"""Run everything as one: the database, server processes, followers, and once the demo season."""

from __future__ import annotations

import signal
import socket
import time
from threading import Event, Thread
from types import FrameType

from api.cli.console import say
from api.cli.serving.children import Child
from api.cli.serving.order import Order
from store.settings import Settings

TICK = 0.1


class Supervisor:
    """Starts in an order that leaves nobody waiting, stops in the reverse one. Main thread only."""

    def __init__(self, settings: Settings, listener: socket.socket, *, servers: int, follow: bool, demo: bool) -> None:
        self._settings = settings
        number = listener.fileno()
        self._servers = [Child("http", str(number), keeps=[number]) for _ in range(servers)]
        self._followers = [Child("follow")] if follow else []
        self._demo = demo and settings.embedded and settings.profile == "development"
        self._season: Child | None = None
        self._quit = Event()
        self._since = time.monotonic()

    def run(self) -> None:
        """Until SIGTERM, SIGINT or SIGHUP. Raises StoreError before it serves, GaveUp when a child cannot live."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked)
        try:
            for child in self._servers:  # they import while PostgreSQL starts, and while this process imports the rest
                child.spawn()
            from api.cli.at_hand import database

            with database(self._settings, supervised=True) as conninfo:
                try:
                    self._begin(conninfo)
                    while not self._quit.wait(TICK):
                        for child in (*self._servers, *self._followers):
                            child.tend()
                finally:
                    self._end()
        finally:
            self._end()

    def _begin(self, conninfo: str) -> None:
        from api.cli.at_hand import prepare
        from api.cli.serving.progress import show
        from api.cli.serving.store_mark import wants_season
        from api.cli.serving.welcome import welcome

        prepare(self._settings, conninfo)
        order = Order(conninfo)
        for child in self._servers:
            child.tell(order)
        for child in self._followers:
            child.spawn()
            child.tell(order)
        if self._demo and wants_season(conninfo, self._settings.schemas):
            self._season = Child("season", again=False)
            self._season.spawn()
            self._season.tell(order)
            Thread(target=show, args=(self._season,), name="season", daemon=True).start()
        arguments = (self._settings, self._since, self._quit, self._loading)
        Thread(target=welcome, args=arguments, name="welcome", daemon=True).start()

    def _loading(self) -> bool:
        return self._season is not None and self._season.running()

    def _end(self) -> None:
        """Those who write first, then those who read, so that what was recorded is also followed."""
        self._quit.set()
        season = [self._season] if self._season else []
        for group in (season, self._servers, self._followers):
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.await_end()

    def _asked(self, number: int, frame: FrameType | None) -> None:
        if self._quit.is_set():
            say("Stopping already; give it a moment.")
        self._quit.set()
