"""What a walk through the trace answers with, as it is sent: what a fact says nothing about is left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec


class TracedLot(msgspec.Struct, frozen=True, gc=False):
    """A lot and a region that knows it."""

    region: str
    lot: str


class TracedEdge(msgspec.Struct, frozen=True, gc=False):
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


class TracedStep(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
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
    about: UUID
    command_id: UUID
    ordinal: int
    line: int
    asserted: int
    site: str = ""
    county: str = ""
    party: str = ""
    carrier: str = ""
    other_region: str = ""
    other_site: str = ""
    other_county: str = ""
    other_party: str = ""
    quantity: Decimal | None = None
    expected: Decimal | None = None
    rejected: Decimal | None = None
    unit: str = ""
    reference: str = ""
    detail: str = ""
    reason: str = ""
    proof: dict[str, Any] | None = None
    corrected: bool = False
    withdrawn: int | None = None


class TracedUnit(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What was put into a logistic unit, taken out or received in it (`lot`, `quantity`), or where it was put itself.

    `kind`: packed, unpacked, received; nested, with the `parent` unit, empty when it was taken out.
    """

    region: str
    unit: str
    kind: str
    occurred_at: datetime
    command_id: UUID
    ordinal: int
    line: int
    asserted: int
    lot: str = ""
    quantity: Decimal | None = None
    parent: str = ""
    site: str = ""
    party: str = ""


class History(msgspec.Struct, frozen=True):
    """`lots` are where it began; `nodes` everything found, `lots` among it; steps are in order of time.

    `positions` says up to where each region's log was known: give it back as `recorded_as_of` and the same is answered
    again. `truncated`: there is more than `most` nodes.
    """

    lots: tuple[str, ...]
    nodes: list[TracedLot]
    edges: list[TracedEdge]
    steps: list[TracedStep]
    units: list[TracedUnit]
    positions: Mapping[str, int]
    truncated: bool
