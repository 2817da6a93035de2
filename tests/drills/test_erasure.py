"""Personal values go in wherever somebody may type one; after erasure none is anywhere, nor after an older restore."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from store.datastore import Datastore
from store.embedded import EmbeddedServer
from store.looks import broken_looks
from store.pictures import Pictures, Sealed, Whose
from store.server.account import server_account
from store.server.binaries import find_binaries
from store.settings import COMMONS, REGIONS, Settings, from_environment
from store.vault import Vault
from tests.drills.planting import Canaries, await_followers, everywhere, hits, plant, plant_pictures, tables
from tests.drills.product import SUYUAN, Caller, Farm, Product, new_lot, register_farm, running, uuid7

SCHEMAS = (*REGIONS, COMMONS)
KEPT_FOR = 2.5
"""Seconds; the server sends a page for two without looking again."""


@dataclass
class Remembering(Caller):
    """Remembers every command and what it was answered, to send it once more."""

    product: Product
    token: str
    sent: list[tuple[str, dict[str, Any], UUID, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.product, self.token)

    def must(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        command = uuid7()
        answer = self.send(path, body, command)
        assert answer.status_code == 201, answer.text
        self.sent.append((path, body, command, answer.text))
        return answer.json()


@pytest.mark.parametrize("planted", [60, pytest.param(1000, marks=pytest.mark.drill)])
def test_whoever_was_erased_is_nowhere_and_no_restore_brings_them_back(tmp_path: Path, planted: int) -> None:
    canaries, folder = Canaries(), tmp_path / "made"
    folder.mkdir()
    with running(tmp_path) as product:
        farm = register_farm(product, name=canaries.name(), phone=canaries.phone())
        _try_in_vain(product, farm, canaries)
        _import(product, farm, canaries, folder)
        with Remembering(product, farm.token) as caller:
            lots = list(plant(caller, farm, canaries, planted))
            pictures = plant_pictures(product, farm, canaries, max(6, planted // 20))
            assert len(canaries.planted) >= planted
            person = caller.get("/v1/yunfu/parties/me").json()["person"]
            await_followers(product)
            readable = set(_readable(product, canaries))
            assert len(readable) >= len(canaries.planted) - canaries.never_kept
            seen = _pictures(product)
            assert len(seen) == len(pictures)
            tags, hashes, old = _tags(product, lots), _hashes(product), _dump(product, folder / "old.dump", "custom")

            _erase_everybody(product, farm)

            time.sleep(KEPT_FOR)
            assert set(_readable(product, canaries)) == set()
            assert _found(product, farm, lots, folder, canaries) == set()
            assert _pictures(product) == []
            assert not _hexadecimal(seen, folder / "after.sql")
            assert _hashes(product) == hashes
            assert _chain_of_looks(product) == []
            assert caller.get("/v1/yunfu/parties/me").status_code == 401  # whoever wrote a note was erased too
        again = product.token("--role", "packer", "--party", farm.cooperative, "--person", person)
        with Caller(product, again) as same:
            for path, body, command, answer in caller.sent:
                told = same.send(path, body, command)
                assert (told.status_code, told.text) == (201, answer)
        for address, tag in tags.items():
            assert httpx.get(product.address + address, headers={"If-None-Match": tag}).status_code == 200
        with _restored(product, old) as address:
            assert set(_readable(product, canaries, address)) == readable
            assert _pictures(product, address) == seen
            done = _suyuan(product, "erasures", "replay", DATABASE_URL=_url(address))
            assert int(re.findall(r"of (\d+) something", done.stdout)[0]) > 0
            assert set(_readable(product, canaries, address)) == set()
            assert _pictures(product, address) == []
            assert {where for where, text in tables(address) if hits(text, canaries)} == set()
            with psycopg.connect(address) as connection:
                assert connection.execute("SELECT subject FROM keys.vault_key").fetchall() == []


def _try_in_vain(product: Product, farm: Farm, canaries: Canaries) -> None:
    """Refused commands, malformed ones, and addresses with a name in them: nothing of it is kept."""
    goods = [{"lot": new_lot(farm.product), "amount": {"value": "10", "unit": "kg"}}]
    canaries.never_kept += 6
    with Caller(product, farm.token) as caller:
        sale = {"kind": "wholesale", "site": farm.shed, "goods": goods, "note": canaries.note()}
        assert caller.send("/v1/yunfu/sales", sale | {"buyer": {"name": canaries.name()}}).status_code == 409
        assert caller.send("/v1/yunfu/sales", sale | {"kind": canaries.name()}).status_code == 422
        assert caller.get("/v1/yunfu/parties", name=canaries.name()).status_code == 422
        assert caller.get("/v1/trace", id=canaries.name()).status_code == 422
    assert httpx.get(f"{product.address}/?who={canaries.name()}").status_code == 200


def _import(product: Product, farm: Farm, canaries: Canaries, folder: Path) -> None:
    """A file that comes in, and one that is refused with a report of its rows; both are named after somebody."""
    canaries.never_kept += 3
    titles = "姓名,手机,县区,乡镇,地块,面积(亩)"
    good, bad = (folder / f"{canaries.name()}.csv" for _ in range(2))
    good.write_text(f"{titles}\r\n{canaries.name()},{canaries.phone()},郁南县,,{canaries.name()},3.5\r\n")
    bad.write_text(f"{titles}\r\n{canaries.name()},一二三,郁南县,,东坑,3.5\r\n")
    how = ("--region", "yunfu", "--party", farm.cooperative)
    assert "1 rows" in _suyuan(product, "import", "members", str(good), *how).stdout
    report = ("--report", str(folder / "report.csv"))
    done = _suyuan(product, "import", "members", str(bad), *how, *report, succeeds=False)
    assert "nothing was recorded" in done.stderr
    for file in (good, bad, folder / "report.csv"):
        file.unlink()  # the operator's own


def _erase_everybody(product: Product, farm: Farm) -> None:
    """An administrator does it, one by one, because it was collected without right."""
    with _connected(product) as connection:
        subjects = {
            row[0]
            for region in SCHEMAS
            for row in connection.execute(SQL("SELECT subject FROM {}.vault_entry").format(Identifier(region)))
        }
    with httpx.Client(
        base_url=product.address, headers={"Authorization": f"Bearer {farm.administrator}"}, timeout=30
    ) as client:
        for subject in sorted(subjects):
            done = client.post("/v1/people/erasures", json={"subject": subject, "basis": "unlawful"})
            assert (done.status_code, done.json()["retained"]) == (201, []), done.text


def _found(product: Product, farm: Farm, lots: list[str], folder: Path, canaries: Canaries) -> set[str]:
    """Where a planted value is: tables, pages, log, exports, a dump, the ledger, and sheets with names."""
    places = dict.fromkeys(where for where, text in everywhere(product, farm, lots, folder) if hits(text, canaries))
    named = folder / "named.csv"
    _suyuan(product, "export", "lots", "--personal", "--reason", "erasure drill", "--out", str(named))
    others = {
        "sheet with names": named.read_text(encoding="utf-8-sig"),
        "dump": _dump(product, folder / "after.sql", "plain").read_text(errors="replace"),
        "ledger": (product.data / "erasures.jsonl").read_text(),
        "log of the database": "\n".join(one.read_text(errors="replace") for one in product.data.glob("**/pg*.log")),
    }
    return {*places, *(where for where, text in others.items() if hits(text, canaries))}


def _readable(product: Product, canaries: Canaries, address: str = "") -> Iterator[str]:
    """The planted values that whoever has the master key can still decrypt."""
    settings = _settings(product)
    datastore = Datastore(address or EmbeddedServer(product.data).conninfo)
    try:
        for region in SCHEMAS:
            with datastore.connection() as connection:
                query = SQL("SELECT ref FROM {}.vault_entry").format(Identifier(region))
                refs = [row[0] for row in connection.execute(query).fetchall()]
            for fields in Vault(datastore, region, settings.vault_key).open_all(refs).values():
                yield from hits(" ".join(fields.values()), canaries)
    finally:
        datastore.close()


def _pictures(product: Product, address: str = "") -> list[bytes]:
    """Those that whoever has the master key can still see."""
    datastore = Datastore(address or EmbeddedServer(product.data).conninfo)
    try:
        pictures = Pictures(datastore, "yunfu", Vault(datastore, "yunfu", _settings(product).vault_key))
        with datastore.connection() as connection:
            rows = connection.execute("SELECT * FROM yunfu.picture ORDER BY sha256").fetchall()
        some = (pictures.open(Sealed(Whose(*row[:4]), *row[4:])) for row in rows)
        return [one for one in some if one is not None]
    finally:
        datastore.close()


def _hexadecimal(pictures: list[bytes], dump: Path) -> list[int]:
    """Which of them stand in a dump as they are: any 32 bytes of the picture itself, which no two share, would do."""
    text = dump.read_text(errors="replace")
    return [number for number, one in enumerate(pictures) if one[-40:-8].hex() in text]


def _hashes(product: Product) -> list[Any]:
    """Of every fact and command, as they stand."""
    query = "SELECT %s, notification_id, encode(sha256(state), 'hex') FROM {}.event ORDER BY 2"
    commands = "SELECT %s, id, encode(content_hash, 'hex') FROM {}.command ORDER BY 2"
    with _connected(product) as connection:
        return [
            row
            for region in SCHEMAS
            for text in (query, commands)
            for row in connection.execute(SQL(text).format(Identifier(region)), (region,)).fetchall()
        ]


def _chain_of_looks(product: Product) -> list[int]:
    datastore = Datastore(EmbeddedServer(product.data).conninfo)
    try:
        return broken_looks(datastore)
    finally:
        datastore.close()


def _tags(product: Product, lots: list[str]) -> dict[str, str]:
    """Pages that show a masked household, and their tags."""
    pages = {f"/{lot}": httpx.get(f"{product.address}/{lot}", headers={"Accept": "text/html"}) for lot in lots}
    assert all("欧**" in page.text for page in pages.values())
    return {address: page.headers["ETag"] for address, page in pages.items()}


def _dump(product: Product, to: Path, form: str) -> Path:
    address = EmbeddedServer(product.data).conninfo
    _run(_binary("pg_dump"), f"--format={form}", f"--file={to}", f"--dbname={address}")
    return to


@contextmanager
def _restored(product: Product, dumped: Path) -> Iterator[str]:
    """An older dump, keys and all, in a database of its own."""
    server = EmbeddedServer(product.data).conninfo
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    address = make_conninfo(server, dbname="restored")
    _run(_binary("pg_restore"), "--exit-on-error", "--no-owner", f"--dbname={address}", str(dumped))
    yield address


def _suyuan(product: Product, *arguments: str, succeeds: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*SUYUAN, *arguments],
        env=product.environment_of_ours | {"LANG": "C.UTF-8"} | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == succeeds, done.stdout + done.stderr
    return done


def _settings(product: Product) -> Settings:
    return from_environment({"SUYUAN_DATA": str(product.data)})


def _connected(product: Product) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(EmbeddedServer(product.data).conninfo)


def _url(conninfo: str) -> str:
    parts = conninfo_to_dict(conninfo)
    name = parts.pop("dbname")
    return f"postgresql:///{name}?{urlencode(parts)}"


def _binary(name: str) -> str:
    return str(find_binaries(server_account(Path("nowhere"))).directory / name)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
