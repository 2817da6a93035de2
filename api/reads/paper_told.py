"""A paper as it is told to one who may read it: a deal to its sides alone, a driver to whom the trip concerns."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import msgspec

from api.policy import Actor, fields
from api.policy.fields import Shown, Trip, shown
from api.policy.papers import Paper as Dealing
from api.reads.personal import Personal
from projections.directory import Paper
from projections.reach.papers import hands

_BUYER: Final = ("buyer", "buyer_region")


def told(actor: Actor, mine: Collection[str], region: str, paper: Paper, personal: Personal, over: bool) -> Any:  # noqa: ANN401  an object of JSON
    """`mine`: the asker's party and the households that it acts for. `over`: of a trip."""
    told: dict[str, Any] = paper._asdict() | {"region": region, "body": msgspec.Raw(paper.body.encode())}
    told |= {"vehicle": None, "buyer": None}
    match paper.kind:
        case "shipment":
            told["vehicle"] = _vehicle(actor, trip_of(actor, mine, paper, over), personal)
        case "sale":
            dealing = dealing_of(actor, mine, paper)
            if fields.deal(actor, dealing) is Shown.NOTHING:
                told |= {"other": "", "body": _undealt(msgspec.json.decode(paper.body))}
                told["steps"] = [step | {"body": _undealt(step["body"])} for step in paper.steps]
            elif personal and fields.buyer_person(actor, dealing, _mine(actor, mine, paper.party)) is Shown.FULL:
                told["buyer"] = {"name": personal.get("name", ""), "phone": personal.get("phone", "")}
        case _:
            pass
    return told


def dealing_of(actor: Actor, mine: Collection[str], paper: Paper) -> Dealing:
    """Whose dealing it is; a household's also of who acts for it."""
    parties = {paper.party, paper.other, paper.third} - {""}
    return Dealing(paper.kind, parties, {paper.county}, {actor.party} if parties & set(mine) else ())


def concerns(actor: Actor, mine: Collection[str], paper: Paper) -> bool:
    """Not who only says, of a shipment of others, that it was handed to them."""
    if not actor.member or paper.kind != "shipment":
        return True
    return not (hands(paper) | {paper.other}).isdisjoint(mine)


def lots_of(paper: Paper) -> frozenset[str]:
    """What changed hands by it."""
    lines = msgspec.json.decode(paper.body).get("lines", ())
    return frozenset(line["lot"] for line in lines)


def trip_of(actor: Actor, mine: Collection[str], paper: Paper, over: bool) -> Trip:
    """How the asker stands to a shipment; who sends without a carrier drives himself."""
    carriers = hands(paper) - {paper.party} if paper.third else hands(paper)
    member = actor.member
    return Trip(
        shipper=member and paper.party in mine,
        carrier=member and not carriers.isdisjoint(mine),
        receiver=member and paper.other in mine,
        over=over,
    )


def _mine(actor: Actor, mine: Collection[str], party: str) -> str:
    return actor.party if party in mine else party


def _vehicle(actor: Actor, trip: Trip, personal: Personal) -> dict[str, str] | None:
    plate, driver = fields.plate(actor, trip), fields.driver(actor, trip)
    if not personal or plate is Shown.NOTHING:
        return None
    number = personal.get("plate", "")
    return {
        "plate": shown(plate, number, fields.masked_plate(number)),
        "driver": shown(driver, personal.get("driver", "")),
        "phone": shown(driver, personal.get("phone", "")),
    }


def _undealt(body: dict[str, Any]) -> dict[str, Any]:
    """Without buyer and quantities."""
    left = {name: value for name, value in body.items() if name not in _BUYER}
    if "lines" in left:
        left["lines"] = [{name: value for name, value in line.items() if name != "quantity"} for line in left["lines"]]
    return left
