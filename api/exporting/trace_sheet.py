"""The trace of one lot as a sheet: a line a step, so that it can be sorted and filtered."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import asdict
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from api.exporting.asked import Asked, Line
from api.exporting.lines import line
from api.exporting.people import People
from api.regions import Regions
from domain.gs1 import parse
from projections.trace.answers import History
from projections.walk import trace

LEFT_OUT = {"region", "proof", "line", "asserted", "withdrawn", "about"}


async def walked(connection: AsyncConnection[TupleRow], regions: Regions, asked: Asked) -> History:
    """Both directions. Raises MalformedIdentifier, NotTraceable."""
    return await trace(connection, asked.regions, parse(asked.lot), "both")


def sheet(regions: Regions, asked: Asked, history: History) -> Iterator[Line]:
    """`direction`: up or down of the lot that was asked for; `depth`: how many transformations away."""
    people = People(regions, asked)
    where = _places(history)
    for step in history.steps:
        values = {name: value for name, value in asdict(step).items() if name not in LEFT_OUT}
        direction, depth = where.get(step.lot, ("", 0))
        told = people.told(step.region, line(step.region, values))
        yield {"direction": direction, "depth": depth, **told}


def _places(history: History) -> dict[str, tuple[str, int]]:
    """Lot -> on which side it lies, and how far, breadth first."""
    found: dict[str, tuple[str, int]] = dict.fromkeys(history.lots, ("", 0))
    for direction in ("up", "down"):
        frontier, depth = set(history.lots), 0
        while frontier:
            depth += 1
            pairs = [(e.child, e.parent) if direction == "up" else (e.parent, e.child) for e in history.edges]
            frontier = {other for lot, other in pairs if lot in frontier and other not in found}
            found |= dict.fromkeys(frontier, (direction, depth))
    return found
