"""The matrix as it stands in the file: one row for a field, one cell for each actor."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final, NamedTuple

from tests.visibility.cast import ACTORS

FILE: Final = Path(__file__).with_name("matrix.csv")
WORDS: Final = frozenset({"see", "mask", "none", "401", "403", "404", "do"})


class Row(NamedTuple):
    """`cells`: actor -> what they get. `why`: a row of domain.md 7.6 (V), a judgement of README.md (J), a reason."""

    area: str
    action: str
    resource: str
    field: str
    cells: dict[str, str]
    why: str

    @property
    def name(self) -> str:
        return " ".join(self[:4])


def header() -> list[str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def rows(*areas: str) -> list[Row]:
    """Those of some areas; all when none is named."""
    with FILE.open(encoding="utf-8", newline="") as file:
        found = [
            Row(
                one["area"], one["action"], one["resource"], one["field"], {who: one[who] for who in ACTORS}, one["why"]
            )
            for one in csv.DictReader(file)
        ]
    return [row for row in found if not areas or row.area in areas]
