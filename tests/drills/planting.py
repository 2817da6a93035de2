"""Personal values that are like nothing else, sent in through HTTP, and every place where one could have got to."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
from psycopg.sql import SQL, Identifier

from api.privacy.retention import VERSION
from store.embedded import EmbeddedServer
from tests.api.picture_files import address_of, photo
from tests.drills.product import SUYUAN, Caller, Farm, Product, new_lot

FORMS = ("JPEG", "PNG", "WEBP")


class Canaries:
    """Personal values that are like nothing else, and are remembered."""

    def __init__(self) -> None:
        self.planted: list[str] = []
        self.never_kept = 0
        """Of what is planted: in refused commands, addresses, file names, files that were not taken, and pictures."""
        self._numbers = count(1)

    def name(self) -> str:
        number = next(self._numbers)
        return self._plant(f"欧{chr(0x8C00 + number // 200)}{chr(0x9000 + number % 200)}{chr(0x7A00 + number)}")

    def phone(self) -> str:
        return self._plant(f"1397{next(self._numbers):07d}")

    def plate(self) -> str:
        return self._plant(f"粤W{next(self._numbers):05d}Q")

    def note(self) -> str:
        return self._plant(f"请转告{chr(0x7A00 + next(self._numbers))}姨，钥匙在门后第{next(self._numbers)}块砖下")

    def degrees(self, whole: int) -> float:
        return float(self._plant(f"{whole}.{700000 + next(self._numbers) * 13}"))

    def thrown_away(self, value: str) -> str:
        self.never_kept += 1
        return value

    def _plant(self, value: str) -> str:
        self.planted.append(value)
        return value


def plant(caller: Caller, farm: Farm, canaries: Canaries, how_many: int) -> Iterator[str]:
    """Households with plots, harvests with notes, dispatches with drivers, sales to people without accounts.

    Gives each lot.
    """
    county = {"county": "445322"}
    while len(canaries.planted) < how_many:
        person = {"kind": "household", "name": canaries.name(), "phone": canaries.phone(), "note": canaries.note()}
        home = caller.must("/v1/yunfu/parties", person | county)["party"]
        point = {"lat": canaries.degrees(22), "lon": canaries.degrees(111), "accuracy_m": 5, "datum": "WGS-84"}
        plot = {"kind": "plot", "name": canaries.name(), "party": home, "point": point, "consent": VERSION}
        site = caller.must("/v1/yunfu/sites", plot | county)["site"]
        amount = {"value": "100", "unit": "kg"}
        lot = new_lot(farm.product)
        harvest = {"lot": lot, "site": site, "amount": amount, "note": canaries.note(), "place": point}
        caller.must("/v1/yunfu/harvests", harvest)
        goods = [{"lot": lot, "amount": amount}]
        proof = {"kind": "none", "reason": "household_exempt"}
        caller.must(
            "/v1/yunfu/purchases",
            {"site": farm.shed, "from_site": site, "goods": goods, "proof": proof, "note": canaries.note()},
        )
        some = [{"lot": lot, "amount": {"value": "10", "unit": "kg"}}]
        to = {"region": "guangzhou", "site": "9521234000013", "county": "440111", "party": farm.cooperative}
        vehicle = {"plate": canaries.plate(), "driver": canaries.name(), "phone": canaries.phone()}
        caller.must("/v1/yunfu/shipments", {"site": farm.shed, "to": to, "goods": some, "vehicle": vehicle})
        buyer = {"name": canaries.name(), "phone": canaries.phone()}
        caller.must("/v1/yunfu/sales", {"kind": "wholesale", "site": farm.shed, "goods": some, "buyer": buyer})
        hold = {"lot": lot, "site": farm.shed, "reason": "inspection", "note": canaries.note()}
        caller.must("/v1/yunfu/holds", hold)
        yield lot


def plant_pictures(product: Product, farm: Farm, canaries: Canaries, how_many: int) -> list[str]:
    """Photos with values wherever a file may have one, named after somebody, at an address that asks for somebody.

    Gives their addresses: a fact names each.
    """
    found: list[str] = []
    thrown = canaries.thrown_away
    with httpx.Client(
        base_url=product.address, timeout=60, headers={"Authorization": f"Bearer {farm.token}"}
    ) as client:
        for number in range(how_many):
            form = FORMS[number % len(FORMS)]
            marks = {"artist": canaries.name(), "comment": canaries.note(), "creator": canaries.name()}
            marks |= {"place": str(canaries.degrees(22))} | ({"tail": canaries.name()} if form == "JPEG" else {})
            content = photo({name: thrown(value) for name, value in marks.items()}, form)
            address = f"/v1/yunfu/pictures/{address_of(content)}"
            named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(thrown(canaries.name()))}.jpg"}
            sent = client.put(
                address,
                params={"name": thrown(canaries.name())},
                content=content,
                headers={"Content-Type": f"image/{form.lower()}", **named},
            )
            assert sent.status_code == 201, sent.text
            wrong = client.put(address, content=content[:-40], headers={"Content-Type": f"image/{form.lower()}"})
            assert wrong.status_code == 422, wrong.text
            found.append(address)
    with Caller(product, farm.token) as caller:
        amount = {"value": "1", "unit": "kg"}
        body = {"lot": new_lot(farm.product), "site": farm.plot, "amount": amount}
        caller.must("/v1/yunfu/harvests", body | {"evidence": [one.rsplit("/", 1)[1] for one in found[:20]]})
    return found


def await_followers(product: Product) -> None:
    """Until every projection stands at the head, so that what is looked at is all there is."""
    product.await_ready()
    for _ in range(300):
        if not httpx.get(f"{product.address}/readyz").json()["behind"]:
            return
    raise AssertionError("followers stay behind")


def everywhere(
    product: Product, farm: Farm, lots: Iterable[str], folder: Path, pictures: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """Every place where a value could have leaked to: (where, text)."""
    yield from tables(EmbeddedServer(product.data).conninfo)
    inspector = product.token("--role", "inspector", "--party", farm.cooperative, "--jurisdiction", "4453")
    with httpx.Client(base_url=product.address, timeout=30) as client:
        for lot in lots:
            for accept in ("text/html", "application/json"):
                yield f"page {accept}", client.get(f"/{lot}", headers={"Accept": accept}).text
            trace = client.get(
                "/v1/trace", params={"id": lot, "direction": "both"}, headers={"Authorization": f"Bearer {inspector}"}
            )
            assert trace.status_code == 200, trace.text
            yield "trace", trace.text
        for address in pictures:
            shown = client.get(address, headers={"Authorization": f"Bearer {farm.administrator}"})
            yield "picture", shown.content.decode(errors="replace")
        for page in ("/", "/views", "/v1/flows"):
            yield page, client.get(page).text
    yield "log", product.log.read_text()
    for what, form in (("lots", "csv"), ("movements", "csv"), ("facts", "jsonl")):
        to = folder / f"{what}.{form}"
        done = subprocess.run(
            [*SUYUAN, "export", what, "--region", "yunfu", "--format", form, "--out", str(to)],
            env=product.environment_of_ours,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        text = to.read_text(encoding="utf-8-sig")
        assert len(text.splitlines()) > 1
        yield f"export of {what}", text


def tables(conninfo: str) -> Iterator[tuple[str, str]]:
    """Every row of every table of every schema, the vault's encrypted ones too."""
    with psycopg.connect(conninfo) as connection:
        found = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert {"event", "command", "vault_entry"} <= {name for _, name in found}
        for schema, name in found:
            rows = connection.execute(SQL("SELECT * FROM {}").format(Identifier(schema, name))).fetchall()
            yield f"table {schema}.{name}", "\n".join(" ".join(map(_text, row)) for row in rows)


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(_text, value))
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def hits(text: str, canaries: Canaries) -> list[str]:
    """Those that stand in a text: as they are, as UTF-8 in hexadecimal, or escaped as JSON or an address has them."""
    return [value for value in canaries.planted if any(form in text for form in _forms(value))]


@cache
def _forms(value: str) -> set[str]:
    return {value, value.encode().hex(), json.dumps(value)[1:-1], quote(value)}
