"""Persons: who overdraws, and on which device."""

from __future__ import annotations

from dataclasses import dataclass

from api.policy.actor import Actor


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What persons did with their devices; administrators have it of parties alone."""


def may_watch(actor: Actor, action: str, behaviour: Behaviour) -> bool:
    """`count`: by party; `read`: with person and device."""
    match action:
        case "count":
            return actor.official
        case "read":
            return actor.role == "inspector" or (actor.role == "regulator" and bool(actor.case))
        case _:
            return False
