"""Commands beside a running server name what it serves at, whatever their own PORT says; a dead one's note is void."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.testing import CliRunner

from api.cli.app import build
from api.cli.serving.note import NAME, as_served, noted
from store.settings import Settings
from tests.api.story import People

ELSEWHERE = "http://127.0.0.1:9000"
_SERVES = """
import sys
from api.cli.serving.note import noted
from store.settings import from_environment
with noted(from_environment({"SUYUAN_DATA": sys.argv[1], "PORT": "9000"})):
    print("serving", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Settings:
    """As a command is told that is started without PORT."""
    return replace(settings, data=tmp_path, database_url=None, port=8000, public_url="http://127.0.0.1:8000")


@pytest.fixture
def serving(here: Settings) -> Settings:
    return replace(here, port=9000, public_url=ELSEWHERE)


def test_the_settings_stand_while_nobody_serves(here: Settings, serving: Settings) -> None:
    assert as_served(here) == here
    with noted(serving):
        assert as_served(here) == serving
    assert as_served(here) == here


def test_the_note_of_a_server_that_was_killed_tells_nothing(here: Settings) -> None:
    command = [sys.executable, "-c", _SERVES, str(here.data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"serving\n"
        assert as_served(here).public_url == ELSEWHERE
        server.send_signal(signal.SIGKILL)
    assert ELSEWHERE in (here.data / NAME).read_text()
    assert as_served(here) == here


def test_a_server_of_another_store_is_not_meant(here: Settings, serving: Settings) -> None:
    with noted(serving):
        other = replace(here, database_url="postgresql://suyuan:secret@db.example.cn/suyuan")
        assert as_served(other) == other


@pytest.mark.parametrize(
    "said", ["suyuan:secret@db.example.cn/suyuan?password=secret", "secret:secret#secret@db/suyuan"]
)
def test_the_note_has_no_password_of_the_database(here: Settings, serving: Settings, said: str) -> None:
    url = f"postgresql://{said}"
    with noted(replace(serving, database_url=url)):
        assert as_served(replace(here, database_url=url)).public_url == ELSEWHERE
        assert "secret" not in (here.data / NAME).read_text()
        assert (here.data / NAME).stat().st_mode & 0o077 == 0


def test_two_servers_on_sockets_are_two_stores(here: Settings, serving: Settings) -> None:
    with noted(replace(serving, database_url="postgresql:///suyuan?host=/run/a")):
        other = replace(here, database_url="postgresql:///suyuan?host=/run/b")
        assert as_served(other) == other


def test_a_second_server_leaves_the_note_of_the_first(here: Settings, serving: Settings) -> None:
    with noted(serving), noted(replace(serving, port=9001)):
        assert as_served(here).port == 9000


def test_a_folder_that_cannot_be_written_keeps_nobody_from_serving(here: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    closed = replace(here, data=tmp_path / "file")
    with noted(closed):
        assert as_served(closed) == closed


def test_the_doctor_and_invitations_name_the_running_server(
    serving: Settings, settings: Settings, conninfo: str, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = conninfo_to_dict(conninfo)
    database = f"postgresql:///{parts.pop('dbname')}?{urlencode(parts)}"
    for name, value in {"SUYUAN_DATA": str(settings.data), "DATABASE_URL": database, "PORT": ""}.items():
        monkeypatch.setenv(name, value)
    app = build(["doctor", "invite", "token"])
    with noted(replace(serving, data=settings.data, database_url=database)):
        found = CliRunner().invoke(app, ["doctor", "--json"]).stdout
        link = CliRunner().invoke(app, ["invite", "--home", "yunfu"]).stdout
    assert [ELSEWHERE in one["said"] for one in json.loads(found) if one["subject"] == "public address"] == [True]
    assert link.startswith(f"{ELSEWHERE}/people/join#")
