"""What a discrepancy is: two facts, or a fact and what it leaves to expect, that disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args
from uuid import UUID

Kind = Literal[
    "overdraft",
    "count_variance",
    "unbalanced",
    "code_collision",
    "label_without_goods",
    "purchase_difference",
    "purchase_without_proof",
    "handover_difference",
    "purchase_refused",
    "receipt_difference",
    "double_receipt",
    "unmatched_dispatch",
    "receipt_without_dispatch",
    "seal_mismatch",
    "more_than_grown",
    "while_suspended",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
UNMATCHED_AFTER: Final = timedelta(days=3)
"""A dispatch that nobody received is a discrepancy then: two days by road and sea, and one to write it down."""


class Discrepancy(NamedTuple):
    """`at` is when the disputed thing happened (of a journey, its dispatch); `fact` the command that shows it.

    `expected` and `found` are in the lot's base measure; `reference` names a shipment, a wanted lot code or a seal.
    `resolved` is the fact that closed it; a difference that a correction removed is no longer listed.
    """

    kind: Kind
    at: datetime
    fact: UUID
    lot: str
    site: str
    county: str
    party: str
    other: str
    product: str
    expected: Decimal | None
    found: Decimal | None
    reason: str
    reference: str
    resolved: UUID | None = None
    resolved_at: datetime | None = None
    region: str = ""

    @property
    def mark(self) -> Mark:
        return Mark(self.at, f"{self.kind}/{self.fact}/{self.lot}/{self.site}")


class Mark(NamedTuple):
    """A place in the list, which goes from the newest to the oldest."""

    at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which: empty means any. `county` is a prefix; days are Asia/Shanghai; `open_only` leaves out what was closed.

    `households`: those that `party` acts for; theirs are its own.
    """

    kinds: frozenset[str] = frozenset(KINDS)
    county: str = ""
    party: str = ""
    product: str = ""
    open_only: bool = False
    from_day: date | None = None
    to_day: date | None = None
    households: tuple[str, ...] = ()

    @property
    def parties(self) -> list[str]:
        """Whose, when a party is given."""
        return [self.party, *self.households]

    def values(self, before: Mark, limit: int) -> dict[str, object]:
        return {
            "kinds": sorted(self.kinds),
            "county": self.county + "%",
            "party": self.party,
            "parties": self.parties,
            "product": self.product,
            "open_only": self.open_only,
            "from_day": self.from_day or date(1900, 1, 1),
            "to_day": self.to_day or date(2999, 12, 31),
            "at": before.at,
            "key": before.key,
            "limit": limit,
        }


class Found(NamedTuple):
    """What one source has; complete for everything after `reached` in the list's order, or to the end (None)."""

    some: list[Discrepancy]
    reached: Mark | None
