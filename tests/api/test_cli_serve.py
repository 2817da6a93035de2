"""One command that runs everything: started, killed in every part, started again, stopped, and nobody left behind."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from api.cli.serving.note import as_served
from store.settings import from_environment

SUYUAN = Path(sys.executable).with_name("suyuan")
PATIENCE = 90.0
"""Seconds for what takes two on a quiet machine."""


class Served:
    """`suyuan serve` on a free port with its data in `data`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.log = data / "serve.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(data),
            "SUYUAN_DATA": str(data / "var"),
            "PORT": str(self.port),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(SUYUAN), "serve", "--no-demo"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        until(lambda: self.children().keys() == {"http", "follow"} and self.status("/livez") == 200, self.told)

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def children(self) -> dict[str, psutil.Process]:
        """The living child processes by their work."""
        assert self.process is not None
        found: dict[str, psutil.Process] = {}
        for child in psutil.Process(self.process.pid).children():
            command = _command(child)
            if "api.cli.serving.child" in command:
                found[command[command.index("api.cli.serving.child") + 1]] = child
        return found

    def postmaster(self) -> int:
        """The embedded server's process; 0 when there is none."""
        for path in (self.data / "var").rglob("postmaster.pid"):
            return int(path.read_text().split("\n")[0])
        return 0

    def told(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if pid := self.postmaster():
            os.kill(pid, signal.SIGINT)
            until(lambda: not psutil.pid_exists(pid) or _gone(pid), self.told)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o755)  # as root, the database's account must reach it
    made = Served(tmp_path)
    made.start()
    yield made
    made.stop()


def test_it_comes_back_after_every_kind_of_death_and_leaves_nobody_behind(served: Served) -> None:
    first = served.children()
    first["http"].kill()
    until(lambda: served.status("/livez") == 200 and served.children()["http"].pid != first["http"].pid, served.told)
    first["follow"].kill()
    until(lambda: served.children().get("follow", first["follow"]).pid != first["follow"].pid, served.told)

    database = served.postmaster()
    assert database, "the data are not where the test looks, and killing nobody would kill the test itself"
    os.kill(database, signal.SIGKILL)
    until(lambda: served.status("/readyz") == 200 and served.postmaster() not in (0, database), served.told)

    orphans = list(served.children().values())
    assert served.process is not None
    database = served.postmaster()
    served.process.kill()
    served.process.wait()
    served.start()  # at once, while the orphans still hold the port
    assert served.postmaster() == database, "the orphaned database was not adopted"
    until(lambda: all(_gone(one.pid) for one in orphans), served.told)
    until(lambda: served.status("/readyz") == 200, served.told)

    everybody = [*served.children().values()]
    served.process.terminate()
    assert served.process.wait(PATIENCE) == 0
    assert all(_gone(one.pid) for one in everybody)
    assert served.postmaster() == 0, "the database still runs"
    assert served.status("/livez") == 0
    assert "Traceback" not in served.told()


def test_commands_beside_it_learn_its_port_while_it_runs(served: Served) -> None:
    beside = from_environment({"SUYUAN_DATA": served.environment["SUYUAN_DATA"]})
    assert as_served(beside).public_url == f"http://127.0.0.1:{served.port}"
    assert served.process is not None
    served.process.terminate()
    assert served.process.wait(PATIENCE) == 0
    assert as_served(beside) == beside


def test_a_port_in_use_is_told_in_a_sentence(served: Served, tmp_path: Path) -> None:
    environment = served.environment | {"SUYUAN_DATA": str(tmp_path / "other")}
    refused = subprocess.run([str(SUYUAN), "serve"], env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert refused.returncode == 1
    assert f"port {served.port} on 127.0.0.1 is in use" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_database_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "SUYUAN_DATA": str(tmp_path),
        "PORT": "0",
        "DATABASE_URL": "postgresql://127.0.0.1:1/no",
    }
    refused = subprocess.run([str(SUYUAN), "serve"], env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert refused.returncode == 1
    assert refused.stderr.startswith("suyuan: ")
    assert "Traceback" not in refused.stderr


def until(done: Callable[[], bool], told: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, told()
        time.sleep(0.1)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _gone(pid: int) -> bool:
    """A zombie is gone: in a container nobody may collect it."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
