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
from store.datastore import Datastore
from store.errors import VaultKeyWrong
from store.secret import Secret
from store.settings import Settings
from store.vault import Vault


def test_the_master_key_is_changed_by_one_command(
    conninfo: str, datastore: Datastore, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, ref = Vault(datastore, "yunfu", settings.vault_key), None
    for number in range(3):
        ref = vault.keep(f"952-{number}", uuid4(), {"name": "黎阿嫂"})
    assert ref is not None
    new, file = os.urandom(32), tmp_path / "new_key"
    file.write_text(base64.urlsafe_b64encode(new).decode())
    parts = conninfo_to_dict(conninfo)
    name = parts.pop("dbname")
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///{name}?{urlencode(parts)}")
    monkeypatch.setenv("SUYUAN_DATA", str(settings.data))
    done = CliRunner().invoke(build(["vault", "doctor"]), ["vault", "rewrap", "--to", str(file)])
    assert done.exit_code == 0, done.output
    assert "3 keys" in done.stdout
    assert Vault(datastore, "yunfu", Secret(new)).open(ref) == {"name": "黎阿嫂"}
    with pytest.raises(VaultKeyWrong):
        vault.open(ref)
