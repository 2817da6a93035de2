"""Several statements sent in one round trip; when the store refuses one, that refusal alone is raised."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.errors import PipelineAborted


@asynccontextmanager
async def round_trip(connection: AsyncConnection[Any]) -> AsyncGenerator[None]:
    """What is executed within is sent at once; results are fetched afterwards. Raises what the first refusal is.

    A refusal may come back while later statements are still being sent. They are all aborted, each with an error that
    tells nothing; the pipeline is left only when those were read, and would log them were it left by the refusal.
    """
    refused: psycopg.Error | None = None
    try:
        async with connection.pipeline():
            try:
                yield
            except psycopg.Error as error:
                refused = error
    except PipelineAborted:
        if refused is None:
            raise
    if refused is not None:
        raise refused
