"""Labels: rolls, their serials, what stands on goods."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from api.policy.actor import MEMBER_ROLES, Actor
from api.policy.relations import in_area, on_case, own
from api.policy.scopes import in_scope

LABELLING: Final = MEMBER_ROLES - {"carrier"}
"""Who has goods has labels; who carries another's has none."""


@dataclass(frozen=True, slots=True)
class Roll:
    """`counties`: where its party has places."""

    party: str
    counties: Collection[str]


def may_roll(actor: Actor, action: str, roll: Roll) -> bool:
    """`serials` are a secret until they are on goods: administrators count labels and read none."""
    seen = own(actor, {roll.party}) or in_area(actor, roll.counties) or on_case(actor)
    match action:
        case "read":
            return in_scope(actor, "labels", "read") and seen
        case "serials":
            return in_scope(actor, "labels", "read") and seen and actor.role != "administrator"
        case _:
            return False
