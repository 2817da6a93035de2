"""One list of all discrepancies, newest first, page by page; and who overdraws most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask
from projections.discrepancies import of_journey, of_mass, of_purchase, of_receipt, of_standing, of_stock
from projections.discrepancies.discrepancy import Discrepancy, Found, Mark, Wanted

NEWEST: Final = Mark(datetime(9999, 1, 1, tzinfo=UTC), "")


class Listed(NamedTuple):
    """A page, and the mark to ask for the next with; None at the end. A page may be short and yet have a next."""

    some: list[Discrepancy]
    next: Mark | None


class Overdrawer(NamedTuple):
    """How often a party's device told facts that overdrew a stock, and how often that is still open."""

    party: str
    person: str
    device: str
    overdrafts: int
    open: int


class _Said(NamedTuple):
    id: UUID
    party: str
    person: str
    device: str


async def discrepancies(
    connection: AsyncConnection[TupleRow],
    regions: Sequence[str],
    wanted: Wanted,
    *,
    now: datetime,
    before: Mark = NEWEST,
    limit: int = 100,
) -> Listed:
    """Those of `wanted` before the mark, at most `limit`. `now` decides which dispatches are overdue."""
    found: list[Found] = []
    if wanted.kinds & of_stock.KINDS:
        found.append(await of_stock.of_stock(connection, regions, wanted, before, limit))
    if wanted.kinds & of_purchase.KINDS:
        found.append(await of_purchase.of_purchase(connection, regions, wanted, before, limit))
    if wanted.kinds & of_standing.KINDS:
        found.append(await of_standing.of_standing(connection, regions, wanted, before, limit))
    if wanted.kinds & of_journey.KINDS:
        found.append(await of_journey.of_journey(connection, regions, wanted, before, now))
    if wanted.kinds & of_receipt.KINDS:
        found.append(await of_receipt.of_receipt(connection, regions, wanted, before))
    if wanted.kinds & of_mass.KINDS:
        found.append(await of_mass.of_mass(connection, regions, wanted, before))
    reached = max((one.reached for one in found if one.reached), default=None)
    some = sorted((item for one in found for item in one.some), key=lambda item: item.mark, reverse=True)
    if reached is not None:
        some = [item for item in some if item.mark >= reached]
    if len(some) > limit:
        return Listed(some[:limit], some[limit - 1].mark)
    return Listed(some, reached)


async def overdrawers(
    connection: AsyncConnection[TupleRow], regions: Sequence[str], wanted: Wanted
) -> list[Overdrawer]:
    """Devices by how many overdrafts their facts opened, most first (D6: `Captured: offline` is a claim)."""
    only = Wanted(
        frozenset({"overdraft"}), wanted.county, wanted.party, wanted.product, False, wanted.from_day, wanted.to_day
    )
    all_of_them = await of_stock.of_stock(connection, regions, only, NEWEST, 10_000)
    asked = {"facts": [one.fact for one in all_of_them.some]}
    statement = "SELECT id, party, person, device FROM {schema}.command WHERE id = ANY(%(facts)s)"
    said: dict[tuple[str, UUID], _Said] = {}
    for region, rows in await ask(connection, regions, statement, asked, _Said):
        said |= {(region, row.id): row for row in rows}
    count: Counter[tuple[str, str, str]] = Counter()
    still: Counter[tuple[str, str, str]] = Counter()
    for one in all_of_them.some:
        who = said.get((one.region, one.fact))
        key = (who.party, who.person, who.device) if who else (one.party, "", "")
        count[key] += 1
        still[key] += one.resolved is None
    return [Overdrawer(*key, number, still[key]) for key, number in sorted(count.items(), key=lambda x: (-x[1], x[0]))]


def by_party(found: Sequence[Overdrawer]) -> list[Overdrawer]:
    """Without persons and devices, most first."""
    count: Counter[str] = Counter()
    still: Counter[str] = Counter()
    for one in found:
        count[one.party] += one.overdrafts
        still[one.party] += one.open
    ordered = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Overdrawer(party, "", "", number, still[party]) for party, number in ordered]
