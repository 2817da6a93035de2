"""How long a stranger waits: from the command to the first answer, with an empty data folder and with a full one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.row import Row

COLD, WARM = 5.0, 1.5
"""Seconds that the design allows: initdb, schema and serving; serving what is there."""
PATIENCE = 60.0


def rows(rounds: int) -> list[Row]:
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(rounds):
        with TemporaryDirectory(prefix="suyuan-start-") as data:
            cold.append(_seconds_to_answer(Path(data)))
            warm.append(_seconds_to_answer(Path(data)))
    return [_row("start, cold: initdb, schema, serve", cold, COLD), _row("start, warm", warm, WARM)]


def _row(name: str, seconds: list[float], target: float) -> Row:
    value = median(seconds)
    ratio = target / value
    return Row(name, round(value, 2), "s", target, round(ratio, 3), 1.0, ratio >= 1.0)


def _seconds_to_answer(data: Path) -> float:
    """Start the product on `data`, wait until it is ready, stop it again."""
    port = _free_port()
    started = time.perf_counter()
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("suyuan")), "serve", "--no-demo"],
        env=os.environ | {"SUYUAN_DATA": str(data), "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if server.poll() is not None or time.perf_counter() - started > PATIENCE:
                message = "the server did not answer; start it by hand to see why: suyuan serve --no-demo"
                raise SystemExit(message)
            time.sleep(0.02)
        return time.perf_counter() - started
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=PATIENCE)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/01/09520000000011")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
