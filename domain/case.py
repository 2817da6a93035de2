"""Case: what an authority looks into, under a number of its own; while open, its officials see beyond their area."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadySo, CaseClosed, UnknownCase


class Case(Aggregate):
    """Named by the authority and its number, in the commons: a chain goes through several cities.

    `subject` is the lot, item or unit whose chain it opens, to read (domain 7.6, R23). Closed is closed: a new
    suspicion is a new case.
    """

    KIND = "case"
    TOPIC = "case"

    class Event(Aggregate.Event):
        """`party`: the authority."""

        TOPIC = "case:event"
        party: str
        number: str
        fact: UUID

    class Opened(Event):
        """`jurisdiction`: of who opened it. `reason` is a code; free text is in the vault."""

        TOPIC = "case:opened"
        subject: str
        reason: str
        jurisdiction: str
        note: str

    class Closed(Event):
        """`outcome` is a code."""

        TOPIC = "case:closed"
        outcome: str
        note: str

    def __init__(self) -> None:
        self.party = ""
        self.number = ""
        self.subject = ""
        self.reason = ""
        self.outcome = ""

    @property
    def is_open(self) -> bool:
        return bool(self.number) and not self.outcome

    def open(self, act: Act, *, number: str, subject: str, reason: str, jurisdiction: str) -> None:
        """Raises AlreadySo, CaseClosed."""
        if self.number:
            raise (AlreadySo if self.is_open else CaseClosed)(number=number)
        self.record(
            Case.Opened,
            act,
            party=act.party,
            number=number,
            fact=act.id,
            subject=subject,
            reason=reason,
            jurisdiction=jurisdiction,
            note=act.note,
        )

    def close(self, act: Act, *, number: str, outcome: str) -> None:
        """Raises UnknownCase, CaseClosed."""
        if not self.number:
            raise UnknownCase(number=number)
        if not self.is_open:
            raise CaseClosed(number=number)
        self.record(Case.Closed, act, party=self.party, number=self.number, fact=act.id, outcome=outcome, note=act.note)

    @event(Opened)
    def _opened(self, party: str, number: str, subject: str, reason: str) -> None:
        self.party, self.number, self.subject, self.reason = party, number, subject, reason

    @event(Closed)
    def _closed(self, outcome: str) -> None:
        self.outcome = outcome
