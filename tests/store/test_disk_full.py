"""A disk that is full: writes are refused, reads go on, and it heals when there is room again.

A small tmpfs is the disk. Root mounts it; anybody else runs the same story in a user namespace of its own.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import pytest

from store.datastore import Datastore
from store.embedded import EmbeddedServer
from store.errors import StoreFull
from store.migrate import migrate
from store.recorder import Recorder
from tests.store.making import Deed, event

MEGABYTES = 420
BALLAST = 150 << 20
ROOT = Path(__file__).parents[2]


def test_a_full_disk_refuses_writes_and_heals():
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-current-user", "--keep-caps"])]
    with tempfile.TemporaryDirectory(prefix="suyuan-full-") as place:
        Path(place).chmod(0o755)
        mount = f"mount -t tmpfs -o size={MEGABYTES}m,mode=755 suyuan {place}"
        script = f"{mount} && exec {sys.executable} -m tests.store.test_disk_full {place}"
        told = subprocess.run(
            [*unshare, "sh", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
        )
    assert told.returncode == 0, told.stdout + told.stderr


def tell(place: Path) -> None:
    """The story itself, on a disk of MEGABYTES at `place`."""
    ballast = place / "ballast"
    ballast.write_bytes(bytes(BALLAST))
    server = EmbeddedServer(place)
    migrate(server.start(), ["yunfu", "commons"])
    server.supervise()
    datastore = Datastore(server.conninfo)
    recorder = Recorder(datastore, "yunfu")
    acknowledged = fill(recorder)
    for _ in range(3):
        with pytest.raises(StoreFull):
            recorder.insert_events([event(uuid4())], act=Deed())
    assert recorder.select_facts(acknowledged, 1)[0].position == acknowledged
    ballast.unlink()
    assert until_recorded(recorder) == acknowledged + 1
    datastore.close()
    server.stop()


def fill(recorder: Recorder) -> int:
    """Write until the store is full; returns the last acknowledged position."""
    acknowledged = 0
    while True:
        try:
            events = [event(uuid4(), 1, os.urandom(60_000)) for _ in range(20)]
            acknowledged = recorder.insert_events(events, act=Deed())[-1]
        except StoreFull:
            return acknowledged


def until_recorded(recorder: Recorder) -> int:
    """Try for at most 10 s; returns the position."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return recorder.insert_events([event(uuid4())], act=Deed())[0]
        except StoreFull:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


if __name__ == "__main__":
    tell(Path(sys.argv[1]))
