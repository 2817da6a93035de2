"""Parties as the command line needs them: where one is registered, and an example for each role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from eventsourcing.persistence import StoredEvent

from api.recording import recorder
from api.regions import Regions
from domain.errors import UnknownParty
from domain.party import Party
from domain.region import COMMONS

ROLE_OF_KIND: Final = {
    "household": "grower",
    "packhouse": "packer",
    "carrier": "carrier",
    "market": "market",
    "cooperative": "supervisor",
    "authority": "inspector",
}


class Example(NamedTuple):
    """A party in whose name a role can be tried; `party` empty for the operator, `name` for a household."""

    role: str
    party: str
    name: str
    county: str


def home_of(regions: Regions, party: str) -> str:
    """The region that `party` is registered in. Raises UnknownParty."""
    for name, region in regions.items():
        if region.find(Party, party, to_tell=False):
            return name
    raise UnknownParty(party=party)


def example_parties(regions: Regions) -> list[Example]:
    """The first registered party of each kind that a role suits, and the operator as administrator."""
    found: dict[str, Example] = {}
    for event in _registered(regions):
        role = ROLE_OF_KIND.get(event.kind)
        if role and role not in found:
            found[role] = Example(role, event.party, event.name, event.county)
        if len(found) == len(ROLE_OF_KIND):
            break
    return [*(found[role] for role in ROLE_OF_KIND.values() if role in found), Example("administrator", "", "", "")]


def _registered(regions: Regions) -> Iterator[Party.Registered]:
    for name in (COMMONS, *(name for name in regions if name != COMMONS)):
        region = regions[name]
        for row in recorder(region).select_notifications(None, 500, topics=[Party.Registered.TOPIC]):
            event = region.mapper.to_domain_event(
                StoredEvent(row.originator_id, row.originator_version, row.topic, row.state)
            )
            assert isinstance(event, Party.Registered)
            yield event
