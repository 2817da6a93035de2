"""Goods and where they went: traces, units, stocks, and what may be done with goods (domain 7.6, genealogy)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from api.policy.actor import Actor
from api.policy.relations import NOBODY, in_area, on_case, own
from api.policy.scopes import in_scope


@dataclass(frozen=True, slots=True)
class TracedLots:
    """What somebody traces. `counties`: where the lots themselves were; `chain`: where all that belongs to them was."""

    counties: Collection[str]
    chain: Collection[str]


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of a trace; `counties`: of either end."""

    counties: Collection[str]


@dataclass(frozen=True, slots=True)
class Unit:
    """A logistic unit in one region: who has, sent or awaits it; the county where it lies or left."""

    parties: Collection[str]
    counties: Collection[str]
    agents: Collection[str] = NOBODY


@dataclass(frozen=True, slots=True)
class Stock:
    """One lot at one site. `county`: of the site."""

    party: str
    county: str
    agent: str = ""


def may_trace(actor: Actor, action: str, lots: TracedLots) -> bool:
    """Codes stand on goods: an inspector asks for a chain that passed the area with its own goods, or for a case.

    An administrator has a chain that touches the area anywhere. Members are told of their own dealings alone.
    """
    if action != "read" or not in_scope(actor, "chain", "read"):
        return False
    if actor.role == "administrator":
        return in_area(actor, lots.chain)
    return actor.member or on_case(actor) or in_area(actor, lots.counties)


def may_see_step(actor: Actor, action: str, step: ChainStep) -> bool:
    """Of a chain that the official may trace."""
    if action != "read" or not actor.official:
        return False
    return actor.role == "administrator" or bool(actor.case) or in_area(actor, step.counties)


def may_see_unit(actor: Actor, action: str, unit: Unit) -> bool:
    return action == "read" and in_scope(actor, "chain", "read") and (
        own(actor, unit.parties, unit.agents) or in_area(actor, unit.counties) or on_case(actor)
    )  # fmt: skip


def may_handle_stock(actor: Actor, action: str, stock: Stock) -> bool:
    """Held and released by the owner, or an inspector or regulator of the area (whose hold it is: `domain.stock`)."""
    mine = own(actor, {stock.party}, {stock.agent} - {""})
    match action:
        case "read":
            return in_scope(actor, "chain", "read") and (mine or in_area(actor, {stock.county}))
        case "hold" | "release":
            theirs = actor.role != "administrator" and in_area(actor, {stock.county})
            return in_scope(actor, "chain", "record") and (mine or theirs)
        case _:
            return False
