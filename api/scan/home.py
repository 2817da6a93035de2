"""The home page: what this is, a few labels to scan, and the other doors."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from api.labels import is_loopback
from api.labels.qr import QUIET, matrix
from api.scan.lot_view import lot_fields
from projections.public_page import LotPage, lot_page
from projections.public_page.samples import held_lot, sample_lots
from scanner_app.pages import render
from store.settings import COMMONS, Settings

MOST_LABELS: Final = 6
ROLES: Final = ("grower", "packer", "carrier", "market", "inspector", "administrator")


async def home_page(conn: AsyncConnection[TupleRow], settings: Settings, lang: str) -> tuple[str, int]:
    """The page, and how many labels are on it: only a demo store shows any, since lots are not for browsing."""
    marked = await (await conn.execute(f"SELECT 1 FROM {COMMONS}.store_mark WHERE key = 'demo'".encode())).fetchone()
    demo = marked is not None
    pages = await _samples(conn, settings.regions) if demo else []
    labels = [label(page, settings.public_url, lang) for page in pages]
    html = await asyncio.to_thread(
        render,
        "home.html",
        lang,
        demo=demo,
        labels=labels,
        loopback=is_loopback(settings.public_url),
        empty=not demo and not await _any_lot(conn, settings.regions),
        embedded=settings.embedded,
        roles=ROLES,
        tokens=settings.profile != "production",
    )
    return html, len(labels)


async def _samples(conn: AsyncConnection[TupleRow], regions: Sequence[str]) -> list[LotPage]:
    """Lots whose origin is known first, and one that is held, so that a red lamp can be seen as well."""
    held = await held_lot(conn, regions)
    lots: dict[str, None] = dict.fromkeys([held] if held else [])
    lots |= dict.fromkeys(await sample_lots(conn, regions, 2 * MOST_LABELS))
    found = [await lot_page(conn, regions, lot) for lot in lots]
    pages = sorted(filter(None, found), key=lambda page: (page.state != "held", page.origin is None))
    return sorted(pages[:MOST_LABELS], key=lambda page: page.state == "held")


async def _any_lot(conn: AsyncConnection[TupleRow], regions: Sequence[str]) -> bool:
    for region in regions:
        if await (await conn.execute(f"SELECT 1 FROM {region}.public_page LIMIT 1".encode())).fetchone():
            return True
    return False


def label(page: LotPage, public_url: str, lang: str) -> dict[str, Any]:
    """A label as the home page draws it; `href` opens here, `dots` is the code of the public address."""
    path = f"/{page.lot}"
    rows = matrix(f"{public_url}{path}")
    return {"href": path, "fields": lot_fields(page, lang), "size": len(rows) + 2 * QUIET, "dots": svg_path(rows)}


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
