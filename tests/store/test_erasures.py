"""Erasures: in every region at once, written down beside the database, and done again after a restore."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from store.datastore import Datastore
from store.erasures import Erasures
from store.migrate import migrate
from store.server.account import server_account
from store.server.binaries import find_binaries
from store.settings import COMMONS, REGIONS, Settings, from_environment
from store.vault import Held, Vault
from store.vault.ledger import Erasure, Ledger, LedgerDamaged, Retained
from tests.conftest import fresh_database

NAME = {"name": "陈阿婆", "phone": "13800000000"}
NOTE = {"note": "钥匙在门后"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return from_environment({"SUYUAN_DATA": str(tmp_path / "data"), "SUYUAN_VAULT_KEY": "A" * 43})


@pytest.fixture
def store(server_conninfo: str, template_database: str) -> Iterator[str]:
    with fresh_database(server_conninfo, template_database) as conninfo:
        yield conninfo


class Store:
    """A database with its erasures and vaults."""

    def __init__(self, conninfo: str, settings: Settings) -> None:
        self.conninfo, self.settings = conninfo, settings
        self.datastore = Datastore(conninfo)
        self.erasures = Erasures(self.datastore, settings)

    def vault(self, region: str) -> Vault:
        return Vault(self.datastore, region, self.settings.vault_key)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.datastore.connection() as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture
def here(store: str, settings: Settings) -> Iterator[Store]:
    made = Store(store, settings)
    yield made
    made.datastore.close()


def names_only(_: str, one: Held, at: datetime) -> Retained | None:
    return Retained(("name",), at + timedelta(days=730)) if "name" in one.fields else None


def test_one_erasure_reaches_every_region_and_is_written_down_twice(here: Store) -> None:
    refs = {region: here.vault(region).keep("952-a", uuid4(), NAME) for region in (*REGIONS, COMMONS)}
    other = here.vault("yunfu").keep("952-b", uuid4(), NAME)
    done = here.erasures.erase("952-a", basis="unlawful", by="person-1")
    assert [here.vault(region).open(ref) for region, ref in refs.items()] == [None] * 9
    assert here.vault("yunfu").open(other) == NAME
    assert here.rows("SELECT subject FROM keys.vault_key") == [("952-b",)]
    (line,) = here.erasures.ledger.path.read_text().splitlines()
    told = json.loads(line)
    assert (told["subject"], told["basis"], told["by"]) == ("952-a", "unlawful", "person-1")
    assert here.rows("SELECT id, subject, basis FROM commons.erasure") == [(done.id, "952-a", "unlawful")]
    assert here.erasures.ledger.path.stat().st_mode & 0o777 == 0o600


def test_what_a_law_wants_is_cut_to_that_and_locked(here: Store) -> None:
    vault = here.vault("yunfu")
    name, note = vault.keep("952-c", uuid4(), NAME), vault.keep("952-c", uuid4(), NOTE)
    done = here.erasures.erase("952-c", basis="asked", by="person-1", retain=names_only)
    assert vault.open_all([name, note]) == {}
    assert [(one.ref, one.fields, one.locked_until) for one in vault.held("952-c")] == [
        (name, {"name": "陈阿婆"}, done.at + timedelta(days=730))
    ]


def test_what_is_kept_after_an_erasure_outlives_its_replay(here: Store) -> None:
    vault = here.vault("yunfu")
    vault.keep("952-d", uuid4(), NAME)
    here.erasures.erase("952-d", basis="asked", by="person-1")
    again = vault.keep("952-d", uuid4(), NAME)
    assert here.erasures.replay() == (1, 0)
    assert vault.open(again) == NAME


def test_after_a_restore_the_replay_erases_again(here: Store, server_conninfo: str, tmp_path: Path) -> None:
    vault = here.vault("yunfu")
    gone, kept = vault.keep("952-e", uuid4(), NAME), vault.keep("952-f", uuid4(), NAME)
    note, stays = vault.keep("952-f", uuid4(), NOTE), vault.keep("952-g", uuid4(), NAME)
    dumped = dump(here.conninfo, tmp_path)
    here.erasures.erase("952-e", basis="unlawful", by="person-1")
    here.erasures.erase("952-f", basis="asked", by="person-1", retain=names_only)
    with fresh_database(server_conninfo, "template1") as restored:
        run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={restored}", str(dumped))
        migrate(restored, here.settings.schemas)
        again = Store(restored, here.settings)
        try:
            assert again.vault("yunfu").open_all([gone, note]).keys() == {gone, note}  # the restore brought them back
            assert again.erasures.back() == 2
            assert again.erasures.replay() == (2, 2)
            assert again.vault("yunfu").open_all([gone, kept, note, stays]) == {stays: NAME}
            assert [(one.ref, one.fields) for one in again.vault("yunfu").held("952-f")] == [(kept, {"name": "陈阿婆"})]
            assert again.rows("SELECT count(*) FROM commons.erasure") == [(2,)]
            assert again.erasures.back() == 0
            assert again.erasures.replay() == (2, 0)
        finally:
            again.datastore.close()


def test_a_second_erasure_takes_what_the_first_retained_in_a_replay_too(
    here: Store, server_conninfo: str, tmp_path: Path
) -> None:
    here.vault("yunfu").keep("952-h", uuid4(), NAME)
    dumped = dump(here.conninfo, tmp_path)
    here.erasures.erase("952-h", basis="asked", by="person-1", retain=names_only)
    here.erasures.erase("952-h", basis="ended", by="sweep")
    assert here.vault("yunfu").held("952-h") == []
    with fresh_database(server_conninfo, "template1") as restored:
        run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={restored}", str(dumped))
        again = Store(restored, here.settings)
        try:
            assert again.erasures.replay() == (2, 2)
            assert again.vault("yunfu").held("952-h") == []
        finally:
            again.datastore.close()


def test_facts_restored_without_their_keys_leave_no_noise(here: Store) -> None:
    vault = here.vault("yunfu")
    vault.keep("952-i", uuid4(), NAME)
    row = here.rows("SELECT * FROM yunfu.vault_entry WHERE subject = '952-i'")[0]
    here.erasures.erase("952-i", basis="asked", by="person-1")
    with here.datastore.connection() as connection:
        connection.execute(b"INSERT INTO yunfu.vault_entry VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", row)
    assert here.erasures.replay() == (1, 0)
    assert here.rows("SELECT * FROM yunfu.vault_entry") == []


def test_an_erasure_that_only_one_of_the_two_knows_is_told_to_the_other(here: Store) -> None:
    here.vault("yunfu").keep("952-j", uuid4(), NAME)
    here.erasures.erase("952-j", basis="asked", by="person-1", retain=names_only)
    here.erasures.ledger.path.unlink()
    assert [one.subject for one in here.erasures.all()] == ["952-j"]
    assert [one.subject for one in Ledger(here.settings.data).lines()] == ["952-j"]
    with here.datastore.connection() as connection:
        connection.execute("DELETE FROM commons.erasure")
    assert here.erasures.replay().lines == 1
    assert here.rows("SELECT subject FROM commons.erasure") == [("952-j",)]


def test_a_line_that_a_crash_cut_off_is_named_and_spoils_no_other(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    one = Erasure(UUID(int=1), datetime.fromisoformat("2026-07-09T06:30:00+08:00"), "952-a", "asked", "person-1")
    ledger.add(one)
    with ledger.path.open("ab") as file:
        file.write(b'{"id":"000')
    ledger.add(replace_subject(one))
    with pytest.raises(LedgerDamaged, match="line 2"):
        ledger.lines()
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.write_bytes(lines[0] + lines[2])
    assert [line.subject for line in ledger.lines()] == ["952-a", "952-z"]


def replace_subject(one: Erasure) -> Erasure:
    return Erasure(UUID(int=2), one.at, "952-z", one.basis, one.by)


def dump(conninfo: str, folder: Path) -> Path:
    to = folder / "all.dump"
    run("pg_dump", "--format=custom", f"--file={to}", f"--dbname={conninfo}")
    return to


def run(program: str, *arguments: str) -> None:
    binaries = find_binaries(server_account(Path("nowhere"))).directory
    done = subprocess.run([str(binaries / program), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
