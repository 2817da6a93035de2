"""Personal data: whose they are, and who may ask for a copy, a correction or the end of them."""

from __future__ import annotations

from dataclasses import dataclass

from api.policy.actor import Actor


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Of a person (`person`), of a household (`party`), or of somebody named in one record (neither).

    `agent`: the cooperative that acts for the household. `areas`: county codes or prefixes: of the household or party;
    of every party that the person works or worked for, and their own as an official. Empty, or none: everywhere, so
    the platform's alone.
    """

    person: str = ""
    party: str = ""
    agent: str = ""
    areas: frozenset[str] = frozenset()


def may_ask(actor: Actor, action: str, one: PersonalData) -> bool:
    """`read`, `correct`: the person or household itself, never a program. `erase`: also the supervisor of the
    household's cooperative, which asks in its name, and an administrator whose area has all of it, who must say why."""
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
    return actor.role == "administrator" and all(area.startswith(actor.area) for area in one.areas or {""})
