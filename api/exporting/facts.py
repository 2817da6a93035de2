"""Facts as they are recorded, whole and in order: what another system, or an auditor, can read without ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from api.exporting.asked import Asked, Line
from api.exporting.lines import plain
from api.recording import recorder
from api.regions import Regions
from domain.act import SHANGHAI
from domain.events import EVENTS

PAGE = 2_000


def facts(regions: Regions, asked: Asked) -> Iterator[Line]:
    """A line an event: who is named in it is found by what it says, since a fact belongs to everybody in it."""
    low, high = asked.from_day or date.min, asked.to_day or date.max
    for region in asked.regions:
        source = recorder(regions[region])
        last = 0
        while page := source.select_facts(last + 1, PAGE):
            last = page[-1].position
            for one in page:
                said = msgspec.json.decode(one.state)
                day = datetime.fromisoformat(said["occurred_at"]).astimezone(SHANGHAI).date()
                if not low <= day <= high or (asked.party and asked.party.encode() not in one.state):
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
