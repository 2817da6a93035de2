"""Which process holds a data directory, told by what the process is and not by its number alone.

After a power cut another program may have the number that `postmaster.pid` names, and in a container without an
init a killed server stays as a zombie. Both look alive to `kill(pid, 0)`, which is what PostgreSQL itself asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What `postmaster.pid` says."""

    pid: int
    socket_directory: str
    ready: bool


def read_postmaster(data: Path) -> Postmaster | None:
    """Read `postmaster.pid`; None when there is none or it is not yet whole."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    directory = lines[4].strip() if len(lines) > 4 else ""
    return Postmaster(int(lines[0]), directory, len(lines) > 7 and lines[7].strip() == "ready")


def holds(pid: int, data: Path) -> bool:
    """True when `pid` is a living server of `data`: every PostgreSQL process works inside its data directory."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == data.resolve()
    except (psutil.Error, OSError):
        return False


def left_behind(data: Path) -> list[int]:
    """Processes of a dead server that still work in `data`; they leave by themselves within a moment."""
    return [pid for pid in psutil.pids() if holds(pid, data)]


def clear_stale(data: Path, socket_directory: Path) -> None:
    """Remove the lock files of a dead server of `data`, unless one of its processes still lives."""
    locks = [lock for lock in (data / "postmaster.pid", socket_directory / ".s.PGSQL.5432.lock") if lock.exists()]
    if locks and not left_behind(data):
        for lock in locks:
            lock.unlink(missing_ok=True)
