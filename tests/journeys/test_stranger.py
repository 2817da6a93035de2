"""A stranger's first minute: README's two commands in a clean copy, with an empty HOME and a bare environment.

PATH is kept, so that make and python3 are found, and so are PIP_* variables where there are any: how this machine
reaches its package index is the machine's own business, as it would be a stranger's. Nothing else comes along.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx2
import pytest

from tests.tree import ROOT, own_files

INSTALL = 900.0  # seconds: a cold download of every package over a slow line
START = 60.0  # seconds from the server's start to a scanned page: the promise
LABEL = re.compile(r'href="((?:http://[^"/]+)?/01/\d{14}/10/[^"?#]+)"')


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clean copy in `suyuan` and an empty `home`."""
    place = tmp_path_factory.mktemp("stranger")
    for path in own_files():
        target = place / "suyuan" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target)
    (place / "home").mkdir()
    return place


@pytest.fixture(scope="module")
def bare(place: Path) -> dict[str, str]:
    ours = str(Path(sys.prefix) / "bin")
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if part != ours)
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    return {"PATH": path, "HOME": str(place / "home"), **pip}


@dataclass(frozen=True)
class Running:
    """A `make run` whose installing is over."""

    made: subprocess.Popen[bytes]
    log: Path
    address: str
    since: float
    """When the server was started, on the monotonic clock."""

    def printed(self) -> str:
        return self.log.read_text(errors="replace")

    def seconds(self) -> float:
        return time.monotonic() - self.since


@pytest.fixture
def running(place: Path, bare: dict[str, str]) -> Iterator[Running]:
    """`make run` on a free port with its data in `place`; stopped at the end, all of it."""
    port = _free_port()
    log = place / "run.log"
    environment = {**bare, "PORT": str(port), "SUYUAN_DATA": str(place / "data")}
    with log.open("wb") as output:
        made = subprocess.Popen(
            ["make", "run"],
            cwd=place / "suyuan",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that stopping it stops exactly what it started
        )
    try:
        _wait_for(place / "suyuan" / ".venv" / "installed-requirements", made, log)
        yield Running(made, log, f"http://127.0.0.1:{port}", time.monotonic())
    finally:
        _stop(made, place / "data")


def test_make_run_leads_to_a_scanned_page_within_a_minute(running: Running) -> None:
    while running.address not in running.printed():
        assert running.made.poll() is None, running.printed()[-2000:]
        assert running.seconds() < START, running.printed()[-2000:]
        time.sleep(0.1)
    with httpx2.Client(base_url=running.address, timeout=10, headers={"Accept": "text/html"}) as browser:
        home = browser.get("/")
        assert home.status_code == 200
        label = LABEL.search(home.text)
        assert label, "the home page shows no demo label"
        page = browser.get(unescape(label[1]))
    assert running.seconds() < START
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "溯源" in page.text


def test_what_readme_shows_works_on_the_running_demo(place: Path, bare: dict[str, str], running: Running) -> None:
    """From a harvest to a scan, an inspector's question, a ledger, and the looking after, as they stand there."""
    with httpx2.Client(base_url=running.address, timeout=10, headers={"Accept": "text/html"}) as browser:
        while not _settled(browser):
            assert running.seconds() < 2 * START, running.printed()[-2000:]
            time.sleep(0.5)
    readme = (place / "suyuan" / "README.md").read_text()
    shown = readme[readme.index("### From a harvest to a scan") : readme.index("### The tests")]
    script = "\n".join(re.findall(r"```sh\n(.*?)```", shown, re.S)).replace("http://127.0.0.1:8000", running.address)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=place / "suyuan",
        env={**bare, "SUYUAN_DATA": str(place / "data")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    for said in ('"on_hand":"100.000"', '"code":"harvested"', "1 lots, 1 steps", "2 new commands recorded"):
        assert said in done.stdout + done.stderr, done.stdout[-3000:]
    assert (place / "suyuan" / "movements.csv").stat().st_size > 100_000


def test_make_test_installs_what_the_tests_need_and_runs_them(place: Path, bare: dict[str, str]) -> None:
    """One folder of them: the rest is what is running now."""
    command = ["make", "test", "ARGS=tests/domain -q"]
    done = subprocess.run(
        command,
        cwd=place / "suyuan",
        env=bare,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=INSTALL,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    assert re.search(r"\d+ passed", done.stdout)


def _settled(browser: httpx2.Client) -> bool:
    """Whether the home page answers and has no more labels to wait for."""
    try:
        page = browser.get("/")
    except httpx2.TransportError:
        return False
    return page.status_code == 200 and 'http-equiv="refresh"' not in page.text and LABEL.search(page.text) is not None


def _wait_for(stamp: Path, made: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + INSTALL
    while not stamp.exists():
        assert made.poll() is None, log.read_text()[-2000:]
        assert time.monotonic() < deadline, log.read_text()[-2000:]
        time.sleep(0.05)


def _stop(made: subprocess.Popen[bytes], data: Path) -> None:
    """Ask, then insist; the embedded PostgreSQL is a group of its own and is stopped by the pid that it wrote."""
    postmasters = [int(path.read_text().split("\n")[0]) for path in data.rglob("postmaster.pid")]
    for group, patience in ((signal.SIGTERM, 30), (signal.SIGKILL, 5)):
        if made.poll() is None:
            os.killpg(made.pid, group)
            try:
                made.wait(patience)
            except subprocess.TimeoutExpired:
                continue
    for pid in postmasters:
        try:
            os.kill(pid, signal.SIGINT)  # PostgreSQL's fast shutdown
        except ProcessLookupError:
            continue


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
