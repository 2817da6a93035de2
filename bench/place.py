"""Where a benchmark runs: a database of its own on DATABASE_URL_BENCH, else on an embedded server that it starts."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from store.embedded import EmbeddedServer
from store.migrate import migrate
from store.settings import COMMONS


@contextmanager
def fresh_database(*regions: str) -> Generator[str]:
    """The libpq address of a new database with migrated `regions` and commons; dropped at the end."""
    with _server() as server:
        name = f"suyuan_bench_{uuid4().hex[:12]}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        conninfo = make_conninfo(server, dbname=name)
        migrate(conninfo, (*regions, COMMONS))
        try:
            yield conninfo
        finally:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def _server() -> Generator[str]:
    if url := os.environ.get("DATABASE_URL_BENCH"):
        yield url
        return
    data = Path(tempfile.mkdtemp(prefix="suyuan-bench-", dir=os.environ.get("SUYUAN_BENCH_DIR")))
    data.chmod(0o755)  # as root, the server's account must reach it
    server = EmbeddedServer(data)
    try:
        yield server.start()
    finally:
        server.stop()
        shutil.rmtree(data)
