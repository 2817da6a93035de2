"""How much of a field somebody sees, of a thing that they may see (the table of domain 7.6, row by row)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from api.policy.actor import Actor
from api.policy.papers import Paper
from api.policy.registers import Household
from api.policy.relations import in_area, own
from projections.flows.hiding import FEWEST

STARS: Final = "***"


class Shown(Enum):
    """Its value, what stands for it, or nothing."""

    FULL = "full"
    MASKED = "masked"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Trip:
    """How the asker stands to a trip, and whether it is over."""

    shipper: bool
    carrier: bool
    receiver: bool
    over: bool


def household_name(actor: Actor | None, one: Household) -> Shown:
    """In full to itself, its cooperative and the area's inspector, to a regulator on a case; else 张**."""
    return Shown.FULL if actor and _knows(actor, one) else Shown.MASKED


def household_phone(actor: Actor | None, one: Household) -> Shown:
    """As the name; to whom it gave goods too, once they accepted them. Administrators and the public have none."""
    known = actor and (_knows(actor, one) or (actor.member and one.granted and not actor.scopes))
    return Shown.FULL if known else Shown.NOTHING


def plot(actor: Actor, one: Household) -> Shown:
    """The name that a household gave its plot, and where exactly it is."""
    return Shown.FULL if _knows(actor, one) else Shown.NOTHING


def deal(actor: Actor, paper: Paper) -> Shown:
    """Buyer and quantity of a sale: both sides, and a regulator on a case. Officials have totals."""
    return Shown.FULL if own(actor, paper.parties, paper.agents) or _on_case(actor) else Shown.NOTHING


def buyer_person(actor: Actor, paper: Paper, seller: str) -> Shown:
    """Name and phone of a buyer without an account: the seller's own, never a program's."""
    if actor.scopes:
        return Shown.NOTHING
    return Shown.FULL if own(actor, {seller}) or _on_case(actor) else Shown.NOTHING


def sales(actor: Actor, *, total: bool, sellers: int) -> Shown:
    """What was sold, added up: a member's own; totals to inspectors, to administrators those of five and more.

    A regulator on a case has the sums of its lots.

    `total`: neither of one lot, nor of one place or party, which is a deal.
    """
    counted = actor.role == "inspector" or (actor.role == "administrator" and sellers >= FEWEST)
    return Shown.FULL if actor.member or (total and counted) or _on_case(actor) else Shown.NOTHING


def plate(actor: Actor, trip: Trip) -> Shown:
    """The carrier's own, the shipper's while the trip lasts; masked for the receiver, and then for the shipper."""
    if actor.scopes:
        return Shown.NOTHING
    if trip.carrier or (trip.shipper and not trip.over) or _on_case(actor):
        return Shown.FULL
    return Shown.MASKED if trip.shipper or trip.receiver else Shown.NOTHING


def driver(actor: Actor, trip: Trip) -> Shown:
    """Name and phone: to whom the whole plate is shown."""
    return Shown.FULL if plate(actor, trip) is Shown.FULL else Shown.NOTHING


def member_phone(actor: Actor) -> Shown:
    """The number that a member signs in with, to whoever may list the party's people: masked; to programs never."""
    return Shown.NOTHING if actor.scopes else Shown.MASKED


def shown(how: Shown, value: str, masked: str = "") -> str:
    """`value` as it may be told."""
    return value if how is Shown.FULL else masked if how is Shown.MASKED else ""


def masked_name(name: str) -> str:
    """黎阿嫂 -> 黎**."""
    return f"{name[:1]}**" if name else ""


def masked_plate(text: str) -> str:
    """粤W12345 -> 粤W***45; a short one keeps nothing."""
    return f"{text[:2]}{STARS}{text[-2:]}" if len(text) > 4 else STARS if text else ""


def masked_phone(number: str) -> str:
    """+8613800138000 -> 138****8000; of other countries (E.164) less: +85251234567 -> +85****67."""
    if not number:
        return ""
    national = number.removeprefix("+86")
    return f"{number[:3]}****{number[-2:]}" if national == number else f"{national[:3]}****{national[-4:]}"


def _knows(actor: Actor, one: Household) -> bool:
    if own(actor, {one.party}, {one.cooperative} - {""}):
        return not actor.scopes
    return (actor.role == "inspector" and in_area(actor, {one.county})) or _on_case(actor)


def _on_case(actor: Actor) -> bool:
    return actor.role == "regulator" and bool(actor.case)
