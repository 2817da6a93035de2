"""A real PostgreSQL for the tests: our own embedded server somewhere temporary, or DATABASE_URL_TEST."""

import os
import shutil
import tempfile
from collections.abc import Generator
from itertools import count
from pathlib import Path

import psutil
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
    _clear_away_servers_of_killed_runs()
    data = Path(tempfile.mkdtemp(prefix=f"suyuan-test-{os.getpid()}-"))
    data.chmod(0o755)  # as root, the server's account must reach it
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


def _clear_away_servers_of_killed_runs() -> None:
    for left in Path(tempfile.gettempdir()).glob("suyuan-test-*-*"):
        if not psutil.pid_exists(int(left.name.split("-")[2])):
            server = EmbeddedServer(left)
            if server.alive():
                server.start()
                server.stop()
            shutil.rmtree(left)


def _create(server: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
