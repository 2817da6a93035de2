"""How fast commands are over HTTP: 64 phones at one process, and days of outboxes in batches, against plain psycopg."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime
from itertools import count, cycle
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import psycopg

from api.auth import issue_token
from api.recording import carry_out
from api.regions import Regions
from bench import baseline
from bench.phones import request, seconds_taken
from bench.place import fresh_database
from bench.row import Row, rate_row
from bench.served import serving
from bench.trace_serving import rows as traced
from domain import commands
from domain.act import SHANGHAI, Act
from domain.lot_code import mint_lot_code
from domain.region import COMMONS
from store.settings import REGIONS, from_environment

REGION, COUNTY = "yunfu", "445322"
PHONES = 64
COMMANDS = 6_400
BATCHES, BATCH = 30, 200
BASKETS = 5
"""Harvests of one lot, on average: what a command reads, as in the baseline."""
OPERATOR = "9521234000006"
_numbers = count()


class Grower:
    """A party with a site, a product and a token for each phone, and the requests that they send."""

    def __init__(self, regions: Regions) -> None:
        self.product = _done(regions, COMMONS, OPERATOR, commands.register_product, _PRODUCT)["product"]
        self.party = _done(regions, COMMONS, OPERATOR, commands.register_party, _PARTY)["party"]
        self.site = _done(regions, REGION, self.party, commands.register_site, _SITE | {"party": self.party})["site"]
        how = {"person": "bench", "party": self.party, "party_region": COMMONS, "role": "packer"}
        tokens = [issue_token(regions.settings, regions.datastore, **how) for _ in range(PHONES)]
        self.phones = cycle({"Authorization": f"Bearer {token}"} for token in tokens)

    def phone(self, harvests: int) -> list[bytes]:
        """Requests of one phone: baskets into lots of its own."""
        headers = next(self.phones)
        lots = [self._lot() for _ in range(max(1, harvests // BASKETS))]
        return [
            request(
                f"/v1/{REGION}/harvests",
                json.dumps(self._harvest(lots[number % len(lots)])).encode(),
                Idempotency_Key=str(_uuid7()),
                **headers,
            )
            for number in range(harvests)
        ]

    def batch(self) -> bytes:
        """The outbox of a day: BATCH harvests, each of its own lot."""
        now = datetime.now(SHANGHAI).isoformat()
        outbox = [
            {
                "id": str(_uuid7()),
                "path": f"/v1/{REGION}/harvests",
                "body": json.dumps(self._harvest(self._lot()) | {"occurred_at": now}),
                "captured": "offline",
            }
            for _ in range(BATCH)
        ]
        body = json.dumps({"sent_at": now, "commands": outbox}).encode()
        return request(f"/v1/{REGION}/batches", body, **next(self.phones))

    def _harvest(self, lot: str) -> dict[str, Any]:
        return {"lot": lot, "site": self.site, "amount": {"value": "12.5", "unit": "kg"}}

    def _lot(self) -> str:
        return f"01/{self.product}/10/{mint_lot_code(datetime.now(SHANGHAI).date(), next(_numbers))}"


def rows(rounds: int) -> list[Row]:
    """The rows of design section 5 that go over HTTP; every round measures all of them once, in turn."""
    singles: list[float] = []
    batched: list[float] = []
    raw: list[float] = []
    with TemporaryDirectory(prefix="suyuan-serving-") as folder, fresh_database(*REGIONS) as conninfo:
        baseline.make_tables(conninfo)
        settings = from_environment({"SUYUAN_DATA": folder})
        regions = Regions.open(settings, conninfo)
        grower = Grower(regions)
        regions.close()
        with serving(settings, conninfo) as port:
            seconds_taken(port, [grower.phone(20) for _ in range(PHONES)])
            topic, state = _sample(conninfo)
            for _ in range(rounds):
                phones = [grower.phone(COMMANDS // PHONES) for _ in range(PHONES)]
                singles.append(COMMANDS / seconds_taken(port, phones))
                raw.append(baseline.concurrent(conninfo, COMMANDS, topic, state))
                outboxes = [[grower.batch() for _ in range(BATCHES // 2)] for _ in range(2)]
                facts = _head(conninfo)
                taken = seconds_taken(port, outboxes)
                batched.append((_head(conninfo) - facts) / taken)
    return [
        *traced(rounds),
        rate_row(
            f"{PHONES} phones over HTTP, one process, against raw on 8 connections", "commands/s", singles, raw, 0.33
        ),
        rate_row(f"batches of {BATCH} over HTTP, per fact, against raw on 8 connections", "facts/s", batched, raw, 1.0),
    ]


_PRODUCT: dict[str, Any] = {
    "product": "",
    "prefix": "952",
    "name_zh": "无核黄皮",
    "name_en": "seedless wampee",
    "category": "fruit",
    "measure": "kg",
    "county": COUNTY,
    "origin_mark": "",
    "packs": (),
    "yields": (),
    "season": (7,),
    "certificate": True,
    "keeping_days": None,
    "cap_per_mu": None,
    "demo": False,
}
_PARTY: dict[str, Any] = {
    "party": "",
    "prefix": "952",
    "kind": "packhouse",
    "name": "云浮果业",
    "county": COUNTY,
    "credit_code": "",
    "cooperative": "",
    "vault": "",
}
_SITE: dict[str, Any] = {
    "site": "",
    "prefix": "952",
    "kind": "packhouse",
    "name": "",
    "county": COUNTY,
    "town": "",
    "point": None,
    "outline": (),
    "datum": "WGS-84",
    "area_mu": None,
    "vault": "",
}


def _done(
    regions: Regions, region: str, party: str, command: Callable[..., dict[str, Any]], values: dict[str, Any]
) -> dict[str, Any]:
    now = datetime.now(SHANGHAI)
    act = Act(_uuid7(), party, "bench", at=now, received_at=now, claimed_at=now, role="administrator")
    return carry_out(regions[region], act, lambda desk: command(desk, **values)).outcome


def _uuid7() -> UUID:
    number = int(time.time() * 1000) << 80 | uuid4().int & (1 << 80) - 1
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)


def _sample(conninfo: str) -> tuple[str, bytes]:
    """A harvest as it is stored: what the baseline writes."""
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(
            f"SELECT topic, state FROM {REGION}.event WHERE topic = 'lot:harvested' LIMIT 1"
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def _head(conninfo: str) -> int:
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(f"SELECT position FROM {REGION}.head").fetchone()
    assert row is not None
    return row[0]
