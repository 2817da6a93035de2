"""Persons: who works for a party, how a party stands, who overdraws, and who looked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from api.policy.actor import Actor
from api.policy.relations import NOBODY, in_area, own
from api.policy.scopes import in_scope


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What persons did with their devices; administrators have it of parties alone."""


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of a party, and how it stands. `county`: none of an operator's own, which is not registered.

    `agent`: the cooperative that acts for a household; empty for all others.
    """

    party: str
    county: str | None
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A look of an official: who, of which authority and area, at what of which owners (`agents` act for them)."""

    person: str
    authority: str
    area: str
    owners: Collection[str]
    agents: Collection[str] = NOBODY


def may_watch(actor: Actor, action: str, behaviour: Behaviour) -> bool:
    """`count`: by party; `read`: with person and device."""
    match action:
        case "count":
            return actor.official
        case "read":
            return actor.role == "inspector" or (actor.role == "regulator" and bool(actor.case))
        case _:
            return False


def may_staff(actor: Actor, action: str, staff: Staff) -> bool:
    """Its own managers, its cooperative's when it is a household, administrators of its area."""
    if action != "read" or actor.role not in ("supervisor", "administrator") or not in_scope(actor, "people", "read"):
        return False
    if actor.party == staff.party or own(actor, {staff.party}, {staff.agent} - {""}):
        return True
    return actor.role == "administrator" and staff.county is not None and in_area(actor, {staff.county})


def may_see_look(actor: Actor, action: str, looked: Looked) -> bool:
    """Its owners and who acts for them; who looked, and their authority; administrators those of their area (7.6)."""
    if action != "read" or not in_scope(actor, "people", "read"):
        return False
    if not actor.official:
        return own(actor, looked.owners, looked.agents)
    if actor.role == "administrator":
        return in_area(actor, {looked.area})
    return actor.person == looked.person or actor.party == looked.authority
