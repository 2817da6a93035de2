"""kill -9 under writing clients: what was acknowledged is there exactly once, and nothing is there twice."""

from __future__ import annotations

import random
import threading
import time
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
import pytest

from store.embedded import EmbeddedServer
from tests.drills.product import Caller, Farm, Product, new_lot, register_farm, running, uuid7

CLIENTS = 8


@pytest.mark.parametrize("kills", [6, pytest.param(100, marks=pytest.mark.drill)])
def test_every_acknowledged_command_survives_kills_of_server_and_database(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    with running(tmp_path) as product:
        farm = register_farm(product)
        clients = [_Client(product, farm) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for number in range(kills):
            time.sleep(chance.uniform(0.3, 1.5))
            if number % 2:
                product.kill_postgres()
            elif number % 4:
                product.kill_everything_of_ours()
            else:
                product.kill_server()
            _await_progress(clients)
        for client in clients:
            client.quit.set()
        for client in clients:
            client.join()
            client.caller.close()
        product.await_ready()
        acknowledged = {command: lot for client in clients for command, lot in client.acknowledged.items()}
        assert [client.failed for client in clients if client.failed] == []
        assert len(acknowledged) >= kills * 10
        _check(product, clients, acknowledged)


class _Client(threading.Thread):
    """A phone that harvests: one lot a command, and each command until it is acknowledged."""

    def __init__(self, product: Product, farm: Farm) -> None:
        super().__init__(daemon=True)
        self.caller = Caller(product, farm.token)
        self.farm = farm
        self.quit = threading.Event()
        self.acknowledged: dict[UUID, str] = {}
        self.failed: list[str] = []

    def run(self) -> None:
        while not self.quit.is_set():
            command, lot = uuid7(), new_lot(self.farm.product)
            body = {"lot": lot, "site": self.farm.plot, "amount": {"value": "12.5", "unit": "kg"}}
            try:
                answer = self.caller.until_recorded("/v1/yunfu/harvests", body, command)
            except (AssertionError, httpx.HTTPError) as error:
                self.failed.append(str(error))
                return
            if answer.status_code != 201:
                self.failed.append(answer.text)
                return
            self.acknowledged[command] = lot


def _await_progress(clients: list[_Client]) -> None:
    """Until somebody was served after the kill, so that each kill meets a working product."""
    before = sum(len(client.acknowledged) for client in clients)
    end = time.monotonic() + 90
    while sum(len(client.acknowledged) for client in clients) < before + CLIENTS:
        assert time.monotonic() < end, "nobody was served for 90 s after a kill"
        time.sleep(0.05)


def _check(product: Product, clients: list[_Client], acknowledged: dict[UUID, str]) -> None:
    with psycopg.connect(EmbeddedServer(product.data).conninfo) as connection:
        commands = dict(connection.execute("SELECT id, count(*) FROM yunfu.command GROUP BY id").fetchall())
        assert {command for command in acknowledged if commands.get(command) != 1} == set(), "lost or doubled commands"
        harvests = dict(
            connection.execute(
                "SELECT command_id, count(*) FROM yunfu.event WHERE topic = 'lot:harvested' GROUP BY command_id"
            ).fetchall()
        )
        assert {command for command in acknowledged if harvests.get(command) != 1} == set(), "lost or doubled facts"
        assert max(harvests.values()) == 1
        dense = connection.execute("SELECT count(*), min(notification_id), max(notification_id) FROM yunfu.event")
        count, first, last = dense.fetchone() or (0, 0, 0)
        assert (first, last) == (1, count), "positions have holes"
    farm = clients[0].farm
    lots = set(acknowledged.values())
    with Caller(product, clients[0].farm.token) as caller:
        stocks = caller.get("/v1/yunfu/stocks", site=farm.plot, limit=200)
    assert stocks.status_code == 200, stocks.text
    shown = {row["lot"]: Decimal(row["on_hand"]) for row in stocks.json()["items"]}
    assert shown
    assert {lot for lot, on_hand in shown.items() if on_hand != Decimal("12.5")} == set()
    assert len(lots) == len(acknowledged)
