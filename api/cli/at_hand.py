"""What a command works with: the settings, the database (started when it is ours), the regions on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from store.datastore import translated
from store.embedded import EmbeddedServer
from store.errors import NotMigrated
from store.migrate import check, migrate
from store.production import refuse_store
from store.rows import EVERYWHERE, Eyes
from store.settings import Settings, from_environment

if TYPE_CHECKING:
    from api.regions import Regions

T = TypeVar("T")


@contextmanager
def database(settings: Settings, *, supervised: bool = False) -> Generator[str]:
    """The libpq address: `DATABASE_URL`, or the embedded server, running for as long as anyone uses it."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    server = EmbeddedServer(settings.data)
    try:
        conninfo = server.start()
        if supervised:
            server.supervise()
        yield conninfo
    finally:
        server.stop()


def prepare(settings: Settings, conninfo: str) -> list[str]:
    """Bring the schemas up to date; in production that is a step of its own, and NotMigrated is raised instead."""
    with translated():
        try:
            check(conninfo, settings.schemas)
        except NotMigrated:
            if settings.profile == "production":
                raise
            return migrate(conninfo, settings.schemas)
        if settings.profile == "production":
            with psycopg.connect(conninfo, connect_timeout=5) as connection:
                refuse_store(connection)
    return []


@contextmanager
def regions_at_hand() -> Generator[Regions]:
    """The regions of this process. Raises StoreError with what is wrong and what to do."""
    from api.regions import Regions

    settings = from_environment()
    with database(settings) as conninfo:
        prepare(settings, conninfo)
        regions = Regions.open(settings, conninfo)
        try:
            yield regions
        finally:
            regions.close()


def asked(
    regions: Regions, question: Callable[[AsyncConnection[TupleRow]], Awaitable[T]], eyes: Eyes = EVERYWHERE
) -> T:
    """The answer to a question that views ask on the pool for reads, of the rows of `eyes`."""

    async def ask() -> T:
        await regions.datastore.open_reads()
        try:
            async with regions.datastore.reading(eyes) as connection:
                return await question(connection)
        finally:
            await regions.datastore.close_reads()

    return asyncio.run(ask())
