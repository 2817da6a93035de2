"""What of a chain an official sees: the steps of the area (or on a case the whole), never a deal that is not theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from api.errors import NotRecorded
from api.policy import Actor, can, fields
from api.policy.chain import ChainStep, TracedLots
from api.policy.fields import Shown
from api.policy.papers import Paper
from domain.errors import OutsideJurisdiction
from projections.trace.answers import Found, History, Step, UnitChange

DEALS: Final = frozenset({"sold", "returned"})
"""Kinds of steps whose quantity and other side are a deal (domain 7.6, price, buyer, quantity sold)."""
_WORK: Final = frozenset({"consumed", "produced"})


def judge(actor: Actor, found: History, traced: str) -> None:
    """Raises NotRecorded; OutsideJurisdiction for an official who has no business with what was traced."""
    if not found.nodes:
        raise NotRecorded(id=traced)
    if actor.official and not can(actor, "read", _traced(actor, found)):
        raise OutsideJurisdiction(id=traced)


def seen(actor: Actor, found: History) -> History:
    """In one pass over the rows. What members may see was asked for alone (`walk.one_step`)."""
    if actor.member:
        return found
    if not can(actor, "read", ChainStep(())):
        found = _of_area(actor, found)
    if fields.deal(actor, Paper("sale", (), ())) is Shown.NOTHING and any(one.kind in DEALS for one in found.steps):
        found = found._replace(steps=[_undealt(one) if one.kind in DEALS else one for one in found.steps])
    return found


def _traced(actor: Actor, found: History) -> TracedLots:
    if not actor.area:
        return TracedLots((), ())
    lots = frozenset(found.lots)
    return TracedLots(_counties(one for one in found.steps if one.lot in lots), _counties(found.steps))


def _counties(steps: Iterable[Step]) -> frozenset[str]:
    return frozenset(county for one in steps for county in (one.county, one.other_county) if county)


def _of_area(actor: Actor, found: History) -> History:
    """Steps with an end in the area, edges that were made there, units that were packed there, and their lots."""
    steps = [one for one in found.steps if can(actor, "read", ChainStep({one.county, one.other_county} - {""}))]
    work = {one.about for one in steps if one.kind in _WORK}
    edges = [one for one in found.edges if one.about in work]
    sites = {one.site for one in steps if can(actor, "read", ChainStep({one.county}))} - {""}
    units = [one for one in found.units if one.site in sites]
    return found._replace(nodes=_nodes(found, steps, units), edges=edges, steps=steps, units=units)


def _nodes(found: History, steps: Iterable[Step], units: Iterable[UnitChange]) -> list[Found]:
    """What was asked for, and every lot of which something is told. An edge's two lots have steps of their own."""
    lots = {*found.lots, *(one.lot for one in steps), *(one.lot for one in units)}
    return [one for one in found.nodes if one.lot in lots]


def _undealt(step: Step) -> Step:
    return step._replace(
        quantity=None, expected=None, rejected=None, other_region="", other_site="", other_county="", other_party=""
    )
