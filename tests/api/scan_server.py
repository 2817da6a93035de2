"""The scan's ASGI application behind a real HTTP server on a loopback port."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from api.cli.serving.http import config
from api.door.keeper import Doorkeeper
from api.scan import Scan, in_front
from store.datastore import Datastore
from store.settings import Settings, from_environment
from tests.api.scan_story import Season


def settings_for(folder: str, **environment: str) -> Settings:
    return from_environment({"SUYUAN_DATA": folder, "DATABASE_URL": "postgresql://localhost/unused", **environment})


def scan_app(datastore: Datastore, settings: Settings, keeper: Doorkeeper | None = None) -> ASGIApp:
    """The scan in front of an application that has nothing else; it opens and closes the pool for reads."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await datastore.open_reads()
        yield
        await datastore.close_reads()

    return in_front(Scan(datastore, settings, keeper or Doorkeeper(settings)), Starlette(lifespan=lifespan))


@contextmanager
def serving(app: ASGIApp, proxies: Sequence[str] = ()) -> Iterator[str]:
    """The address of a server in a thread of this process."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(config(app, proxies))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            assert thread.is_alive()
            threading.Event().wait(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def season_server(conninfo: str, folder: str, *, demo: bool = True, **environment: str) -> Iterator[tuple[str, Season]]:
    """A server with the season on it, and the season."""
    season = Season()
    season.seed(conninfo, demo=demo)
    datastore = Datastore(conninfo)
    with serving(scan_app(datastore, settings_for(folder, **environment))) as address:
        yield address, season
    datastore.close()
