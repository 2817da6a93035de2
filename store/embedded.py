"""The embedded PostgreSQL: started, adopted, watched and stopped by the application itself."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from signal import SIGINT
from threading import Event, Thread
from typing import IO

import psycopg
from psycopg.conninfo import make_conninfo

from store.errors import StoreUnavailable
from store.server.account import Account, own_directory
from store.server.binaries import Binaries, find_binaries
from store.server.config import write_config
from store.server.place import cluster_of
from store.server.postmaster import clear_stale, holds, left_behind, read_postmaster
from store.server.space import guard_space

log = logging.getLogger(__name__)

SOCKET_LIMIT = 103
"""Bytes of a unix socket's path that every system takes (Linux 107, macOS 103)."""
START_SECONDS = 60.0
"""How long a start may take; crash recovery is part of it."""
STOP_SECONDS = 30.0
WATCH_SECONDS = 0.2
LOG_BYTES = 10_000_000

_left_running: list[subprocess.Popen[bytes]] = []
"""Servers that this process started and left, to others or dying; still its children, collected when they end."""


class EmbeddedServer:
    """One PostgreSQL cluster under `data`/pg, shared by every process that runs with the same `data`.

    The server outlives an application that is killed; the next start adopts it. `stop` stops it only when no
    other process uses it. As root the server runs under another account (see `store.server.account`); when that
    account cannot reach `data`, the cluster lies under /var/lib/suyuan instead, named by a digest of `data`.
    """

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.data.mkdir(parents=True, exist_ok=True)
        digest = sha256(str(self.data.resolve()).encode()).hexdigest()[:12]
        cluster, account = cluster_of(self.data, digest)
        self.account = account
        self.cluster = cluster
        self.socket_directory = _socket_directory(cluster.parent / "pg-run", account, digest)
        self.log_path = cluster.parent / "pg.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._user: IO[bytes] | None = None
        self._quit = Event()
        self._watcher: Thread | None = None

    @property
    def conninfo(self) -> str:
        """The libpq address of the server: a unix socket that only its account and root can open."""
        return make_conninfo(host=str(self.socket_directory), port=5432, user="suyuan", dbname="postgres")

    def start(self) -> str:
        """Make the cluster when there is none, start or adopt its server, return the libpq address.

        Raises SettingsRefused (wrong owner, wrong version, no binaries) or StoreUnavailable (it does not start).
        """
        with self._alone():
            self._start()
            if self._user is None:
                self._user = (self.data / "pg.users").open("ab")
                fcntl.flock(self._user, fcntl.LOCK_SH)
        return self.conninfo

    def supervise(self) -> None:
        """Watch the server from a thread until `stop`: start it again when it dies, close it when the disk fills up."""
        self._watcher = Thread(target=self._watch, name="postgres watcher", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Leave the server, and stop it when this was the last process that used it."""
        self._quit.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None
        if self._user is None:
            return
        with self._alone():
            if self._last_user():
                self._stop()
            self._leave()
            self._user.close()
            self._user = None

    def alive(self) -> bool:
        """True while the server's main process lives; also collects it when it was our child and died."""
        if self._process is not None and self._process.poll() is not None:
            self._process = None
        named = read_postmaster(self.cluster)
        return named is not None and holds(named.pid, self.cluster)

    def _start(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        if not self.alive():
            existing = self.cluster / "PG_VERSION"
            major = int(existing.read_text().split(".")[0]) if existing.exists() else None
            binaries = find_binaries(self.account, major)
            if major is None:
                self._initialise(binaries)
            write_config(self.cluster, self.account)
            own_directory(self.socket_directory, self.account)
            while left_behind(self.cluster) and time.monotonic() < deadline:
                time.sleep(0.05)
            clear_stale(self.cluster, self.socket_directory)
            self._spawn(binaries)
        self._await_answer(deadline)
        guard_space(self.cluster, self.conninfo)

    def _initialise(self, binaries: Binaries) -> None:
        draft = self.cluster.with_name("pg.new")
        if draft.exists():  # a start was killed half way: nothing in it was ever used
            shutil.rmtree(draft)
        own_directory(draft, self.account)
        how = "--username=suyuan --encoding=UTF8 --no-locale --auth-local=peer --auth-host=reject --data-checksums"
        made = self._run([binaries.initdb, "--pgdata", draft, "--no-instructions", *how.split()])
        if made.returncode != 0:
            message = f"initdb failed in {draft}: {made.stderr.decode(errors='replace').strip()}"
            raise StoreUnavailable(message)
        draft.rename(self.cluster)

    def _run(self, command: list[str | Path]) -> subprocess.CompletedProcess[bytes]:
        who = self.account
        if who.is_me:
            return subprocess.run(command, capture_output=True, cwd="/", env=_bare_environment())
        return subprocess.run(
            command, capture_output=True, cwd="/", env=_bare_environment(), user=who.uid, group=who.gid, extra_groups=[]
        )

    def _spawn(self, binaries: Binaries) -> None:
        if self.log_path.exists() and self.log_path.stat().st_size > LOG_BYTES:
            self.log_path.replace(self.log_path.with_suffix(".log.1"))
        self._leave()
        who = self.account
        command = [binaries.postgres, "-D", self.cluster, "-k", self.socket_directory]
        with self.log_path.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=_bare_environment(),
                start_new_session=True,
                user=None if who.is_me else who.uid,
                group=None if who.is_me else who.gid,
                extra_groups=None if who.is_me else [],
            )

    def _leave(self) -> None:
        """Let go of the child: it runs on for others, or it was killed and the system has not yet said so."""
        _left_running[:] = [one for one in _left_running if one.poll() is None]
        if self._process is not None and self._process.poll() is None:
            _left_running.append(self._process)
        self._process = None

    def _await_answer(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                code, self._process = self._process.returncode, None
                message = f"PostgreSQL ended with code {code}: {self._last_words()}"
                raise StoreUnavailable(message)
            named = read_postmaster(self.cluster)
            if named is not None and named.ready:
                try:
                    with psycopg.connect(self.conninfo, connect_timeout=3) as connection:
                        connection.execute("SELECT 1")
                    return
                except psycopg.OperationalError as error:
                    log.debug("not yet: %s", error)
            time.sleep(0.01)
        message = f"PostgreSQL under {self.cluster} did not answer in {START_SECONDS:.0f} s: {self._last_words()}"
        raise StoreUnavailable(message)

    def _watch(self) -> None:
        pause = WATCH_SECONDS
        while not self._quit.wait(pause):
            try:
                if self.alive():
                    guard_space(self.cluster, self.conninfo)
                else:
                    log.warning("the embedded PostgreSQL died: starting it again")
                    with self._alone():
                        self._start()
                pause = WATCH_SECONDS
            except (StoreUnavailable, OSError, psycopg.Error) as error:
                pause = min(pause * 2, 5.0)
                log.error("the embedded PostgreSQL is not well: %s", error)

    def _stop(self) -> None:
        named = read_postmaster(self.cluster)
        if named is None or not holds(named.pid, self.cluster):
            return
        os.kill(named.pid, SIGINT)  # fast shutdown: sessions end, everything committed is on disk
        deadline = time.monotonic() + STOP_SECONDS
        while self.alive() or left_behind(self.cluster):
            if time.monotonic() > deadline:
                log.error("the embedded PostgreSQL (%s) does not stop", named.pid)
                return
            time.sleep(0.01)
        if self._process is not None:
            self._process.wait()
            self._process = None

    def _last_user(self) -> bool:
        assert self._user is not None
        try:
            fcntl.flock(self._user, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _last_words(self) -> str:
        if not self.log_path.exists():
            return "it left no log"
        return " | ".join(self.log_path.read_text(errors="replace").splitlines()[-5:])

    @contextmanager
    def _alone(self) -> Generator[None]:
        with (self.data / "pg.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _socket_directory(preferred: Path, account: Account, digest: str) -> Path:
    if len(os.fsencode(preferred / ".s.PGSQL.5432")) <= SOCKET_LIMIT:
        return preferred
    return Path("/tmp", f"suyuan-{account.uid}-{digest}")


def _bare_environment() -> dict[str, str]:
    """PG* variables of the caller must not reach the server; libraries may need LD_LIBRARY_PATH."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "TZDIR")}
    return kept | {"LC_ALL": "C"}
