"""Facts as they are recorded, whole and in order: what another system, or an auditor, can read without ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from api.exporting.asked import Asked, Line
from api.exporting.lines import plain
from api.importing.registered import registered
from api.recording import recorder
from api.regions import Regions
from domain.act import SHANGHAI
from domain.events import EVENTS
from domain.party import Party

PAGE = 2_000


def facts(regions: Regions, asked: Asked) -> Iterator[Line]:
    """A line an event: who is named in it is found by what it says, since a fact belongs to everybody in it.

    Those of a party are also those of the households that it acts for.
    """
    mine = [party.encode() for party in _mine(regions, asked)]
    low, high = asked.from_day or date.min, asked.to_day or date.max
    for region in asked.regions:
        source = recorder(regions[region])
        last = 0
        while page := source.select_facts(last + 1, PAGE):
            last = page[-1].position
            for one in page:
                said = msgspec.json.decode(one.state)
                day = datetime.fromisoformat(said["occurred_at"]).astimezone(SHANGHAI).date()
                if not low <= day <= high or (mine and not any(party in one.state for party in mine)):
                    continue
                yield {
                    "region": region,
                    "position": one.position,
                    "recorded_at": plain(one.recorded_at),
                    "command_id": plain(one.command_id),
                    "ordinal": one.ordinal,
                    "stream": plain(one.originator_id),
                    "version": one.originator_version,
                    "event": one.topic if one.topic in EVENTS else f"unknown {one.topic}",
                    "says": msgspec.json.encode(said, order="sorted").decode(),
                }


def _mine(regions: Regions, asked: Asked) -> list[str]:
    if not asked.party:
        return []
    homes = (one for region in asked.regions for one in registered(regions[region], Party.Registered))
    return [asked.party, *(one.party for one in homes if one.cooperative == asked.party)]
