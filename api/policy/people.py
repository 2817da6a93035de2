"""Persons: what somebody did and was answered, who overdraws."""

from __future__ import annotations

from dataclasses import dataclass

from api.policy.actor import Actor
from api.policy.relations import in_scope


@dataclass(frozen=True, slots=True)
class Told:
    """What a command was answered: told to the person who sent it."""

    person: str
    party: str


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What persons did with their devices; administrators have it of parties alone."""


def may_be_told(actor: Actor, action: str, told: Told) -> bool:
    return action == "read" and in_scope(actor, "read") and (actor.person, actor.party) == (told.person, told.party)


def may_watch(actor: Actor, action: str, behaviour: Behaviour) -> bool:
    """`count`: by party; `read`: with person and device."""
    match action:
        case "count":
            return actor.official
        case "read":
            return actor.role == "inspector" or (actor.role == "regulator" and bool(actor.case))
        case _:
            return False
