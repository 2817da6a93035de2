"""What somebody wants to take out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.looks.cases import OnCase
from api.policy.eyes import eyes_of
from store.rows import EVERYWHERE, Eyes

What = Literal["lots", "movements", "trace", "facts"]
Form = Literal["csv", "xlsx", "jsonl"]
Cell = str | int | None
Line = dict[str, Cell]
"""One row: title -> value; every line of a sheet has the same titles."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Empty means any. Days are Asia/Shanghai, both inclusive; `lot` is a lot's path, for a trace.

    `asking`: who takes it out over HTTP; none: somebody at the machine, in the name of `party`.
    """

    what: What
    regions: tuple[str, ...]
    party: str = ""
    lot: str = ""
    from_day: date | None = None
    to_day: date | None = None
    personal: bool = False
    asking: OnCase | None = None

    @property
    def eyes(self) -> Eyes:
        """In whose name: an official's, a party's, or of who sits at the machine."""
        if self.asking and self.asking.actor.official:
            return eyes_of(self.asking.investigating)
        return Eyes("member", self.party) if self.party else EVERYWHERE

    def values(self) -> dict[str, object]:
        """For the statements."""
        return {
            "party": self.party,
            "from_day": self.from_day or date.min,
            "to_day": self.to_day or date.max,
        }
