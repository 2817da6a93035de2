"""An open case: what it lets officials see beyond their area, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi.concurrency import run_in_threadpool

from api.errors import NotRecorded
from api.policy import Actor
from api.regions import Regions
from domain.case import Case
from domain.gs1 import parse
from domain.region import COMMONS
from projections.walk import trace
from store.rows import EVERYWHERE


@dataclass(frozen=True, slots=True)
class OnCase:
    """How an actor stands to goods: `investigating` to lots of the case, as `actor` to all others."""

    actor: Actor
    investigating: Actor
    lots: frozenset[str] = frozenset()

    def covers(self, *lots: str) -> bool:
        """Whether all of `lots` are of the case."""
        return bool(self.lots) and self.lots.issuperset(lots)

    def to(self, *lots: str) -> Actor:
        """Who asks about `lots`, taken together."""
        return self.investigating if self.covers(*lots) else self.actor


async def on_case(regions: Regions, actor: Actor, number: str | None) -> OnCase:
    """The ancestors and descendants of the case's subject. Members have no cases: a number tells them nothing.

    Raises NotRecorded for what is no open case of the official's authority; LookupError before the trace is built.
    """
    if not number or not actor.official:
        return OnCase(actor, actor)
    found = await run_in_threadpool(_find, regions, actor.party, number)
    if found is None or not found.is_open:
        raise NotRecorded(case=number)
    cities = [name for name in regions if name != COMMONS]
    async with regions.datastore.reading(EVERYWHERE) as conn:
        chain = await trace(conn, cities, parse(found.subject), "both")
    return OnCase(actor, replace(actor, case=number), frozenset(one.lot for one in chain.nodes))


def _find(regions: Regions, party: str, number: str) -> Case | None:
    """As it stands now: another process may have closed it."""
    regions.commons.forget([Case.stream_id(party, number)])
    return regions.commons.find(Case, party, number, to_tell=False)
