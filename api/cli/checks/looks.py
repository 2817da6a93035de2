"""The record of who looked: is its chain whole?"""

from __future__ import annotations

from collections.abc import Iterator

from api.cli.checks.finding import Finding, well, wrong
from api.regions import Regions
from store.looks import broken_looks


def look_at_looks(regions: Regions) -> Iterator[Finding]:
    """Reads all of them."""
    broken = broken_looks(regions.datastore)
    if broken:
        said = f"the record of who looked was changed or cut at {', '.join(map(str, broken[:5]))}"
        yield wrong("looks", said, "find out who had the keys of the database, and compare with a backup")
    else:
        yield well("looks", "the record of who looked is whole")
