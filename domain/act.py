"""Who does what, when and how: the part of a command that every fact of it shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.errors import TooFarAhead, TooLate

SHANGHAI = ZoneInfo("Asia/Shanghai")
AHEAD = timedelta(minutes=10)
LATE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Act:
    """One person's command, as the edge understood it.

    `id` is the client's UUIDv7; `at` is the corrected time of the fact (claimed time plus the phone's skew), aware;
    `received_at` is the server's clock when it arrived; `observed` says that the form had closed before it was sent
    (`Captured: offline`), so the fact is recorded even when it disagrees. `place` carries no exact household point.
    """

    id: UUID
    party: str
    person: str
    at: datetime
    received_at: datetime
    claimed_at: datetime
    content_hash: bytes = b""
    role: str = "member"
    device: str = ""
    observed: bool = False
    late_reason: str = ""
    note: str = ""
    place: dict[str, Any] | None = None
    evidence: tuple[str, ...] = field(default=())
    schema_version: int = 1

    def judge_time(self) -> None:
        """R17: at most 10 minutes ahead of the server; more than 30 days late only by a supervisor who says why."""
        if self.at > self.received_at + AHEAD:
            raise TooFarAhead(at=self.at, received_at=self.received_at)
        if self.at < self.received_at - LATE and not (
            self.role in {"supervisor", "administrator"} and self.late_reason
        ):
            raise TooLate(at=self.at, received_at=self.received_at)
