"""Breach: what a suspended party's phone had seen, and was recorded all the same."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate


class Breach(Aggregate):
    """Named by the command that recorded it, in whose save it stands; it shows among the discrepancies."""

    KIND = "breach"
    TOPIC = "breach"

    class Event(Aggregate.Event):
        TOPIC = "breach:event"

    class Recorded(Event):
        """`party` was suspended; `site` is empty where the command names none."""

        TOPIC = "breach:recorded"
        fact: UUID
        party: str
        site: str
        county: str

    def __init__(self) -> None:
        self.party = ""

    def note(self, act: Act, *, party: str, site: str, county: str) -> None:
        """Once for each command."""
        if not self.party:
            self.record(Breach.Recorded, act, fact=act.id, party=party, site=site, county=county)

    @event(Recorded)
    def _recorded(self, party: str) -> None:
        self.party = party
