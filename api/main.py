"""The composition root: settings in, one ASGI application out, with everything that it serves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import batches, health, openapi, problems, reads
from api.auth import Tokens
from api.carrying import CommandRoute
from api.regions import Regions
from store.settings import Settings

THREADS = 64
"""Commands that may wait for a commit at once; more wait for a thread."""


def create_app(settings: Settings, conninfo: str) -> FastAPI:
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

    app = FastAPI(title="Suyuan 溯源", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.regions = regions
    app.state.threads = threads
    app.state.tokens = Tokens(settings, regions.datastore)
    app.router.routes.append(CommandRoute(regions, app.state.tokens, threads))
    for router in (batches.router, *reads.routers, health.router, openapi.router, problems.router):
        app.include_router(router)
    problems.install(app)
    return app
