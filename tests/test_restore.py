"""What deploy/README.md says of dumping and restoring is done here, line by line, on servers of their own."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from store.datastore import Datastore
from store.embedded import EmbeddedServer
from store.erasures import Erasures
from store.migrate import migrate
from store.rows import READER
from store.server.account import server_account
from store.server.binaries import find_binaries
from store.settings import COMMONS, Settings, from_environment
from store.vault import Vault
from tests.projections.harvests import put_harvests
from tests.tree import ROOT

RECIPE = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
SCHEMAS = ("yunfu", COMMONS)
LOGIN = "sy"
"""Of the recipe's login and database here: `suyuan` is what the test's own superuser is called."""
NAMES = [{"name": "陈阿婆", "phone": "13800000000"}, {"name": "李大伯", "phone": "13800000001"}]


def lines_of(heading: str) -> list[str]:
    """The commands below a heading of the recipe, without what is said of them."""
    block = re.search(rf"^## {heading}\n.*?^```sh\n(.*?)^```", RECIPE, re.M | re.S)
    assert block is not None
    return [line.partition("  #")[0].rstrip() for line in block[1].splitlines() if line.strip()]


def as_postgres(heading: str, *programs: str) -> list[str]:
    """Those of its commands that the database's superuser runs with these programs."""
    return [line for line in lines_of(heading) if re.match(rf"sudo -u postgres ({'|'.join(programs)})\b", line)]


class Server(EmbeddedServer):
    """Somebody's PostgreSQL, with the recipe's folders beside it."""

    def run(self, command: str, shelf: Path) -> None:
        """One line of the recipe: as the superuser, asking for no password, under a folder of the test's."""
        command = command.removeprefix("sudo -u postgres ").replace(" --pwprompt", "").replace("/srv/", f"{shelf}/")
        command = re.sub(r"\bsuyuan\b(?!-)", LOGIN, command).replace("DAY", "$(date +%F)")
        parts = conninfo_to_dict(self.conninfo)
        found = find_binaries(server_account(Path("nowhere"))).directory
        environment = {"PATH": f"{found}:{os.environ['PATH']}", "PGUSER": str(parts["user"]), "PGDATABASE": "postgres"}
        environment |= {"PGHOST": str(parts["host"]), "PGPORT": str(parts["port"])}
        done = subprocess.run(["bash", "-ec", command], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)

    @property
    def as_login(self) -> str:
        return make_conninfo(self.conninfo, dbname=LOGIN, options=f"-c role={LOGIN}")


@contextmanager
def server(data: Path) -> Iterator[Server]:
    data.mkdir(mode=0o755)
    made = Server(data)
    made.start()
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def store(at: Server, settings: Settings) -> Iterator[tuple[Datastore, Vault, Erasures]]:
    datastore = Datastore(at.as_login)
    try:
        yield datastore, Vault(datastore, "yunfu", settings.vault_key), Erasures(datastore, settings)
    finally:
        datastore.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)  # as root, the database's account must reach it
    for name in ("backup", "keys"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_what_was_dumped_is_restored_on_another_server_and_who_was_erased_since_is_not(shelf: Path) -> None:
    settings = from_environment({"SUYUAN_DATA": str(shelf / "data"), "SUYUAN_REGIONS": "yunfu"})
    with server(shelf / "old") as old:
        for line in as_postgres("Once", "createuser", "psql", "createdb"):
            old.run(line, shelf)
        migrate(old.as_login, SCHEMAS)
        with store(old, settings) as (datastore, vault, erasures):
            put_harvests(datastore, "yunfu", 1, 3)
            gone, kept = (vault.keep(f"952-{number}", uuid4(), name) for number, name in enumerate(NAMES))
            dumps = as_postgres("Every day", "pg_dump")
            assert len(dumps) == 2
            for line in dumps:
                old.run(line, shelf)
            erasures.erase("952-0", basis="asked", by="person-1")
    with server(shelf / "new") as new:
        for line in as_postgres("To restore", "createuser", "psql", "createdb", "pg_restore"):
            new.run(line, shelf)
        assert migrate(new.as_login, SCHEMAS) == []
        with store(new, settings) as (datastore, vault, erasures):
            assert vault.open_all([gone, kept]) == {gone: NAMES[0], kept: NAMES[1]}  # all of them, for now
            assert erasures.replay() == (1, 1)
            assert vault.open_all([gone, kept]) == {kept: NAMES[1]}
            with datastore.connection() as connection:
                assert connection.execute("SELECT count(*) FROM yunfu.event").fetchone() == (3,)
        _the_rules_of_rows_came_too(new)


def test_the_ledger_is_replayed_after_both_dumps_and_before_anybody_reads() -> None:
    lines = lines_of("To restore")
    order = [
        "systemctl stop",
        "GRANT suyuan_reader",
        "backup/suyuan-",
        "keys/keys-",
        "erasures.jsonl",
        "migrate",
        "replay",
    ]
    places = [next(place for place, line in enumerate(lines) if word in line) for word in [*order, "systemctl start"]]
    assert places == sorted(places)


def _the_rules_of_rows_came_too(new: Server) -> None:
    """The login itself has no row that nobody asked for, and the reader no event and no key."""
    with psycopg.connect(new.as_login, autocommit=True) as connection:
        assert connection.execute("SELECT count(*), current_setting('is_superuser') FROM yunfu.event").fetchone() == (
            0,
            "off",
        )
        connection.execute(f"SET ROLE {READER}".encode())
        assert connection.execute("SELECT count(*) FROM yunfu.head").fetchone() == (1,)
        for table in ("yunfu.event", "keys.vault_key"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT 1 FROM {table}".encode())
