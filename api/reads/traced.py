"""A trace as it is sent: what a fact says nothing about is left out, which halves an answer of a thousand steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from projections.trace.answers import History


class TracedLot(msgspec.Struct, omit_defaults=True):
    """A lot and a region that knows it."""

    region: str
    lot: str


class TracedEdge(msgspec.Struct, omit_defaults=True):
    """`parent` went into `child`."""

    region: str
    child: str
    parent: str
    kind: str
    command_id: UUID
    ordinal: int
    about: UUID
    occurred_at: datetime
    asserted: int


class TracedStep(msgspec.Struct, omit_defaults=True):
    """What happened to a lot; quantities are decimals in base measure. The fields are those of `answers.Step`."""

    region: str
    lot: str
    kind: str
    occurred_at: datetime
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
    about: UUID | None = None
    corrected: bool = False
    command_id: UUID | None = None
    ordinal: int | None = None
    line: int | None = None
    asserted: int | None = None
    withdrawn: int | None = None


class TracedUnit(msgspec.Struct, omit_defaults=True):
    """What was put into a logistic unit or taken out, or where it was put itself."""

    region: str
    unit: str
    kind: str
    occurred_at: datetime
    lot: str = ""
    quantity: Decimal | None = None
    parent: str = ""
    site: str = ""
    party: str = ""
    command_id: UUID | None = None
    ordinal: int | None = None
    line: int | None = None
    asserted: int | None = None


class Trace(msgspec.Struct):
    """`lots`: where it began. `positions`: give them back as `recorded_as_of` to be answered the same again."""

    lots: tuple[str, ...]
    nodes: list[TracedLot]
    edges: list[TracedEdge]
    steps: list[TracedStep]
    units: list[TracedUnit]
    positions: Mapping[str, int]
    truncated: bool


REF: Final = "#/components/schemas/{name}"
_SCHEMAS: Final = msgspec.json.schema_components([Trace], ref_template=REF)
SCHEMAS: Final = _SCHEMAS[1]
"""Of the classes here, for the description of the API."""
ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The trace", "content": {"application/json": {"schema": _SCHEMAS[0][0]}}}
}


def told(found: History) -> Trace:
    """The rows of a walk, field by field in their order."""
    return Trace(
        lots=found.lots,
        nodes=[TracedLot(*one) for one in found.nodes],
        edges=[TracedEdge(*one) for one in found.edges],
        steps=[TracedStep(*one) for one in found.steps],
        units=[TracedUnit(*one) for one in found.units],
        positions=found.positions,
        truncated=found.truncated,
    )
