"""The product as a process of its own, on a database that the tests made: a server and followers over real HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
from psycopg.conninfo import conninfo_to_dict

from tests.api.signing.provider_process import CLIENT, SECRET

PATIENCE = 60.0
SERVE = "from api.cli import main; main()"


def url_of(conninfo: str) -> str:
    """The libpq address as a URL, which is how settings want it."""
    parts = {name: str(value) for name, value in conninfo_to_dict(conninfo).items() if value is not None}
    return f"postgresql:///{quote(parts.pop('dbname'))}?{urlencode(parts)}"


@contextmanager
def served(conninfo: str, data: Path, issuer: str) -> Iterator[str]:
    """The address of a running product that knows the identity provider `issuer`; its log is `data`/serve.log."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = {
        "SUYUAN_DATA": str(data),
        "DATABASE_URL": url_of(conninfo),
        "PORT": str(port),
        "SUYUAN_PROXY": "127.0.0.1",
        "SUYUAN_OIDC_ISSUER": issuer,
        "SUYUAN_OIDC_CLIENT_ID": CLIENT,
        "SUYUAN_OIDC_CLIENT_SECRET": SECRET,
    }
    log = data / "serve.log"
    with log.open("ab") as told, _running(settings, told.fileno()) as process:
        _await_ready(process, address, log)
        yield address


@contextmanager
def provider() -> Iterator[str]:
    """The address of an identity provider in a process of its own."""
    command = [sys.executable, "-m", "tests.api.signing.provider_process"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def _running(settings: Mapping[str, str], log: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--no-demo"],
        env=os.environ | settings,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _await_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not ready: {log.read_text()[-3000:]}")
