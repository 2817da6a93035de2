"""Party: who is accountable (生产经营主体), named by its PGLN."""

from __future__ import annotations

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyRegistered

KINDS = (
    "household",
    "cooperative",
    "enterprise",
    "packhouse",
    "carrier",
    "warehouse",
    "market",
    "retailer",
    "authority",
)


class Party(Aggregate):
    """A household, cooperative, enterprise or authority. A household's name and phone are in the vault."""

    KIND = "party"
    TOPIC = "party"

    class Event(Aggregate.Event):
        TOPIC = "party:event"

    class Registered(Event):
        """`name` is empty for a household; `vault` refers to what is kept apart; `cooperative` may act for it."""

        TOPIC = "party:registered"
        party: str
        kind: str
        name: str
        county: str
        credit_code: str
        cooperative: str
        vault: str

    def __init__(self) -> None:
        self.party = ""
        self.kind = ""
        self.name = ""
        self.county = ""
        self.credit_code = ""
        self.cooperative = ""

    def register(
        self, act: Act, *, party: str, kind: str, name: str, county: str, credit_code: str, cooperative: str, vault: str
    ) -> None:
        if self.party:
            raise AlreadyRegistered(party=party)
        self.record(
            Party.Registered,
            act,
            party=party,
            kind=kind,
            name=name,
            county=county,
            credit_code=credit_code,
            cooperative=cooperative,
            vault=vault,
        )

    @event(Registered)
    def _registered(self, party: str, kind: str, name: str, county: str, credit_code: str, cooperative: str) -> None:
        self.party, self.kind, self.name, self.county = party, kind, name, county
        self.credit_code, self.cooperative = credit_code, cooperative
