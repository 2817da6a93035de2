"""Whose data an id stands for, as far as the policy asks; what is not the asker's is not there."""

from __future__ import annotations

from collections.abc import Iterable

from api.auth import Actor
from api.policy import Action, can
from api.policy.privacy import PersonalData
from api.regions import Regions
from domain.party import Party
from domain.region import COMMONS
from store.connection import StoreConnection
from store.people.errors import NotFound
from store.people.held import jurisdictions_of, parties_of


def subjects_of(regions: Regions, actor: Actor) -> list[str]:
    """The person, and the household that they work for: what the vault may have of the asker."""
    found = [actor.person]
    if actor.member and _party(regions, actor.party, households=True) is not None:
        found.append(actor.party)
    return found


def households_among(regions: Regions, parties: Iterable[str]) -> list[str]:
    """Those of `parties` that are households."""
    return [party for party in parties if _party(regions, party, households=True) is not None]


def must_be_allowed(
    connection: StoreConnection, regions: Regions, actor: Actor, action: Action, subject: str
) -> PersonalData:
    """Raises NotFound."""
    one = _data(connection, regions, subject)
    if not can(actor, action, one):
        raise NotFound
    return one


def _data(connection: StoreConnection, regions: Regions, subject: str) -> PersonalData:
    party = _party(regions, subject)
    if party is not None:
        household = party.kind == "household"
        return PersonalData(
            party=subject if household else "",
            agent=party.cooperative if household else "",
            areas=frozenset({party.county}),
        )
    if " of " in subject:  # somebody named in one record
        return PersonalData()
    known = [_party(regions, one) for one in parties_of(connection, subject)]
    worked_in = {one.county if one else "" for one in known}
    return PersonalData(person=subject, areas=frozenset(worked_in.union(jurisdictions_of(connection, subject))))


def _party(regions: Regions, key: str, *, households: bool = False) -> Party | None:
    """As it is registered: a household in a city, anybody else in the commons."""
    if not key.isdecimal():
        return None
    places = [name for name in regions if name != COMMONS or not households]
    found = (regions[name].find(Party, key, to_tell=False) for name in places)
    wanted = (one for one in found if one is not None and (one.kind == "household" or not households))
    return next(wanted, None)
