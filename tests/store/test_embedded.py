"""The embedded server: starts cold and warm, is adopted, shared, restarted, and never fooled by a stale pid."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from shutil import rmtree

import psutil
import psycopg
import pytest

from store.embedded import SOCKET_LIMIT, EmbeddedServer, _left_running  # pyright: ignore[reportPrivateUsage]
from store.errors import SettingsRefused
from store.server.postmaster import holds, left_behind, read_postmaster


@pytest.fixture(scope="module")
def data() -> Generator[Path]:
    """A directory with a cluster in it, stopped."""
    place = Path(tempfile.mkdtemp(prefix="suyuan-embedded-"))
    place.chmod(0o755)
    server = EmbeddedServer(place)
    server.start()
    server.stop()
    yield place
    assert not left_behind(server.cluster)
    rmtree(place)


def ask(server: EmbeddedServer, question: str) -> object:
    with psycopg.connect(server.conninfo, connect_timeout=5) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def pid_of(server: EmbeddedServer) -> int:
    named = read_postmaster(server.cluster)
    assert named is not None
    return named.pid


def until_restarted(server: EmbeddedServer, old: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        named = read_postmaster(server.cluster)
        if named is not None and named.pid != old and named.ready:
            return
        time.sleep(0.02)
    pytest.fail("the server was not started again")


def test_what_was_written_is_there_after_a_stop(data: Path):
    server = EmbeddedServer(data)
    server.start()
    with psycopg.connect(server.conninfo) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    assert not server.alive()
    again = EmbeddedServer(data)
    again.start()
    assert ask(again, "SELECT answer FROM kept") == 42
    again.stop()


def test_it_is_durable_private_and_unprivileged(data: Path):
    server = EmbeddedServer(data)
    server.start()
    assert [ask(server, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")] == ["on"] * 3
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW data_checksums") == "on"
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert server.socket_directory.stat().st_mode & 0o777 == 0o700
    assert psutil.Process(pid_of(server)).uids().effective != 0
    server.stop()


def test_an_orphan_is_adopted(data: Path):
    script = "import sys, os; from pathlib import Path; from store.embedded import EmbeddedServer as S\n"
    script += "s = S(Path(sys.argv[1])); s.start(); s.supervise(); os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", script, str(data)], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    server = EmbeddedServer(data)
    orphan = pid_of(server)
    assert server.alive()
    started = time.monotonic()
    server.start()
    assert time.monotonic() - started < 2
    assert pid_of(server) == orphan
    server.stop()
    assert not holds(orphan, server.cluster)


def test_the_last_user_stops_it(data: Path):
    first, second = EmbeddedServer(data), EmbeddedServer(data)
    first.start()
    second.start()
    first.stop()
    assert ask(second, "SELECT 1") == 1
    second.stop()
    assert not second.alive()


def test_a_killed_server_is_started_again(data: Path):
    server = EmbeddedServer(data)
    server.start()
    server.supervise()
    for _ in range(2):
        old = pid_of(server)
        os.kill(old, signal.SIGKILL)
        until_restarted(server, old)
        assert ask(server, "SELECT 1") == 1
    server.stop()


def test_a_child_that_is_still_dying_when_another_is_started_is_collected_later(data: Path):
    server = EmbeddedServer(data)
    dying = subprocess.Popen(["sleep", "60"])
    server._process = dying  # pyright: ignore[reportPrivateUsage]
    server.start()
    try:
        assert pid_of(server) != dying.pid
        assert dying in _left_running
        dying.kill()
        dying.wait()
    finally:
        server.stop()
    assert dying not in _left_running


def test_a_pid_file_that_names_another_program_does_not_fool_it(data: Path):
    server = EmbeddedServer(data)
    server.start()
    lines = (server.cluster / "postmaster.pid").read_text().splitlines()
    server.stop()
    lines[0] = str(os.getpid())
    (server.cluster / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert not server.alive()
    again = EmbeddedServer(data)
    again.start()
    assert ask(again, "SELECT 1") == 1
    again.stop()


def test_a_zombie_does_not_count_as_a_server(data: Path):
    server = EmbeddedServer(data)
    server.start()
    old = pid_of(server)
    os.kill(old, signal.SIGKILL)  # our own child, not yet collected: a zombie, as in a container without an init
    deadline = time.monotonic() + 5
    while psutil.Process(old).status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.01)
    again = EmbeddedServer(data)
    again.start()
    assert pid_of(again) != old
    assert ask(again, "SELECT 1") == 1
    again.stop()
    server.alive()  # collects the zombie
    server.stop()


def test_two_processes_that_start_at_once_share_one_server(tmp_path_factory: pytest.TempPathFactory):
    place = Path(tempfile.mkdtemp(prefix="suyuan-embedded-"))
    place.chmod(0o755)
    script = "import sys; from pathlib import Path; from store.embedded import EmbeddedServer as S\n"
    script += "from store.migrate import migrate; from store.server.postmaster import read_postmaster as r\n"
    script += "s = S(Path(sys.argv[1])); c = s.start(); migrate(c, ['yunfu', 'commons'])\n"
    script += "print(r(s.cluster).pid, flush=True); input(); s.stop()"
    apps = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    pids = {app.stdout.readline() for app in apps if app.stdout}
    for app in apps:
        app.communicate("\n", timeout=60)
    assert len(pids) == 1
    assert pids != {""}
    assert {app.returncode for app in apps} == {0}
    assert not left_behind(EmbeddedServer(place).cluster)
    rmtree(place)


def test_a_deep_directory_gets_a_short_socket(data: Path, monkeypatch: pytest.MonkeyPatch):
    deep = data / ("d" * 60) / ("e" * 60)
    server = EmbeddedServer(deep)
    assert len(os.fsencode(server.socket_directory / ".s.PGSQL.5432")) <= SOCKET_LIMIT
    server.start()
    assert ask(server, "SELECT 1") == 1
    server.stop()
    rmtree(server.socket_directory)


def test_data_of_another_major_version_are_refused(data: Path):
    version = EmbeddedServer(data).cluster / "PG_VERSION"
    ours = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(SettingsRefused, match="PostgreSQL 9 but only"):
            EmbeddedServer(data).start()
    finally:
        version.write_text(ours)


def test_a_start_that_was_killed_half_way_is_begun_anew(tmp_path_factory: pytest.TempPathFactory):
    place = Path(tempfile.mkdtemp(prefix="suyuan-embedded-"))
    place.chmod(0o755)
    server = EmbeddedServer(place)
    (server.cluster.with_name("pg.new") / "base").mkdir(parents=True)
    server.start()
    assert ask(server, "SELECT 1") == 1
    server.stop()
    rmtree(place)


def test_a_private_directory_serves_its_owner_and_root_lends_another_to_the_servers_account():
    place = Path(tempfile.mkdtemp(prefix="suyuan-embedded-"))  # 0700
    server = EmbeddedServer(place)
    lent = place not in server.cluster.parents
    assert lent == (os.geteuid() == 0)
    server.start()
    assert ask(server, "SELECT 1") == 1
    server.stop()
    if lent:
        rmtree(server.cluster.parent)
    rmtree(place)


def test_a_cluster_stays_where_it_was_made_when_its_folder_is_opened_to_others():
    place = Path(tempfile.mkdtemp(prefix="suyuan-embedded-"))  # 0700
    server = EmbeddedServer(place)
    server.start()
    server.stop()
    place.chmod(0o755)
    assert EmbeddedServer(place).cluster == server.cluster
    rmtree(server.cluster.parent)
    if place.exists():
        rmtree(place)


def test_records_that_are_out_of_reach_are_not_replaced_by_an_empty_store(data: Path):
    data.chmod(0o700)
    try:
        if os.geteuid() == 0:
            with pytest.raises(SettingsRefused, match="cannot get there any more"):
                EmbeddedServer(data)
        else:
            assert EmbeddedServer(data).cluster == data / "pg"
    finally:
        data.chmod(0o755)
    assert EmbeddedServer(data).cluster == data / "pg"
