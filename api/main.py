"""The composition root: settings in, one ASGI application out, with everything that it serves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api import batches, health, openapi, problems, reads, views
from api.admin import page as administration
from api.admin import signing_in
from api.aside import Aside
from api.auth import Tokens
from api.carrying import CommandRoute
from api.door.keeper import Doorkeeper
from api.exporting import door as exporting
from api.guarded import Guarded
from api.pictures import door as pictures
from api.privacy import areas as privacy
from api.queries import refuse_unknown
from api.regions import Regions
from api.scan import Scan, in_front
from api.signing import areas
from api.signing.door import Door, provider_of
from api.signing.sender import sender_of
from store.people.keys import Keys
from store.settings import Settings

THREADS = 64
"""Batches, and commands that are not decided in the event loop, that may be at work at once; more wait."""


class Application(FastAPI):
    """The API, with the pages that everybody scans in front of it: those pass no router and no middleware."""

    front: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.front or super().__call__)(scope, receive, send)


def create_app(settings: Settings, conninfo: str) -> Application:
    """Everything that one process serves, on the migrated database at `conninfo`."""
    regions = Regions.open(settings, conninfo)
    threads = ThreadPoolExecutor(THREADS, "command")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await regions.datastore.open_reads()
        yield
        await regions.datastore.close_reads()
        threads.shutdown()
        regions.close()

    app = Application(
        title="Suyuan 溯源", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.regions = regions
    app.state.threads = threads
    app.state.tokens = Tokens(settings, regions.datastore)
    app.state.door = Door(regions, sender_of(settings), Keys(settings.people_key), provider_of(settings))
    app.router.routes.append(CommandRoute(regions, app.state.tokens, Aside(threads)))
    for area in (batches, pictures, *areas.AREAS, *privacy.AREAS, *reads.AREAS, views, administration, signing_in):
        app.router.routes.extend(area.router.routes)
    for area in (exporting, health, openapi, problems):
        app.router.routes.extend(area.router.routes)
    refuse_unknown(app.router.routes)
    problems.install(app)
    app.state.keeper = Doorkeeper(settings)
    guarded = Guarded(partial(FastAPI.__call__, app), settings, app.state.keeper)
    app.front = in_front(Scan(regions.datastore, settings, app.state.keeper), guarded)
    return app
