"""An open case: what it lets officials see beyond their area, and for how long."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import Depends, Query
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request

from api.auth import Holder
from api.errors import NotRecorded, NotYetVisible
from api.fields import CaseNumber
from api.policy import Actor
from api.regions import Regions
from domain.case import Case
from domain.gs1 import parse
from domain.region import COMMONS
from projections.directory import Scope
from projections.trace.answers import History
from projections.walk import trace
from store.rows import EVERYWHERE

NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class OnCase:
    """How an actor stands to things: `investigating` to those of the case, as `actor` to all others.

    `lots`: ancestors and descendants of the subject; `sites`, `parties`: where they were, and with whom.
    """

    actor: Actor
    investigating: Actor
    lots: frozenset[str] = NOTHING
    sites: frozenset[str] = NOTHING
    parties: frozenset[str] = NOTHING

    def covers(self, *lots: str) -> bool:
        """Whether all of `lots` are of the case."""
        return bool(self.lots) and self.lots.issuperset(lots)

    def to(self, *lots: str) -> Actor:
        """Who asks about `lots`, taken together."""
        return self.investigating if self.covers(*lots) else self.actor

    def about(self, lots: Collection[str] = (), site: str = "", party: str = "") -> Actor:
        """Who asks about a thing that has to do with any of these."""
        mine = not self.lots.isdisjoint(lots) or site in self.sites or party in self.parties
        return self.investigating if mine else self.actor

    @property
    def scope(self) -> Scope:
        """One's own rows; of officials those of their area, and of the case."""
        if not self.actor.official:
            return Scope(party=self.actor.party)
        return Scope("", self.actor.area, tuple(self.lots), tuple(self.sites), tuple(self.parties))


async def on_case(regions: Regions, actor: Actor, number: str | None) -> OnCase:
    """Members have no cases: a number tells them nothing.

    Raises NotRecorded for what is no open case of the official's authority; NotYetVisible before the trace is built.
    """
    if not number or not actor.official:
        return OnCase(actor, actor)
    found = await run_in_threadpool(_find, regions, actor.party, number)
    if found is None or not found.is_open:
        raise NotRecorded(case=number)
    cities = [name for name in regions if name != COMMONS]
    try:
        async with regions.datastore.reading(EVERYWHERE) as conn:
            chain = await trace(conn, cities, parse(found.subject), "both")
    except LookupError as error:
        if type(error) is not LookupError:  # a KeyError is a mistake of ours
            raise
        raise NotYetVisible(projection="trace") from error
    return _opened(actor, number, chain)


def _opened(actor: Actor, number: str, chain: History) -> OnCase:
    lots = frozenset(one.lot for one in chain.nodes)
    steps = [one for one in chain.steps if one.lot in lots]
    sites = {site for one in steps for site in (one.site, one.other_site)}
    parties = {party for one in steps for party in (one.party, one.other_party, one.carrier)}
    return OnCase(actor, replace(actor, case=number), lots, frozenset(sites - {""}), frozenset(parties - {""}))


def _find(regions: Regions, party: str, number: str) -> Case | None:
    """As it stands now: another process may have closed it."""
    regions.commons.forget([Case.stream_id(party, number)])
    return regions.commons.find(Case, party, number, to_tell=False)


CaseAsked = Annotated[
    CaseNumber | None, Query(description="Of officials: the open case of their authority that the look is for")
]


async def _asking(request: Request, actor: Holder, case: CaseAsked = None) -> OnCase:
    return await on_case(request.app.state.regions, actor, case)


Asking = Annotated[OnCase, Depends(_asking)]
"""The holder of the token, on a case when the address names one."""
