"""The whole product as a process of its own, for drills that break it: `suyuan serve` on its own port and folder."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import httpx
import psutil

from domain.lot_code import RANDOM_BITS, mint_lot_code
from tests.tree import ROOT

SUYUAN = [str(Path(sys.executable).with_name("suyuan"))]
PATIENCE = 90.0


@dataclass
class Product:
    """`serve` with `options`, started and started again on one data folder: the code of this checkout, whatever is
    installed.
    """

    data: Path
    port: int
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment_of_ours(self) -> dict[str, str]:
        ours = {"SUYUAN_DATA": str(self.data), "PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        return os.environ | ours | self.environment

    @property
    def log(self) -> Path:
        return self.data / "serve.log"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*SUYUAN, "serve", "--no-demo", *self.options],
                env=self.environment_of_ours,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def await_ready(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process is not None and self.process.poll() is None:
            try:
                if httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"not ready: {self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def told(self, *arguments: str) -> str:
        """What a command of the command line prints."""
        return subprocess.run(
            [*SUYUAN, *arguments], env=self.environment_of_ours, capture_output=True, text=True, check=True
        ).stdout

    def token(self, *options: str) -> str:
        return re.findall(r"sy_\S+", self.told("token", *options))[-1]

    def kill_server(self) -> None:
        """kill -9 of one server process; its supervisor notices."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children(recursive=True)
        for child in children:
            if "http" in child.cmdline():
                child.kill()
                return

    def kill_everything_of_ours(self) -> None:
        """kill -9 of the supervisor; its children end by themselves, PostgreSQL stays as an orphan; start again."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.start()

    def kill_postgres(self) -> None:
        """kill -9 of PostgreSQL's first process."""
        pid_file = self.data / "pg" / "postmaster.pid"
        try:
            os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError, IndexError, ValueError):
            return  # it is starting just now, after the kill before


@contextmanager
def running(data: Path, *options: str, **environment: str) -> Generator[Product]:
    data.chmod(0o755)  # as root, the database's account must reach it
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    product = Product(data, port, options, environment=environment)
    product.start()
    try:
        product.await_ready()
        yield product
    finally:
        product.stop()


def uuid7() -> UUID:
    """RFC 9562 version 7: the time, then random bits."""
    value = int(time.time() * 1000) << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return UUID(int=value)


def new_lot(product: str) -> str:
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
    return f"01/{product}/10/{mint_lot_code(date.fromisoformat(today), secrets.randbits(RANDOM_BITS))}"


class Caller:
    """Sends commands as one person; a command is the same however often it is sent."""

    def __init__(self, product: Product, token: str) -> None:
        self._client = httpx.Client(base_url=product.address, timeout=20, headers={"Authorization": f"Bearer {token}"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, **query: str | int) -> httpx.Response:
        return self._client.get(path, params=query)

    def send(self, path: str, body: dict[str, Any], command: UUID | None = None, **headers: str) -> httpx.Response:
        return self._client.post(path, json=body, headers={"Idempotency-Key": str(command or uuid7())} | headers)

    def must(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.send(path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def until_recorded(
        self, path: str, body: dict[str, Any], command: UUID, seconds: float = PATIENCE
    ) -> httpx.Response:
        """Send as a phone does: again and again under the same id, until the server says that it has it."""
        end = time.monotonic() + seconds
        while True:
            try:
                answer = self.send(path, body, command)
                if answer.status_code < 500:
                    return answer
            except httpx.HTTPError:
                pass
            if time.monotonic() > end:
                raise AssertionError(f"command {command} found no server for {seconds} s")
            time.sleep(0.05)


@dataclass(frozen=True)
class Farm:
    """A product, a cooperative, a household with a plot, and a packhouse site, registered through HTTP."""

    product: str
    cooperative: str
    household: str
    plot: str
    shed: str
    token: str
    administrator: str


def register_farm(product: Product, **household: Any) -> Farm:
    administrator = product.token("--role", "administrator")
    with Caller(product, administrator) as operator:
        gtin, cooperative = _commons(operator)
    token = product.token("--role", "packer", "--party", cooperative)
    with Caller(product, token) as member:
        home, plot, shed = _yunfu(member, household)
    return Farm(gtin, cooperative, home, plot, shed, token, administrator)


def _commons(operator: Caller) -> tuple[str, str]:
    goods = {
        "name_zh": "无核黄皮", "name_en": "Seedless wampee", "category": "fruit", "measure": "kg", "county": "445322",
        "packs": [{"name": "件", "kilograms": "10"}], "season": [6, 7, 8], "certificate": True,
    }  # fmt: skip
    gtin = operator.must("/v1/commons/products", goods)["product"]
    cooperative = operator.must(
        "/v1/commons/parties", {"kind": "cooperative", "name": "郁南黄皮合作社", "county": "445322"}
    )["party"]
    return gtin, cooperative


def _yunfu(member: Caller, household: dict[str, Any]) -> tuple[str, str, str]:
    person = {"kind": "household", "name": "张三丰", "phone": "13800001111", "county": "445322"} | household
    home = member.must("/v1/yunfu/parties", person)["party"]
    point = {"lat": 23.237301, "lon": 111.530182, "accuracy_m": 8, "datum": "WGS-84"}
    plot = member.must(
        "/v1/yunfu/sites", {"kind": "plot", "county": "445322", "party": home, "point": point, "area_mu": "5"}
    )["site"]
    shed = member.must("/v1/yunfu/sites", {"kind": "packhouse", "county": "445322", "name": "建城包装场"})["site"]
    return home, plot, shed
