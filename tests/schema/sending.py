"""One valid request to an operation, made for whoever sends it: what generated cases are seeded with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.schema.town import Someone, Town


@dataclass
class Sending:
    """`body`: None for none. `someone`: who sends it in the place of whoever works in that role all the time."""

    path: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | bytes | None = None
    someone: Someone | None = None
    media_type: str = "application/json"


Make = Callable[[Town, Someone], Sending]
