"""What a walk through the trace answers with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID


class Edge(NamedTuple):
    """`parent` went into `child`, lots as 01/{gtin}/10/{lot}, by the fact (`command_id`, `ordinal`)."""

    region: str
    child: str
    parent: str
    kind: str
    command_id: UUID
    ordinal: int
    about: UUID
    occurred_at: datetime
    asserted: int


class Step(NamedTuple):
    """What happened to a lot. Texts are empty where the fact says nothing.

    `kind`: harvested, collided, consumed, produced, received, refused, offered, accepted, rejected, dispatched,
    handed_over, arrived, packed, unpacked, sold, returned, destroyed, found, counted, held, released, corrected.
    `other_region` is another region than `region`; `about` the command whose values these are; `corrected` tells that
    they come from a correction of it. Quantities are in the lot's base measure.
    """

    region: str
    lot: str
    kind: str
    occurred_at: datetime
    site: str
    county: str
    party: str
    carrier: str
    other_region: str
    other_site: str
    other_county: str
    other_party: str
    quantity: Decimal | None
    expected: Decimal | None
    rejected: Decimal | None
    unit: str
    reference: str
    detail: str
    reason: str
    proof: dict[str, Any] | None
    about: UUID
    corrected: bool
    command_id: UUID
    ordinal: int
    line: int
    asserted: int
    withdrawn: int | None


class UnitChange(NamedTuple):
    """What was put into a logistic unit, taken out or received in it (`lot`, `quantity`), or where it was put itself.

    `kind`: packed, unpacked, received; nested, with the `parent` unit, empty when it was taken out.
    """

    region: str
    unit: str
    kind: str
    occurred_at: datetime
    lot: str
    quantity: Decimal | None
    parent: str
    site: str
    party: str
    command_id: UUID
    ordinal: int
    line: int
    asserted: int


class Found(NamedTuple):
    """A lot and a region that knows it."""

    region: str
    lot: str


class History(NamedTuple):
    """A trace. `lots` are where it began; `nodes` everything found, `lots` among it; steps are in order of time.

    `positions` says up to where each region's log was known: give it back as `recorded_as_of` and the same is answered
    again. `truncated`: there is more than `most` nodes.
    """

    lots: tuple[str, ...]
    nodes: list[Found]
    edges: list[Edge]
    steps: list[Step]
    units: list[UnitChange]
    positions: Mapping[str, int]
    truncated: bool
