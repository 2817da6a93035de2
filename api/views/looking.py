"""Who looks at the views, and how much of them that one may see (domain 7.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api.auth import Actor, Tokens
from api.errors import NotRecorded, OutsideJurisdiction, WrongRole
from api.regions import Regions
from projections.flows.hiding import PUBLIC, Sight
from store.people.errors import MembershipSuspended
from store.settings import COMMONS


async def _sight(request: Request) -> Sight:
    """A token that comes along is read: officials who are not suspended see what the public may not."""
    tokens: Tokens = request.app.state.tokens
    try:
        actor = await tokens.actor(request)
    except (MembershipSuspended, WrongRole):
        return PUBLIC
    return Sight(True, actor.jurisdiction) if actor and actor.official else PUBLIC


Looking = Annotated[Sight, Depends(_sight)]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose lines: of a county prefix, of a party; empty means any."""

    county: str
    party: str


def scope(actor: Actor, county: str, party: str) -> Scope:
    """What `actor` may ask for: officials their area, everybody else their own.

    Raises OutsideJurisdiction, NotRecorded.
    """
    if not actor.official:
        if party not in ("", actor.party):
            raise NotRecorded(party=party)
        return Scope(county, actor.party)
    if actor.jurisdiction.startswith(county):
        return Scope(actor.jurisdiction, party)
    if not county.startswith(actor.jurisdiction):
        raise OutsideJurisdiction(county=county)
    return Scope(county, party)


def regions_of(request: Request) -> tuple[Regions, list[str]]:
    """The regions of this process, and the names of those that hold goods."""
    regions: Regions = request.app.state.regions
    return regions, [name for name in regions if name != COMMONS]
