"""The people of the API's tests, at work through HTTP alone: ids as phones make them, tokens as the CLI issues them."""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import httpx
from starlette.testclient import TestClient

from api.auth import issue_token
from api.regions import Regions
from domain.act import SHANGHAI
from domain.gs1 import mint_sscc
from domain.lot_code import mint_lot_code

OPERATOR = "9521234000006"
_numbers = itertools.count(1)


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562 5.7): milliseconds, then random bits."""
    number = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10))
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)


def kg(value: object) -> dict[str, str]:
    return {"value": str(value), "unit": "kg"}


def goods(lot: str, value: object, unit: str | None = None) -> dict[str, Any]:
    return {"lot": lot, "amount": kg(value)} | ({"unit": unit} if unit else {})


def new_unit() -> str:
    return mint_sscc("9521234", 0, int.from_bytes(os.urandom(8))).digits


class Answer(Protocol):
    """An HTTP answer, of whichever client."""

    @property
    def status_code(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    def json(self) -> Any: ...


class People:
    """Who works here: an operator, a packhouse with its household in Yunfu, a carrier, a market in Guangzhou."""

    def __init__(self, client: httpx.Client | TestClient, regions: Regions) -> None:
        self.client = client
        self.regions = regions
        self.tokens: dict[str, str] = {}
        self.parties: dict[str, str] = {"admin": OPERATOR}
        self._admit("admin", "administrator")
        for name, kind, role in (
            ("packer", "cooperative", "packer"),
            ("rival", "cooperative", "packer"),
            ("carrier", "carrier", "carrier"),
            ("market", "market", "market"),
        ):
            self.parties[name] = self.made(
                "admin", "commons", "parties", {"kind": kind, "name": f"{name} 公司", "county": "445322"}
            )["party"]
            self._admit(name, role)
        household = {"kind": "household", "name": "黎阿嫂", "phone": "13800138000", "county": "445322"}
        self.parties["grower"] = self.made("packer", "yunfu", "parties", household)["party"]
        self._admit("grower", "grower")
        self.parties["inspector"], self.parties["supervisor"] = self.parties["packer"], self.parties["packer"]
        self._admit("supervisor", "supervisor")
        self._admit("inspector", "inspector", "4453")
        self.product = self.made("admin", "commons", "products", wampee())["product"]
        self.plot = self.site("grower", "yunfu", "plot", "445322")
        self.shed = self.site("packer", "yunfu", "packhouse", "445322")
        self.rival_shed = self.site("rival", "yunfu", "packhouse", "445322")
        self.stall = self.site("market", "guangzhou", "market", "440111")

    def send(
        self,
        who: str,
        region: str,
        path: str,
        body: Mapping[str, Any] | bytes,
        *,
        command_id: UUID | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", "Idempotency-Key": str(command_id or uuid7())}
        return self.client.post(
            f"/v1/{region}/{path}", content=content, headers=sent | self.token(who) | dict(headers or {})
        )

    def made(self, who: str, region: str, path: str, body: Mapping[str, Any], **how: Any) -> dict[str, Any]:
        """The answer to a command that must be carried out."""
        answer = self.send(who, region, path, body, **how)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def get(self, who: str, path: str, **parameters: Any) -> Answer:
        return self.client.get(path, params=parameters, headers=self.token(who))

    def token(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}

    def site(self, who: str, region: str, kind: str, county: str) -> str:
        return self.made(who, region, "sites", {"kind": kind, "county": county, "name": f"{who} {kind}"})["site"]

    def lot(self) -> str:
        return f"01/{self.product}/10/{mint_lot_code(datetime.now(SHANGHAI).date(), next(_numbers) + RUN)}"

    def harvest(self, value: object = "100", **how: Any) -> str:
        lot = self.lot()
        self.made("grower", "yunfu", "harvests", {"lot": lot, "site": self.plot, "amount": kg(value)}, **how)
        return lot

    def purchase(self, value: object = "100") -> str:
        """A lot that was harvested and that the packhouse took over."""
        lot = self.harvest(value)
        body = {"site": self.shed, "from_site": self.plot, "goods": [goods(lot, value)], "proof": CERTIFICATE}
        self.made("packer", "yunfu", "purchases", body)
        return lot

    def dispatch(self, lot: str, value: object) -> str:
        """A shipment of loose goods from the packhouse to the market."""
        body = {"site": self.shed, "to": self.destination(), "carrier": self.parties["carrier"]}
        body |= {"goods": [goods(lot, value)]}
        return self.made("packer", "yunfu", "shipments", body)["shipment"]

    def destination(self) -> dict[str, str]:
        return {"region": "guangzhou", "site": self.stall, "county": "440111", "party": self.parties["market"]}

    def now(self) -> str:
        return ago(seconds=0)

    def head(self, region: str) -> int:
        """The last position of a region."""
        return self._number(f"SELECT position FROM {region}.head")

    def count(self, region: str, table: str) -> int:
        return self._number(f"SELECT count(*) FROM {region}.{table}")

    def _number(self, query: str) -> int:
        with self.regions.datastore.connection() as connection:
            row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]

    def _admit(self, who: str, role: str, jurisdiction: str = "") -> None:
        self.tokens[who] = issue_token(
            self.regions.settings,
            self.regions.datastore,
            person=f"person-{who}",
            party=self.parties[who],
            party_region="yunfu",
            role=role,
            jurisdiction=jurisdiction,
        )


RUN = int.from_bytes(os.urandom(4)) % 2**32
CERTIFICATE = {"kind": "certificate_number", "number": "HGZ-445322-1"}


def wampee() -> dict[str, Any]:
    return {
        "name_zh": "无核黄皮",
        "name_en": "seedless wampee",
        "category": "fruit",
        "county": "445322",
        "packs": [{"name": "jian", "kilograms": "10"}],
        "yields": [{"step": "peel", "low": "0.25", "high": "0.35"}],
        "season": [6, 7, 8],
        "demo": True,
    }


def ago(**how: float) -> str:
    """A time that long ago, as a phone writes it."""
    return (datetime.now(UTC) - timedelta(**how)).astimezone(SHANGHAI).isoformat(timespec="seconds")
