"""The keys of the vault stand apart: a dump of the facts opens nothing, and another master key may wrap them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from store.datastore import Datastore
from store.errors import NotMigrated, VaultKeyWrong
from store.migrate import check, migrate
from store.secret import Secret
from store.server.account import server_account
from store.server.binaries import find_binaries
from store.settings import COMMONS, REGIONS
from store.vault import Vault
from store.vault.rewrapping import rewrap
from store.vault.sealing import seal
from tests.conftest import fresh_database

KEY, OTHER = Secret(bytes(range(32))), Secret(bytes(range(1, 33)))
FIELDS = {"name": "陈阿婆", "phone": "13800000000"}
SCHEMAS = (*REGIONS, COMMONS)


@pytest.fixture
def empty(server_conninfo: str) -> Iterator[str]:
    with fresh_database(server_conninfo, "template1") as conninfo:
        yield conninfo


def test_a_dump_without_the_keys_opens_nothing_even_with_the_master_key(
    datastore: Datastore, conninfo: str, empty: str, tmp_path: Path
) -> None:
    ref = Vault(datastore, "yunfu", KEY).keep("952-a", uuid4(), FIELDS)
    restore(dump(conninfo, tmp_path, "--exclude-schema=keys"), empty)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT subject FROM yunfu.vault_entry").fetchall() == [("952-a",)]
    with pytest.raises(NotMigrated, match="schema keys is missing"):
        check(empty, SCHEMAS)
    assert migrate(empty, SCHEMAS) == []
    assert opened(empty, ref) is None


def test_with_the_dump_of_the_keys_everything_is_back(
    datastore: Datastore, conninfo: str, empty: str, tmp_path: Path
) -> None:
    ref = Vault(datastore, "yunfu", KEY).keep("952-b", uuid4(), FIELDS)
    restore(dump(conninfo, tmp_path, "--exclude-schema=keys"), empty)
    restore(dump(conninfo, tmp_path, "--schema=keys"), empty)
    check(empty, SCHEMAS)
    assert opened(empty, ref) == FIELDS


def test_keys_made_before_they_stood_apart_still_open(empty: str) -> None:
    """A region as the first migrations made it, with an entry in it, is brought up to date."""
    ref, key = uuid4(), bytes(32)
    with psycopg.connect(empty) as connection:
        connection.execute("CREATE SCHEMA yunfu")
        connection.execute("CREATE TABLE yunfu.migration (name text PRIMARY KEY, applied_at timestamptz)")
        for name in ("0001_region", "0002_append"):
            text = files("store").joinpath(f"migrations/{name}.sql").read_text().replace("{schema}", "yunfu")
            connection.execute(text.encode())
            connection.execute("INSERT INTO yunfu.migration VALUES (%s, now())", (name,))
        wrapped = seal(KEY.reveal(), key, "yunfu", "952-c")
        sealed = seal(key, b'{"name":"old"}', "yunfu", str(ref))
        connection.execute("INSERT INTO yunfu.vault_key VALUES ('952-c', %s, now())", (wrapped,))
        connection.execute("INSERT INTO yunfu.vault_entry VALUES (%s, '952-c', %s, %s, now())", (ref, uuid4(), sealed))
    migrate(empty, SCHEMAS)
    assert opened(empty, ref) == {"name": "old"}


def test_another_master_key_takes_over_and_the_old_one_opens_and_makes_nothing(datastore: Datastore) -> None:
    vault = Vault(datastore, "maoming", KEY)
    refs = {vault.keep(f"952-{number}", uuid4(), FIELDS) for number in range(30)}
    before = keys_there(datastore)
    steps: list[tuple[int, int]] = []
    try:
        assert rewrap(datastore, KEY, OTHER, lambda done, all: steps.append((done, all))) == len(before)
        assert steps[-1] == (len(before), len(before))
        assert before.isdisjoint(keys_there(datastore))
        assert Vault(datastore, "maoming", OTHER).open_all(refs).keys() == refs
        with pytest.raises(VaultKeyWrong):
            vault.open_all(refs)
        with pytest.raises(VaultKeyWrong):
            vault.keep("952-new", uuid4(), FIELDS)
        assert rewrap(datastore, KEY, OTHER, lambda *_: None) == 0
    finally:
        rewrap(datastore, OTHER, KEY, lambda *_: None)
    assert vault.open_all(refs).keys() == refs


def test_a_wrong_master_key_rewraps_nothing(datastore: Datastore) -> None:
    ref = Vault(datastore, "yunfu", KEY).keep("952-d", uuid4(), FIELDS)
    with pytest.raises(VaultKeyWrong):
        rewrap(datastore, Secret(bytes(32)), OTHER, lambda *_: None)
    assert Vault(datastore, "yunfu", KEY).open(ref) == FIELDS


def keys_there(datastore: Datastore) -> set[bytes]:
    with datastore.connection() as connection:
        return {row[0] for row in connection.execute("SELECT wrapped FROM keys.vault_key").fetchall()}


def opened(conninfo: str, ref: UUID) -> dict[str, str] | None:
    datastore = Datastore(conninfo)
    try:
        return Vault(datastore, "yunfu", KEY).open(ref)
    finally:
        datastore.close()


def dump(conninfo: str, folder: Path, which: str) -> Path:
    to = folder / f"{which.strip('-')}.dump"
    run("pg_dump", "--format=custom", which, f"--file={to}", f"--dbname={conninfo}")
    return to


def restore(dumped: Path, conninfo: str) -> None:
    run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={conninfo}", str(dumped))


def run(program: str, *arguments: str) -> None:
    binaries = find_binaries(server_account(Path("nowhere"))).directory
    done = subprocess.run([str(binaries / program), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
