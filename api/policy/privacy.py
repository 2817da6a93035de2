"""Personal data: whose they are, and who may ask for a copy, a correction or the end of them."""

from __future__ import annotations

from dataclasses import dataclass

from api.policy.actor import Actor
from api.policy.relations import in_area


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Of a person (`person`), of a household (`party`), or of somebody named in one record (neither).

    `agent`: the cooperative that acts for the household. `counties`: of the parties it is known to; none: of nobody's
    area, so the platform's.
    """

    person: str = ""
    party: str = ""
    agent: str = ""
    counties: frozenset[str] = frozenset()


def may_ask(actor: Actor, action: str, one: PersonalData) -> bool:
    """`read`, `correct`: the person or household itself, never a program. `erase`: also the supervisor of the
    household's cooperative, which asks in its name, and an administrator of the area, who must say why."""
    if actor.scopes:
        return False
    match action:
        case "read" | "correct":
            return _own(actor, one)
        case "erase":
            return _own(actor, one) or _acts(actor, one) or _administers(actor, one)
        case _:
            return False


def _own(actor: Actor, one: PersonalData) -> bool:
    return actor.person == one.person or (actor.member and actor.party == one.party)


def _acts(actor: Actor, one: PersonalData) -> bool:
    return actor.role == "supervisor" and actor.party == one.agent


def _administers(actor: Actor, one: PersonalData) -> bool:
    return actor.role == "administrator" and in_area(actor, one.counties or {""})
