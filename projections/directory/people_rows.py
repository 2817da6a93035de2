"""Facts on the standing of parties, on who works for them, on breaches and cases, as rows of the directory."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from eventsourcing.domain import AggregateEvent

from domain.breach import Breach
from domain.case import Case
from domain.membership import OFFICIALS, Membership
from domain.party import Party
from projections.projection import Fact


class StandingRow(NamedTuple):
    party: str
    version: int
    at: datetime
    what: str
    value: str


class MemberStepRow(NamedTuple):
    party: str
    person: str
    version: int
    at: datetime
    what: str
    role: str | None = None
    jurisdiction: str | None = None
    inviter: str | None = None


class BreachRow(NamedTuple):
    fact: UUID
    at: datetime
    party: str
    site: str
    county: str


class CaseRow(NamedTuple):
    party: str
    number: str
    closed: bool
    at: datetime
    code: str
    subject: str = ""
    jurisdiction: str = ""


PeopleRow = StandingRow | MemberStepRow | BreachRow | CaseRow

PEOPLE: Final[frozenset[type[AggregateEvent]]] = frozenset(
    {
        Party.Verified,
        Party.Suspended,
        Party.Resumed,
        Party.ActingGranted,
        Party.ActingEnded,
        Membership.Joined,
        Membership.RoleChanged,
        Membership.JurisdictionGiven,
        Membership.Suspended,
        Membership.Resumed,
        Membership.Left,
        Membership.Ended,
        Breach.Recorded,
        Case.Opened,
        Case.Closed,
    }
)


def people_rows_of(fact: Fact) -> list[PeopleRow]:
    """The rows of a fact of PEOPLE, or of a registration, which says who acts at first; none of others."""
    one, at = fact.event, fact.occurred_at
    match one:
        case Party.Registered() | Party.ActingGranted():
            return [StandingRow(one.party, fact.version, at, "acting", one.cooperative)]
        case Party.ActingEnded():
            return [StandingRow(one.party, fact.version, at, "acting", "")]
        case Party.Verified():
            return [StandingRow(one.party, fact.version, at, "verified", one.credit_code)]
        case Party.Suspended():
            return [StandingRow(one.party, fact.version, at, "suspended", one.reason)]
        case Party.Resumed():
            return [StandingRow(one.party, fact.version, at, "resumed", one.reason)]
        case Breach.Recorded():
            return [BreachRow(one.fact, at, one.party, one.site, one.county)]
        case Case.Opened():
            return [CaseRow(one.party, one.number, False, at, one.reason, one.subject, one.jurisdiction)]
        case Case.Closed():
            return [CaseRow(one.party, one.number, True, at, one.outcome)]
        case Membership.Event():
            return [_step(one, MemberStepRow(one.party, one.person, fact.version, at, ""))]
        case _:
            return []


def _step(one: Membership.Event, row: MemberStepRow) -> MemberStepRow:
    match one:
        case Membership.Joined():
            return row._replace(what="joined", role=one.role, jurisdiction="", inviter=one.inviter)
        case Membership.RoleChanged():
            narrow = None if one.role in OFFICIALS else ""
            return row._replace(what="role_changed", role=one.role, jurisdiction=narrow)
        case Membership.JurisdictionGiven():
            return row._replace(what="jurisdiction_given", jurisdiction=one.jurisdiction)
        case Membership.Suspended():
            return row._replace(what="suspended")
        case Membership.Resumed():
            return row._replace(what="resumed")
        case Membership.Left():
            return row._replace(what="left")
        case Membership.Ended():
            return row._replace(what="ended")
        case _:
            raise TypeError(type(one))
