"""The finished part of a lot's page that one region knows: its steps here, its parents, the regions it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from projections.public_page.told import CORRECTED, Lines, Told

WORK: Final = frozenset({"split", "merge", "grade", "process", "repack"})
RECEIPTS: Final = frozenset({"purchased", "received", "bought"})


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step in the life of a lot; values as in `Told`. `activity` joins corrections and journeys to it."""

    at: datetime
    kind: str
    activity: UUID
    county: str = ""
    site: str = ""
    party: str = ""
    day: date | None = None
    detail: str = ""
    step: str = ""
    to_county: str = ""
    region: str = ""
    reference: str = ""


class Fragment(msgspec.Struct, frozen=True, omit_defaults=True):
    """Steps by time; `parents` are the lots that it was made from here."""

    lot: str
    steps: tuple[Step, ...] = ()
    parents: tuple[str, ...] = ()

    @property
    def sources(self) -> frozenset[str]:
        """Regions that receipts here name as where the goods came from."""
        return frozenset(step.region for step in self.steps if step.kind in RECEIPTS and step.region)


class ToldFact(NamedTuple):
    """A row of `public_page_fact`."""

    activity: UUID
    position: int
    occurred_at: datetime
    recorded_at: datetime
    told: Told


class Finished(NamedTuple):
    """What is written for a lot: its fragment's bytes, and the activities that a correction speaks of."""

    body: bytes
    updated_at: datetime
    corrected: frozenset[UUID]


_encode = msgspec.json.Encoder(order="deterministic").encode
decode = msgspec.json.Decoder(Fragment).decode


def finish(lot: str, activities: Sequence[Sequence[ToldFact]]) -> Finished:
    """The same bytes for the same facts, in whatever order they came."""
    steps: list[Step] = []
    parents: set[str] = set()
    for facts in activities:
        lines = _effective(facts)
        if lot not in lines.lots and lot not in lines.inputs:
            continue
        made = lot in lines.lots and lines.inputs
        if made:
            parents.update(lines.inputs)
        steps += [_step(fact, used=lot in lines.inputs) for fact in facts if fact.told.kind != CORRECTED]
    steps.sort(key=lambda step: (step.at, step.activity, step.kind))
    return Finished(
        body=_encode(Fragment(lot, tuple(steps), tuple(sorted(parents)))),
        updated_at=max(fact.recorded_at for facts in activities for fact in facts),
        corrected=frozenset(fact.activity for facts in activities for fact in facts if fact.told.kind == CORRECTED),
    )


def _effective(facts: Iterable[ToldFact]) -> Lines:
    """The lots that count: those of the last correction by position, else those first told (D6)."""
    said = [fact for fact in facts if fact.told.lines is not None]
    last = max(said, key=lambda fact: (fact.told.kind == CORRECTED, fact.position), default=None)
    return (last and last.told.lines) or Lines()


def _step(fact: ToldFact, *, used: bool) -> Step:
    told = fact.told
    return Step(
        at=fact.occurred_at.astimezone(UTC),
        kind="used" if used else told.kind,
        activity=fact.activity,
        county=told.county,
        site=told.site,
        party=told.party,
        day=told.day,
        detail=told.detail,
        step=told.step,
        to_county=told.to_county,
        region=told.region,
        reference=told.reference,
    )
