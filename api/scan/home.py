"""The home page: what this is, a demo store's labels to scan or how far they are, and the other doors."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from api.demo_label import DemoLabel
from api.labels import is_loopback
from api.labels.qr import QUIET, matrix
from api.scan.code import Unreadable, read_code
from api.scan.finding import Found, ItemPage, find
from api.scan.text import coded
from projections.public_page import LotPage, UnitPage
from scanner_app.pages import render
from store.settings import COMMONS, Settings

ROLES: Final = ("grower", "packer", "carrier", "market", "inspector", "administrator")
MARKS: Final = f"SELECT key, value FROM {COMMONS}.store_mark".encode()


class Home(NamedTuple):
    """The page, and whether it stays as it is for a while: not so before there are labels to show."""

    html: str
    settled: bool


async def home_page(conn: AsyncConnection[TupleRow], settings: Settings, lang: str) -> Home:
    """Only a demo store shows labels, since lots are not for browsing."""
    marks: dict[str, str] = dict(await (await conn.execute(MARKS)).fetchall())
    demo = "demo" in marks
    labels = await _labels(conn, settings, marks.get("demo_labels", "[]"), lang)
    loading = marks.get("demo_loading")
    empty = not demo and not await _any_lot(conn, settings.regions)
    html = await asyncio.to_thread(
        render,
        "home.html",
        lang,
        demo=demo,
        loading=loading,
        labels=labels,
        loopback=is_loopback(settings.public_url),
        empty=empty,
        embedded=settings.embedded,
        roles=ROLES,
        tokens=settings.profile != "production",
    )
    return Home(html, loading is None and not empty and bool(labels or not demo))


async def _labels(conn: AsyncConnection[TupleRow], settings: Settings, marked: str, lang: str) -> list[dict[str, Any]]:
    """The labels that the demo chose, those of them whose pages are there."""
    shown: list[dict[str, Any]] = []
    for one in msgspec.json.decode(marked, type=list[DemoLabel]):
        scanned = read_code(one.url_path.encode())
        if isinstance(scanned, Unreadable):
            continue
        state = _state(await find(conn, settings.regions, scanned))
        if state:
            rows = matrix(f"{settings.public_url}{one.url_path}")
            chinese = lang == "zh-CN"
            shown.append(
                {
                    "href": one.url_path,
                    "title": one.title if chinese else one.title_en,
                    "product": one.product if chinese else one.product_en,
                    "code": one.url_path.rpartition("/")[2],
                    "state": coded(lang, "scan.state", state),
                    "size": len(rows) + 2 * QUIET,
                    "dots": svg_path(rows),
                }
            )
    return shown


def _state(found: Found | None) -> str:
    """Of the goods that a label is on; empty when nothing is known of any."""
    match found:
        case LotPage():
            return found.state
        case ItemPage():
            return found.page.state
        case UnitPage():
            return "held" if any(lot.held for lot in found.lots) else found.state
        case _:
            return ""


async def _any_lot(conn: AsyncConnection[TupleRow], regions: Sequence[str]) -> bool:
    for region in regions:
        if await (await conn.execute(f"SELECT 1 FROM {region}.public_page LIMIT 1".encode())).fetchone():
            return True
    return False


def svg_path(rows: Sequence[Sequence[bool]]) -> str:
    """The dark modules as one SVG path, a rectangle for each run in a row."""
    runs: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z")
            x += length + 1
    return "".join(runs)
