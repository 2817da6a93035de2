"""The administrator's desk: a city's figures, and what is the platform's alone."""

from __future__ import annotations

from dataclasses import dataclass

from api.policy.actor import Actor
from api.policy.scopes import in_scope


@dataclass(frozen=True, slots=True)
class CityFigures:
    """`prefecture`: the first four digits of its counties; empty: of no city, as the commons."""

    prefecture: str


@dataclass(frozen=True, slots=True)
class Platform:
    """Tokens, disk, profile, imports and exports of the whole machine."""


def may_see_city(actor: Actor, action: str, city: CityFigures) -> bool:
    if action != "read" or actor.role != "administrator" or not in_scope(actor, "desk", "read"):
        return False
    return not actor.area or (bool(city.prefecture) and city.prefecture.startswith(actor.area[:4]))


def may_see_platform(actor: Actor, action: str, platform: Platform) -> bool:
    return action == "read" and actor.role == "administrator" and not actor.area and in_scope(actor, "desk", "read")
