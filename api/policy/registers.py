"""What is registered: parties, places, products; who sees an entry and who makes one."""

from __future__ import annotations

from dataclasses import dataclass

from api.policy.actor import Actor
from api.policy.relations import in_area, own
from api.policy.scopes import in_scope


@dataclass(frozen=True, slots=True)
class Household:
    """`granted`: the asker took over goods of theirs, so that it knows whose they were."""

    party: str
    county: str
    cooperative: str = ""
    granted: bool = False


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Anybody who is no household: a public register for whoever is signed in."""

    county: str


@dataclass(frozen=True, slots=True)
class Place:
    """A site, and whose it is."""

    party: str
    county: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """`county`: where it comes from; empty: from anywhere."""

    county: str


def may_household(actor: Actor, action: str, one: Household) -> bool:
    """Known to itself, its cooperative, who took its goods, and the area; registered by a cooperative or the area."""
    match action:
        case "read":
            known = own(actor, {one.party}, {one.cooperative} - {""}) or (actor.member and one.granted)
            return in_scope(actor, "registers", "read") and (known or in_area(actor, {one.county}))
        case "register":
            return in_scope(actor, "registers", "record") and (actor.member or _registers(actor, one.county))
        case _:
            return False


def may_enterprise(actor: Actor, action: str, one: Enterprise) -> bool:
    match action:
        case "read":
            return in_scope(actor, "registers", "read") and (actor.member or actor.official)
        case "register":
            return in_scope(actor, "registers", "record") and _registers(actor, one.county)
        case _:
            return False


def may_place(actor: Actor, action: str, one: Place) -> bool:
    mine = own(actor, {one.party}, {one.agent} - {""})
    match action:
        case "read":
            return in_scope(actor, "registers", "read") and (mine or in_area(actor, {one.county}))
        case "register":
            return in_scope(actor, "registers", "record") and (mine or _registers(actor, one.county))
        case _:
            return False


def may_product(actor: Actor, action: str, one: Product) -> bool:
    match action:
        case "read":
            return in_scope(actor, "registers", "read") and (actor.member or actor.official)
        case "register":
            return in_scope(actor, "registers", "record") and _registers(actor, one.county)
        case _:
            return False


def _registers(actor: Actor, county: str) -> bool:
    """An administrator, in the area; what comes from anywhere is the platform's."""
    return actor.role == "administrator" and in_area(actor, {county})
