"""Many steps of many lots, told as few: same kind, place and partner are one stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from projections.public_page.fragment import RECEIPTS, WORK, Step
from projections.public_page.names import Names

PRODUCERS: Final = frozenset({"cooperative", "enterprise", "packhouse"})
"""Parties whose names the public may know, and only where they produce; others are told by their role."""
NAMED: Final = PRODUCERS | {"household"}
"""And households, by a masked name."""
PRODUCING: Final = frozenset({"harvested", "purchased", "used", "packed", *WORK})
MOST_ALIKE: Final = 3
"""More places than this in one kind of stage are told by county, and more counties than this together."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One step of one lot, in the region that knows it."""

    region: str
    lot: str
    step: Step


@dataclass(frozen=True, slots=True)
class Stage:
    """What happened between `first` and `last` to `lots` lots. Codes as in `Told`; `county` empty: in several.

    `proof`: empty where none is asked, else certificate, test, given (of either kind), partly or missing.
    """

    kind: str
    first: datetime
    last: datetime
    county: str
    town: str
    role: str
    name: str
    detail: str
    step: str
    to_county: str
    lots: int
    proof: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class _Key:
    kind: str
    county: str
    town: str
    role: str
    name: str
    detail: str
    step: str
    to_county: str


def stages_of(mentions: Sequence[Mention], corrected: frozenset[UUID], names: Names) -> tuple[Stage, ...]:
    """In order of time; the same for the same mentions in any order."""
    groups: dict[_Key, list[Mention]] = defaultdict(list)
    for mention in mentions:
        groups[_key(mention, names)].append(mention)
    groups = _coarser(_coarser(_fewer_names(groups), "town"), "county")
    stages = [_stage(key, some, corrected) for key, some in groups.items()]
    return tuple(
        sorted(stages, key=lambda stage: (stage.first, stage.last, stage.kind, stage.county, stage.town, stage.role))
    )


def _key(mention: Mention, names: Names) -> _Key:
    step = mention.step
    site = names.sites.get((mention.region, step.site))
    party = names.parties.get(step.party)
    role = party.kind if party else "unknown"
    name = party.name if party and role in NAMED and step.kind in PRODUCING else ""
    return _Key(
        kind=step.kind,
        county=step.county or (site.county if site else ""),
        town=site.town if site else "",
        role=role,
        name=name,
        detail="" if step.kind in RECEIPTS else step.detail,
        step=step.step,
        to_county=step.to_county,
    )


def _coarser(groups: dict[_Key, list[Mention]], part: str) -> dict[_Key, list[Mention]]:
    """Where one kind of stage stands in too many places, `part` of the place is left out of it."""
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for key in groups:
        places[key.kind].add((key.county, key.town))
    merged: dict[_Key, list[Mention]] = defaultdict(list)
    for key, some in groups.items():
        many = len(places[key.kind]) > MOST_ALIKE
        merged[_without(key, part) if many else key] += some
    return merged


def _fewer_names(groups: dict[_Key, list[Mention]]) -> dict[_Key, list[Mention]]:
    """Where one kind of stage has too many households, none of them is named."""
    names: dict[str, set[str]] = defaultdict(set)
    for key in groups:
        if key.role == "household":
            names[key.kind].add(key.name)
    merged: dict[_Key, list[Mention]] = defaultdict(list)
    for key, some in groups.items():
        many = key.role == "household" and len(names[key.kind]) > MOST_ALIKE
        merged[replace(key, name="") if many else key] += some
    return merged


def _without(key: _Key, part: str) -> _Key:
    county = "" if part == "county" else key.county
    return _Key(key.kind, county, "", key.role, key.name, key.detail, key.step, key.to_county)


def _stage(key: _Key, mentions: Sequence[Mention], corrected: frozenset[UUID]) -> Stage:
    times = [mention.step.at for mention in mentions]
    return Stage(
        kind=key.kind,
        first=min(times),
        last=max(times),
        county=key.county,
        town=key.town,
        role=key.role,
        name=key.name,
        detail=key.detail,
        step=key.step,
        to_county=key.to_county,
        lots=len({mention.lot for mention in mentions}),
        proof=proof_of(mention.step for mention in mentions),
        corrected=any(mention.step.activity in corrected for mention in mentions),
    )


def proof_of(steps: Iterable[Step]) -> str:
    """The proof of quality of some receipts together. A shipment between traders may come without and say nothing."""
    receipts = [step for step in steps if step.kind in RECEIPTS]
    given = {step.detail for step in receipts if step.detail not in ("", "none")}
    missing = any(step.detail in ("", "none") for step in receipts if step.kind != "received")
    if given and missing:
        return "partly"
    if given:
        kinds = {"test" if kind == "test" else "certificate" for kind in given}
        return kinds.pop() if len(kinds) == 1 else "given"
    return "missing" if missing else ""
