"""Facts as lines of a sheet, read from the projections in one pass a region."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from psycopg.sql import SQL

from api.exporting.asked import Asked, Line
from api.exporting.people import People
from api.regions import Regions
from domain.act import SHANGHAI
from domain.place import UnknownCounty, county
from store.rows import see

LOTS: Final = """
    SELECT l.lot, l.product, l.at, l.kind, l.party, l.site, l.county,
           (SELECT sum(b.on_hand) FROM {schema}.balance_stock AS b WHERE b.lot = l.lot) AS on_hand
      FROM {schema}.directory_lot AS l
     WHERE (%(party)s = '' OR l.party = %(party)s OR l.party IN (
               SELECT party FROM {schema}.directory_party WHERE cooperative = %(party)s))
       AND (l.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(from_day)s AND %(to_day)s
     ORDER BY l.at, l.lot
"""
MOVEMENTS: Final = """
    SELECT s.occurred_at AS at, s.kind, n.lot, s.quantity, s.expected, s.rejected, s.party, s.site, s.county,
           s.other_party, s.other_site, s.other_county, s.other_region, s.carrier, s.unit, s.reference, s.detail,
           s.reason, s.corrected, s.command_id, s.ordinal
      FROM {schema}.trace_step AS s JOIN {schema}.trace_node AS n ON n.id = s.node
     WHERE s.withdrawn IS NULL
       AND (%(party)s = '' OR ARRAY[s.party, s.other_party, s.carrier] && (
               ARRAY(SELECT party FROM {schema}.directory_party WHERE cooperative = %(party)s) || %(party)s::text))
       AND (s.occurred_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(from_day)s AND %(to_day)s
     ORDER BY s.occurred_at, s.command_id, s.ordinal, s.line
"""
STATEMENTS: Final = {"lots": LOTS, "movements": MOVEMENTS}
PAGE: Final = 2_000


def lines(regions: Regions, asked: Asked) -> Iterator[Line]:
    """Every row of every region, in order of time within a region."""
    people = People(regions, asked)
    for region in asked.regions:
        query = STATEMENTS[asked.what].replace("{schema}", f'"{region}"').encode()
        with regions.datastore.transaction() as connection:
            # A cursor in the server: an export of a region may be larger than this process.
            connection.execute("SET LOCAL statement_timeout = 0")
            see(connection, asked.eyes)
            declared = SQL("DECLARE export NO SCROLL CURSOR FOR ").as_bytes() + query
            connection.execute(declared, asked.values())
            while rows := (cursor := connection.execute(SQL("FETCH {} FROM export").format(PAGE))).fetchall():
                names = [column.name for column in cursor.description or ()]
                for row in rows:
                    yield people.told(region, line(region, dict(zip(names, row, strict=True))))


def line(region: str, row: dict[str, Any]) -> Line:
    """Plain values: times with Shanghai's offset, quantities as decimal text, products and counties by name too."""
    found: Line = {"region": region}
    for name, value in row.items():
        found[name] = plain(value)
        if name == "lot":
            found["product"] = str(value).split("/")[1]
            found["lot_code"] = str(value).rpartition("/")[2]
        elif name.endswith("county"):
            found[f"{name}_name"] = _county(str(value))
    return found


def plain(value: object) -> str | int | None:
    """A value as a cell holds it."""
    match value:
        case None | int() | str():
            return value
        case datetime():
            return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
        case Decimal():
            return f"{value:f}"
        case UUID():
            return str(value)
        case _:
            raise TypeError(f"no cell holds a {type(value).__name__}")


def _county(code: str) -> str:
    try:
        return county(code).name_zh
    except UnknownCounty:
        return ""
