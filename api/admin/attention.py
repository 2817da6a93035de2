"""What an administrator should look at first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from api.admin.overview import Overview
from api.door.alarms import Alarm

STALE: Final = timedelta(seconds=30)
LITTLE: Final = 2_000_000_000


class Attention(NamedTuple):
    """The words `admin.attention.{key}`, filled with `values`; `anchor` is where the page tells more."""

    key: str
    anchor: str
    values: dict[str, object]


def attention(found: Overview, alarms: Sequence[Alarm]) -> Iterator[Attention]:
    """The worst first."""
    if found.parked:
        yield Attention("parked", "parked", {"count": len(found.parked)})
    if not found.holders:
        yield Attention("no_worker", "freshness", {})
    elif lagging := [one for one in found.standings if one.behind and found.at - one.updated_at > STALE]:
        yield Attention("stale", "freshness", {"count": len({one.projection for one in lagging})})
    if found.disk and found.disk.free < LITTLE:
        yield Attention("disk", "disk", {"free": f"{found.disk.free / 1e9:.1f}"})
    if alarms:
        yield Attention("alarms", "alarms", {"count": len(alarms)})
    if "overdraft" in found.discrepancies:
        yield Attention("overdraft", "discrepancies", {"count": found.discrepancies["overdraft"]})
    if "more_than_grown" in found.discrepancies:
        yield Attention("more_than_grown", "discrepancies", {"count": found.discrepancies["more_than_grown"]})
    if failed := sum(1 for run in found.imports if run.problems):
        yield Attention("imports", "imports", {"count": failed})
    if found.loopback:
        yield Attention("loopback", "disk", {"url": found.public_url})
