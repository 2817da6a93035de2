"""A few lots worth showing: of different products, with much to tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.public_page.fragment import Fragment, decode
from projections.public_page.page import product_of
from projections.public_page.reading import Question, ask

LOOKED_AT: Final = 400
"""Fragments of a region, the first that were ever written; enough for a demo, harmless in a large store."""


async def sample_lots(conn: AsyncConnection[TupleRow], regions: Sequence[str], most: int) -> list[str]:
    """At most one lot a product, those that arrived somewhere and tell the most first; the same for the same store."""
    statement = "SELECT body FROM {schema}.public_page LIMIT %s"
    answers = await ask(conn, [Question(region, statement, (LOOKED_AT,)) for region in regions])
    best: dict[str, tuple[tuple[int, str], str]] = {}
    for rows in answers:
        for (body,) in rows:
            fragment = decode(body)
            rank = (_interest(fragment), fragment.lot)
            product = product_of(fragment.lot)
            best[product] = max(best.get(product, (rank, fragment.lot)), (rank, fragment.lot))
    ranked = sorted(best.values(), reverse=True)
    return [lot for _, lot in ranked[:most]]


async def held_lot(conn: AsyncConnection[TupleRow], regions: Sequence[str]) -> str | None:
    """A lot whose sale is suspended somewhere, if there is one."""
    statement = """SELECT lot FROM {schema}.public_page_status WHERE kind = 'held' AND begun AND NOT ended
        ORDER BY lot LIMIT 1"""
    answers = await ask(conn, [Question(region, statement, ()) for region in regions])
    return next((lot for rows in answers for (lot,) in rows), None)


def _interest(fragment: Fragment) -> int:
    kinds = {step.kind for step in fragment.steps}
    return len(kinds) + 3 * bool(kinds & {"received", "bought"})
