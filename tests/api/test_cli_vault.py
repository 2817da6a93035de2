"""`suyuan vault`: the master key is changed by an operator at the machine."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.testing import CliRunner

from api.cli.app import build
from api.cli.console import Failed
from store.datastore import Datastore
from store.erasures import Erasures
from store.errors import VaultKeyWrong
from store.secret import Secret
from store.settings import Settings
from store.vault import Vault
from store.vault.rewrapping import rewrap


def test_the_master_key_is_changed_by_one_command(
    conninfo: str, datastore: Datastore, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, ref = Vault(datastore, "yunfu", settings.vault_key), None
    for number in range(3):
        ref = vault.keep(f"952-{number}", uuid4(), {"name": "黎阿嫂"})
    assert ref is not None
    new, file = os.urandom(32), tmp_path / "new_key"
    file.touch(mode=0o600)
    file.write_text(base64.urlsafe_b64encode(new).decode())
    address_the(conninfo, settings, monkeypatch)
    done = CliRunner().invoke(build(["vault", "doctor"]), ["vault", "rewrap", "--to", str(file)])
    assert done.exit_code == 0, done.output
    assert "3 keys" in done.stdout
    assert Vault(datastore, "yunfu", Secret(new)).open(ref) == {"name": "黎阿嫂"}
    with pytest.raises(VaultKeyWrong):
        vault.open(ref)
    rewrap(datastore, Secret(new), settings.vault_key, lambda *_: None)


def test_a_sweep_tells_what_it_cleared_away(
    conninfo: str, datastore: Datastore, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    address_the(conninfo, settings, monkeypatch)
    with datastore.connection() as connection:
        connection.execute("UPDATE yunfu.vault_entry SET kept_at = now() - interval '8 days'")
    done = CliRunner().invoke(build(["vault", "erasures"]), ["vault", "sweep"])
    assert done.exit_code == 0, done.output
    assert "yunfu: 0 entries over their time, 3 without a record" in done.stdout


def test_erasures_are_listed_and_replayed(
    conninfo: str, datastore: Datastore, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    address_the(conninfo, settings, monkeypatch)
    Erasures(datastore, settings).erase("952-1", basis="asked", by="person-1")
    listed = CliRunner().invoke(build(["vault", "erasures"]), ["erasures", "list"])
    assert "952-1" in listed.stdout
    done = CliRunner().invoke(build(["vault", "erasures"]), ["erasures", "replay"])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("1 erasures in the ledger; of 0")
    with (settings.data / "erasures.jsonl").open("a") as file:
        file.write("cut off")
    done = CliRunner().invoke(build(["vault", "erasures"]), ["erasures", "replay"])
    assert isinstance(done.exception, Failed)
    assert "line 2" in str(done.exception)


def address_the(conninfo: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = conninfo_to_dict(conninfo)
    name = parts.pop("dbname")
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///{name}?{urlencode(parts)}")
    monkeypatch.setenv("SUYUAN_DATA", str(settings.data))
