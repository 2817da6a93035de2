"""How an actor stands to a thing: it is theirs, or it lies in their area."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from api.policy.actor import Actor

NOBODY: Final[frozenset[str]] = frozenset()


def own(actor: Actor, parties: Collection[str], agents: Collection[str] = NOBODY) -> bool:
    """One of `parties` is the actor's, or a household whose cooperative (`agents`) the actor works for."""
    return actor.member and (actor.party in parties or actor.party in agents)


def on_case(actor: Actor) -> bool:
    """Of officials: they ask for an open case, and what they ask about belongs to it (`api.looks.cases`)."""
    return actor.official and bool(actor.case)


def in_area(actor: Actor, counties: Collection[str]) -> bool:
    """Of officials: one of `counties` is theirs."""
    return actor.official and (not actor.area or any(county.startswith(actor.area) for county in counties))
