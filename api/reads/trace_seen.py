"""What of a chain an official sees: the steps of the area, on a case its chain, never a deal that is not theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from api.errors import NotRecorded
from api.looks.cases import OnCase
from api.policy import Actor, can, fields
from api.policy.chain import ChainStep, TracedLots
from api.policy.fields import Shown
from api.policy.papers import Paper
from domain.errors import OutsideJurisdiction
from projections.trace.answers import History, TracedLot, TracedStep, TracedUnit

DEALS: Final = frozenset({"sold", "returned"})
"""Kinds of steps whose quantity and other side are a deal (domain 7.6, price, buyer, quantity sold)."""
_WORK: Final = frozenset({"consumed", "produced"})


def judge(asking: OnCase, found: History, traced: str) -> Actor:
    """Who asks, on the case or by the area.

    Raises NotRecorded; OutsideJurisdiction for an official who has no business with what was traced.
    """
    if not found.nodes:
        raise NotRecorded(id=traced)
    actor = asking.to(*found.lots)
    if actor.official and not can(actor, "read", _traced(actor, found)):
        raise OutsideJurisdiction(id=traced)
    return actor


def seen(asking: OnCase, found: History) -> History:
    """What members may see was asked for alone (`walk.one_step`)."""
    if asking.actor.member:
        return found
    if not can(asking.actor, "read", ChainStep(())):
        found = _told(asking, found)
    if any(one.kind in DEALS for one in found.steps):
        found = replace(found, steps=[_dealt(asking, one) if one.kind in DEALS else one for one in found.steps])
    return found


def _traced(actor: Actor, found: History) -> TracedLots:
    if not actor.area:
        return TracedLots((), ())
    lots = frozenset(found.lots)
    return TracedLots(_counties(one for one in found.steps if one.lot in lots), _counties(found.steps))


def _counties(steps: Iterable[TracedStep]) -> frozenset[str]:
    return frozenset(county for one in steps for county in (one.county, one.other_county) if county)


def _told(asking: OnCase, found: History) -> History:
    """Of the area: steps with an end in it, edges and units that were made there; of the case all of its lots."""
    actor = asking.actor
    near = [one for one in found.steps if can(actor, "read", ChainStep({one.county, one.other_county} - {""}))]
    work = {one.about for one in near if one.kind in _WORK}
    sites = {one.site for one in near if can(actor, "read", ChainStep({one.county}))} - {""}
    kept = {id(one) for one in near}
    steps = [one for one in found.steps if id(one) in kept or _on_case(asking, one.lot)]
    edges = [one for one in found.edges if one.about in work or _on_case(asking, one.child, one.parent)]
    units = [one for one in found.units if one.site in sites or (one.lot and _on_case(asking, one.lot))]
    return replace(found, nodes=_nodes(found, steps, units), edges=edges, steps=steps, units=units)


def _on_case(asking: OnCase, *lots: str) -> bool:
    return can(asking.to(*lots), "read", ChainStep(()))


def _nodes(found: History, steps: Iterable[TracedStep], units: Iterable[TracedUnit]) -> list[TracedLot]:
    """What was asked for, and every lot of which something is told. An edge's two lots have steps of their own."""
    lots = {*found.lots, *(one.lot for one in steps), *(one.lot for one in units)}
    return [one for one in found.nodes if one.lot in lots]


def _dealt(asking: OnCase, step: TracedStep) -> TracedStep:
    if fields.deal(asking.to(step.lot), Paper("sale", (), ())) is not Shown.NOTHING:
        return step
    return replace(
        step,
        quantity=None,
        expected=None,
        rejected=None,
        other_region="",
        other_site="",
        other_county="",
        other_party="",
    )
