"""Pictures of what a fact says: sent by who records, seen by their party and by officials of the area or on a case."""

from __future__ import annotations

from dataclasses import dataclass

from api.policy.actor import Actor
from api.policy.relations import in_area, on_case, own


@dataclass(frozen=True, slots=True)
class Picture:
    """`party`: whose it is; `person`: who sent it; `county`: of the party."""

    party: str
    person: str
    county: str


def may_picture(actor: Actor, action: str, one: Picture) -> bool:
    """Never a program: there are people in them. `register`: by whoever records what happens; no administrators."""
    if actor.scopes or not (actor.member or actor.official):
        return False
    mine = (actor.party, actor.person) == (one.party, one.person)
    match action:
        case "read":
            return mine or own(actor, {one.party}) or in_area(actor, {one.county}) or on_case(actor)
        case "register":
            return mine and actor.role != "administrator"
        case _:
            return False
