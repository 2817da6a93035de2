"""A real PostgreSQL for the tests: our own embedded server somewhere temporary, or DATABASE_URL_TEST."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from store import datastore as datastores
from store.datastore import Datastore
from store.embedded import EmbeddedServer
from store.migrate import migrate
from store.settings import COMMONS, REGIONS

_numbers = count(1)


@pytest.fixture(scope="session")
def server_conninfo() -> Generator[str]:
    """The libpq address of a server where tests may make and drop databases."""
    if url := os.environ.get("DATABASE_URL_TEST"):
        yield url
        return
    with ExitStack() as until_the_end:
        with alone():
            clear_away_servers_of_killed_runs()
            data = Path(tempfile.mkdtemp(prefix="suyuan-test-"))
            data.chmod(0o755)  # as root, the server's account must reach it
            until_the_end.enter_context(held_alone(data))
        server = EmbeddedServer(data)
        yield server.start()
        server.stop()
        shutil.rmtree(data)


@pytest.fixture(scope="session")
def template_database(server_conninfo: str) -> Generator[str]:
    """The name of a migrated, empty database that others are copied from."""
    name = f"suyuan_template_{os.getpid()}"
    _create(server_conninfo, name)
    migrate(make_conninfo(server_conninfo, dbname=name), (*REGIONS, COMMONS))
    yield name
    _drop(server_conninfo, name)


@pytest.fixture(scope="module")
def conninfo(server_conninfo: str, template_database: str) -> Generator[str]:
    """The libpq address of a fresh migrated database, one for each test module."""
    with fresh_database(server_conninfo, template_database) as address:
        yield address


@pytest.fixture(scope="module")
def datastore(conninfo: str) -> Generator[Datastore]:
    """The process-wide datastore, on the module's own database."""
    made = Datastore(conninfo)
    datastores.install(made)
    yield made
    made.close()
    datastores.uninstall(made)


class fresh_database:
    """Context manager: a database copied from a template, dropped at the end; gives its libpq address."""

    def __init__(self, server: str, template: str) -> None:
        self.server, self.template = server, template
        self.name = f"suyuan_test_{os.getpid()}_{next(_numbers)}"

    def __enter__(self) -> str:
        _create(self.server, self.name, self.template)
        return make_conninfo(self.server, dbname=self.name)

    def __exit__(self, *_: object) -> None:
        _drop(self.server, self.name)


@contextmanager
def alone() -> Generator[None]:
    """While it lasts no other process of ours looks for what killed runs left, or makes what could be taken for it."""
    with (Path(tempfile.gettempdir()) / f"suyuan-test.{os.getuid()}").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def held_alone(data: Path) -> Generator[None]:
    """While it lasts `data` is in use; the kernel ends it when the process is killed.

    Raises BlockingIOError when another process holds it.
    """
    with (data / "held").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def clear_away_servers_of_killed_runs() -> None:
    for left in Path(tempfile.gettempdir()).glob("suyuan-test-*"):
        with suppress(BlockingIOError, PermissionError), held_alone(left):
            server = EmbeddedServer(left)
            if server.alive():
                server.start()
                server.stop()
            shutil.rmtree(left, ignore_errors=True)


def _create(server: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
