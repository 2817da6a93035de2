"""Apply the terms of retention to every region."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from api.privacy.retention import SHORTEST, SWEPT_FIELDS, SWEPT_SUBJECTS, over, years_after
from api.regions import Regions
from store.vault.expiring import Due, expire

UNRECORDED: Final = timedelta(days=7)
"""A value whose command was not recorded by then never will be: its client was told so."""


class Swept(NamedTuple):
    """Entries of one region: whose time was over, and whose command was never recorded."""

    over: int
    unrecorded: int


def sweep(regions: Regions, region: str, now: datetime) -> Swept:
    """Clear away what may be kept no longer."""
    return Swept(end_terms(regions, region, now), regions.vault(region).sweep(now - UNRECORDED))


def end_terms(regions: Regions, region: str, now: datetime) -> int:
    """Delete what is over its time; returns how many entries."""
    due = Due(now, years_after(now, -SHORTEST), SWEPT_SUBJECTS, SWEPT_FIELDS)
    return expire(regions.datastore, region, regions.vault(region), due, lambda subject, one: over(subject, one, now))
