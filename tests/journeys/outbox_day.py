"""A day of facts recorded without signal, on the phones of a grower, a packhouse, a driver and a market."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from domain.act import SHANGHAI
from domain.gs1 import mint_sscc
from domain.lot_code import mint_lot_code
from tests.api.story import CERTIFICATE, People, goods, kg

_runs = count(1)
MORNING = (datetime.now(SHANGHAI) - timedelta(days=1)).replace(hour=5, minute=0, second=0, microsecond=0)
PHONES = ("grower", "packer", "carrier", "market")


@dataclass
class Day:
    """One day with names of its own: `names` maps every id that it made to what it stands for in every such day."""

    people: People
    run: int = field(default_factory=lambda: next(_runs))
    names: dict[str, str] = field(default_factory=dict)
    outboxes: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {phone: [] for phone in PHONES})
    lots: dict[str, str] = field(default_factory=dict)
    _minutes: Iterator[int] = field(default_factory=lambda: count(0, 7))

    def __post_init__(self) -> None:
        for name in ("early", "late", "graded", "peeled"):
            self.lots[name] = self._named(name, f"01/{self.people.product}/10/{self._code()}")
        self.carton = self._named("carton", mint_sscc("9521234", 0, self.run * 10 + 1).digits)
        self.pallet = self._named("pallet", mint_sscc("9521234", 1, self.run * 10 + 2).digits)
        self._tell()

    def _tell(self) -> None:
        people, lots = self.people, self.lots
        for name, value in (("early", 60), ("late", 40), ("early", 20)):
            self._note("grower", "harvests", {"lot": lots[name], "site": people.plot, "amount": kg(value)})
        bought = [goods(lots["early"], 80), goods(lots["late"], 40)]
        self._note(
            "packer",
            "purchases",
            {"site": people.shed, "from_site": people.plot, "goods": bought, "proof": CERTIFICATE},
        )
        work = {"kind": "grade", "site": people.shed, "inputs": bought, "outputs": [goods(lots["graded"], 118)]}
        self._note("packer", "transformations", work | {"waste": kg(2)})
        packed = [goods(lots["graded"], 30)]
        self._note("packer", f"units/{self.carton}/packings", {"kind": "carton", "site": people.shed, "goods": packed})
        self._note(
            "packer",
            f"units/{self.pallet}/packings",
            {"kind": "pallet", "site": people.shed, "goods": packed, "units": [self.carton]},
        )
        aboard = [
            {"unit": self.pallet, "contents": packed},
            {"unit": self.carton, "contents": packed},
        ]
        dispatch = {
            "site": people.shed,
            "to": people.destination(),
            "carrier": people.parties["carrier"],
            "units": aboard,
        }
        shipment = self._note("packer", "shipments", dispatch | {"goods": [goods(lots["graded"], 50)], "seal": "FQ1"})
        self._note("packer", "sales", {"kind": "retail", "site": people.shed, "goods": [goods(lots["graded"], 5)]})
        self._note("packer", "stocks/counts", {"lot": lots["graded"], "site": people.shed, "amount": kg("2.5")})
        self._note(
            "carrier", f"shipments/{shipment}/arrivals", {"site": people.stall, "county": "440111", "seal": "FQ1"}
        )
        arrivals = [
            {"lot": lots["graded"], "accepted": kg(49), "expected": kg(50), "rejected": kg(1), "reason": "crushed"},
            {"lot": lots["graded"], "accepted": kg(30), "expected": kg(30), "unit": self.carton},
            {"lot": lots["graded"], "accepted": kg(30), "expected": kg(30), "unit": self.pallet},
        ]
        receipt = {"kind": "shipment", "reference": str(shipment), "from_party": people.parties["packer"]}
        receipt |= {"from_region": "yunfu", "from_site": people.shed, "from_county": "445322"}
        self._note("market", "receipts", receipt | {"site": people.stall, "arrivals": arrivals})
        self._note(
            "market",
            f"units/{self.carton}/unpackings",
            {"site": people.stall, "goods": [goods(lots["graded"], 30)]},
        )
        sold = [goods(lots["graded"], 20)]
        sale = self._note(
            "market", "sales", {"kind": "wholesale", "site": people.stall, "goods": sold, "voucher": "XS-1"}
        )
        self._note(
            "market",
            f"sales/{sale}/returns",
            {"site": people.stall, "goods": [goods(lots["graded"], 4)], "reason": "unsold", "restocked": True},
        )
        self._note(
            "market",
            "stocks/destructions",
            {"lot": lots["graded"], "site": people.stall, "amount": kg(3), "reason": "rotten"},
        )
        self._note("grower", "harvests", {"lot": lots["peeled"], "site": people.plot, "amount": kg(11)})
        self._note("grower", "sales", {"kind": "retail", "site": people.plot, "goods": [goods(lots["peeled"], 11)]})

    def _note(self, phone: str, path: str, body: dict[str, Any]) -> UUID:
        """Into the phone's outbox; a command's id sorts by the time of its fact, in every such day alike."""
        minute = next(self._minutes)
        number = (int(MORNING.timestamp() * 1000) + minute) << 80 | 0x7 << 76 | 0x2 << 62 | self.run
        command_id = UUID(int=number)
        self._named(f"command {minute}", str(command_id))
        occurred_at = (MORNING + timedelta(minutes=minute)).isoformat()
        region = "guangzhou" if phone == "market" else "yunfu"
        self.outboxes[phone].append(
            {
                "id": str(command_id),
                "path": f"/v1/{region}/{path}",
                "body": json.dumps(body | {"occurred_at": occurred_at}),
                "captured": "offline",
            }
        )
        return command_id

    def _code(self) -> str:
        return mint_lot_code(MORNING.date(), self.run * 8 + len(self.lots))

    def _named(self, name: str, made: str) -> str:
        self.names[made] = name
        return made
